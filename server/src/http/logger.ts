import pino, { type DestinationStream, type Logger } from 'pino';
import { scrub, scrubbedError } from '../graphql/scrub.js';

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'assertion',
  'response',
  'recoveryCodes',
  'code',
  'secret',
  'masterKey',
  'apiKey',
];
// At any of the three upper levels; pino wants the names in brackets because of the hyphens.
const paths = SECRET_FIELDS.flatMap((name) => ['', '*', '*.*'].map((above) => `${above}["${name}"]`));

type Request = { method: string; url: string; id?: string };

/** Structured lines on standard output; what could be a secret is cut before it is written. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      redact: { paths, censor: '[redacted]' },
      serializers: {
        err: scrubbedError,
        // Without a serializer the properties of an error are written as they are, and a driver's hold the statement.
        error: (error: unknown) => (error instanceof Error ? scrubbedError(error) : error),
        // A GET carries the query and its variables in the address, and somebody may paste a token into it.
        req: ({ id, method, url }: Request) => ({ id, method, url: scrub(url.split('?')[0] ?? '') }),
      },
    },
    ...(destination ? [destination] : []),
  );
