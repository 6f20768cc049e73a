import type { IncomingHttpHeaders } from 'node:http';
import { fastifyCookie } from '@fastify/cookie';
import { KEY_PREFIX } from '../api-keys/key-token.js';
import type { Actor } from '../graphql/context.js';

export const SESSION_COOKIE = 'tuxedo_session';
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

/** A bearer token wins: who sends one means it, even if it is wrong. */
export const credentialOf = ({ authorization, cookie }: IncomingHttpHeaders): Credential | null => {
  if (authorization !== undefined) return bearerOf({ authorization });
  const token = cookie ? fastifyCookie.parse(cookie)[SESSION_COOKIE] : null;
  // A cookie goes along by itself; the key of a program must be sent on purpose.
  return token?.startsWith(KEY_PREFIX) ? null : usable(token, 'cookie');
};

/** On a socket the parameters of connection_init win over what the upgrade request carried. */
export const socketCredentialOf = (
  params: Readonly<Record<string, unknown>> | undefined,
  headers: IncomingHttpHeaders,
): Credential | null => {
  const authorization = params?.authorization ?? params?.Authorization;
  if (params?.token !== undefined) return usable(typeof params.token === 'string' ? params.token : null, 'params');
  if (authorization !== undefined) return usable(bearer(authorization), 'params');
  return credentialOf(headers);
};
