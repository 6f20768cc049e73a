import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import { badInput, ErrorCode } from '../../kernel/errors.js';
import type { GraphQLAnswer, GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import type { TrustedProxies } from '../callers/trusted-proxies.js';

const ATTESTATION = parse(`query ($nonce: String) { attestation(nonce: $nonce) { mode nonce statement evidence {
  nonce quote eventLog { imr eventType digest event payload version } appCompose composeHash appId instanceId
  keySet { version auditCheckpointKey verdictKey tlsKeys } keySetDigest policyEngine vmConfig generatedAt ageSeconds
} } }`);

const STATUS: Record<string, number> = {
  [ErrorCode.BAD_USER_INPUT]: 400,
  [ErrorCode.RATE_LIMITED]: 429,
  [ErrorCode.INTERNAL]: 503,
};

/** GET /attestation?nonce=…: `Query.attestation` for those who speak no GraphQL, through the same door and its limits. */
export const addAttestationRoute = (fastify: FastifyInstance, door: GraphQLDoor, proxies: TrustedProxies): void => {
  fastify.get<{ Querystring: Record<string, unknown> }>('/attestation', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { nonce, ...others } = request.query;
    // A misspelt name would give an old quote to somebody who thinks it is over the nonce.
    if (Object.keys(others).length > 0 || Array.isArray(nonce))
      return reply.code(400).send(door.refuse([badInput(ONE_NONCE)], request.id));
    const caller = { actor: null, ip: proxies.addressOf(request.raw), requestId: request.id };
    const answer = await door.run({ document: ATTESTATION, variables: { nonce } }, caller);
    const wait = Number(answer.errors?.[0]?.extensions?.retryAfterSeconds ?? 0);
    if (wait > 0) reply.header('retry-after', String(wait));
    return reply.code(statusOf(answer)).send(answer.errors ? answer : answer.data?.attestation);
  });
};

const ONE_NONCE = 'Ask /attestation or /attestation?nonce=…, with one nonce and nothing else.';

const statusOf = ({ errors }: GraphQLAnswer): number =>
  STATUS[String(errors?.[0]?.extensions?.code)] ?? (errors ? 500 : 200);
