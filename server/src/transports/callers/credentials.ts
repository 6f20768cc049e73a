import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '../../kernel/actor.js';
import { badInput, type DomainError } from '../../kernel/errors.js';
import { KEY_PREFIX } from '../../money/api-keys/key-token.js';
import type { OwnOrigin } from './origin.js';

/** By its name a browser takes this one from this host over https alone, so that no page beside it can plant one. */
export const HOST_COOKIE = '__Host-tuxedo_session';
/** Without https, and what every server used before: over https it opens nothing. */
export const PLAIN_COOKIE = 'tuxedo_session';

export const sessionCookie = ({ isSecure }: Pick<OwnOrigin, 'isSecure'>): string =>
  isSecure ? HOST_COOKIE : PLAIN_COOKIE;

const MAX_TOKEN_LENGTH = 512;

/** Who holds a token, and until when; null for every token that is not good now. */
export type Authenticate = (token: string) => Promise<{ actor: Actor; expiresAt: Date } | null>;

export type Credential = { token: string; from: 'bearer' | 'cookie' | 'params' };

const bearer = (header: unknown): string | null =>
  typeof header === 'string' ? (/^Bearer\s+(\S+)$/i.exec(header.trim())?.[1] ?? '') : null;

const usable = (token: string | null | undefined, from: Credential['from']): Credential | null =>
  token && token.length <= MAX_TOKEN_LENGTH ? { token, from } : null;

/** What stands in `Authorization: Bearer`, and nothing else. */
export const bearerOf = ({ authorization }: IncomingHttpHeaders): Credential | null =>
  usable(bearer(authorization), 'bearer');

type Cookie = { name: string; value: string };

/** Every cookie of a session, under either name and as often as it stands there: a parser would give the first alone. */
const cookiesOf = ({ cookie = '' }: IncomingHttpHeaders): Cookie[] =>
  cookie
    .split(';')
    .map((pair) => pair.split('='))
    .map(([name = '', ...rest]) => ({
      name: name.trim(),
      value: rest
        .join('=')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    }))
    .filter(({ name }) => name === HOST_COOKIE || name === PLAIN_COOKIE);

/** Nobody can tell which of two the person means, and whoever could plant one would choose for them. */
export const twoCookies = (headers: IncomingHttpHeaders): DomainError | null =>
  headers.authorization !== undefined || cookiesOf(headers).length < 2
    ? null
    : badInput(
        'Your browser sent two session cookies, and nobody can tell which is yours. Clear the cookies of this site, and sign in again.',
      );

/** A bearer token wins: who sends one means it, even if it is wrong. */
export const credentialOf = (headers: IncomingHttpHeaders, origin: Pick<OwnOrigin, 'isSecure'>): Credential | null => {
  const { authorization } = headers;
  if (authorization !== undefined) return bearerOf({ authorization });
  const cookies = cookiesOf(headers);
  const token = cookies.length === 1 && cookies[0]!.name === sessionCookie(origin) ? cookies[0]!.value : null;
  // A cookie goes along by itself; the key of a program must be sent on purpose.
  return token?.startsWith(KEY_PREFIX) ? null : usable(token, 'cookie');
};

/** On a socket the parameters of connection_init win over what the upgrade request carried. */
export const socketCredentialOf = (
  params: Readonly<Record<string, unknown>> | undefined,
  headers: IncomingHttpHeaders,
  origin: Pick<OwnOrigin, 'isSecure'>,
): Credential | null => {
  const authorization = params?.authorization ?? params?.Authorization;
  if (params?.token !== undefined) return usable(typeof params.token === 'string' ? params.token : null, 'params');
  if (authorization !== undefined) return usable(bearer(authorization), 'params');
  return credentialOf(headers, origin);
};
