import pino, {
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger,
  type LoggerOptions,
} from 'pino';
import { scrub, scrubbedError } from '../../kernel/scrub.js';
import { redacted } from './redact.js';

type Request = { method: string; url: string; id?: string };
type Reply = { statusCode?: number };

const serializers = {
  err: scrubbedError,
  // Without a serializer the properties of an error are written as they are, and a driver's hold the statement.
  error: (error: unknown) => (error instanceof Error ? scrubbedError(error) : redacted(error)),
  // A GET carries the query and its variables in the address, and somebody may paste a token into it.
  req: ({ id, method, url }: Request) => ({ id, method, url: scrub(url.split('?')[0] ?? '') }),
  res: ({ statusCode }: Reply) => ({ statusCode }),
};

/** What a serializer takes is left to it; all else is copied without secrets. */
const withoutSecrets = (fields: Record<string, unknown>): Record<string, unknown> => {
  const left = Object.entries(fields).filter(([name]) => name in serializers);
  const others = Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in serializers)));
  return { ...(redacted(others) as Record<string, unknown>), ...Object.fromEntries(left) };
};

/** Structured lines on standard output; what could be a secret is cut before it is written, in any depth. */
export const createLogger = (level: string, destination?: DestinationStream): Logger => {
  const options: LoggerOptions = {
    level,
    serializers,
    formatters: { log: withoutSecrets },
    hooks: {
      logMethod(args, method) {
        // The sentence and what is put into it; the fields come by the formatter.
        const [first, ...rest] = args as unknown[];
        const sentence = typeof first === 'string' ? redacted(first) : first;
        method.apply(this, [sentence, ...rest.map((one) => redacted(one))] as never);
      },
    },
  };
  const log: Logger = destination ? pino(options, destination) : pino(options);
  // No formatter sees what a child is made with; its own children inherit this.
  const child = log.child as unknown as (this: Logger, bindings: Bindings, more?: ChildLoggerOptions) => Logger;
  log.child = function (this: Logger, bindings: Bindings, more?: ChildLoggerOptions) {
    return child.call(this, withoutSecrets(bindings), more);
  } as unknown as Logger['child'];
  return log;
};
