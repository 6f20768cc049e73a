import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/actor.js';
import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';
import { holdsKeyToken } from '../../money/api-keys/key-token.js';
import type { Caller, GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import {
  type Authenticate,
  credentialOf,
  HOST_COOKIE,
  PLAIN_COOKIE,
  sessionCookie,
  twoCookies,
} from '../callers/credentials.js';
import type { OwnOrigin } from '../callers/origin.js';
import type { TrustedProxies } from '../callers/trusted-proxies.js';
import type { OperatorDoor } from './operator-door.js';

export type GraphQLRouteParts = {
  apollo: ApolloServer<Caller>;
  door: GraphQLDoor;
  authenticate: Authenticate;
  origin: OwnOrigin;
  proxies: TrustedProxies;
  operator: OperatorDoor;
};

/** POST and GET /graphql. */
export const addGraphQLRoute = (fastify: FastifyInstance, parts: GraphQLRouteParts): void => {
  fastify.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: [
      async (request, reply) => refuseKeyInAddress(request, reply, parts),
      async (request, reply) => refuseTwoCookies(request, reply, parts),
      async (request, reply) => refuseForeignPages(request, reply, parts),
      async (request, reply) => refuseGuesses(request, reply, parts),
    ],
    handler: fastifyApolloHandler(parts.apollo, {
      context: async (request, reply) => callerOf(request, reply, parts),
    }),
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/graphql')) reply.header('cache-control', 'no-store');
  });
};

/** Addresses end up in logs, histories and proxies; whoever puts a key there learns it before it matters. */
const refuseKeyInAddress = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { door }: GraphQLRouteParts,
): Promise<unknown> => {
  if (!holdsKeyToken(request.url)) return undefined;
  const message =
    'An API key must not stand in an address. Send it as `Authorization: Bearer`, and revoke this one: it may have been logged.';
  return reply.code(400).send(door.refuse([badInput(message)], request.id));
};

/** Takes away what it can of them, so that whoever has an old cookie, or a planted one, is not shut out for ever. */
const refuseTwoCookies = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { door }: GraphQLRouteParts,
): Promise<unknown> => {
  const error = twoCookies(request.headers);
  if (!error) return undefined;
  for (const path of ['/', '/graphql']) reply.clearCookie(PLAIN_COOKIE, { path, httpOnly: true, sameSite: 'strict' });
  reply.clearCookie(HOST_COOKIE, { path: '/', httpOnly: true, sameSite: 'strict', secure: true });
  return reply.code(400).send(door.refuse([error], request.id));
};

/** A cookie goes along wherever the request was made, so a page of another origin must not use it. */
const refuseForeignPages = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { door, origin }: GraphQLRouteParts,
): Promise<unknown> => {
  const from = request.headers.origin;
  if (from === undefined || origin.includes(from) || credentialOf(request.headers, origin)?.from !== 'cookie')
    return undefined;
  const error = new DomainError(ErrorCode.PERMISSION_DENIED, 'A page of another origin cannot use this session.');
  return reply.code(403).send(door.refuse([error], request.id));
};

const refuseGuesses = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { door, proxies, operator }: GraphQLRouteParts,
): Promise<unknown> => {
  const error = operator.refusal(request.headers, proxies.addressOf(request.raw));
  if (!error) return undefined;
  const answer = door.refuse([error], request.id);
  return reply.code(429).header('retry-after', String(error.retryAfterSeconds)).send(answer);
};

/** The operator comes by this way alone: no cookie, no socket. */
const actorOf = async (
  { headers, raw }: FastifyRequest,
  { authenticate, operator, proxies, origin }: GraphQLRouteParts,
): Promise<Actor | null> => {
  const credential = credentialOf(headers, origin);
  if (!credential) return null;
  const actor = operator.actorOf(headers) ?? (await authenticate(credential.token))?.actor ?? null;
  if (!actor) operator.missed(headers, proxies.addressOf(raw));
  return actor;
};

const callerOf = async (request: FastifyRequest, reply: FastifyReply, parts: GraphQLRouteParts): Promise<Caller> => {
  const { origin, proxies } = parts;
  const userAgent = request.headers['user-agent'];
  return {
    actor: await actorOf(request, parts),
    ip: proxies.addressOf(request.raw),
    requestId: request.id,
    ...(userAgent !== undefined && { userAgent }),
    setSessionCookie: (token, expires) => void setCookie(reply, origin, token, expires),
  };
};

const setCookie = (reply: FastifyReply, origin: OwnOrigin, token: string | null, expires?: Date): FastifyReply => {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: origin.isSecure } as const;
  // Of a server from before there was the other name; a browser would send both from now on.
  if (origin.isSecure) reply.clearCookie(PLAIN_COOKIE, options);
  if (token === null) return reply.clearCookie(sessionCookie(origin), options);
  return reply.setCookie(sessionCookie(origin), token, { ...options, ...(expires && { expires }) });
};
