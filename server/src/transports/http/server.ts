import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { fastifyCookie } from '@fastify/cookie';
import { fastify as createFastify, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { KnownToken } from '../../kernel/known-token.js';
import type { WakeUps } from '../../platform/events/wake-ups.js';
import type { GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import type { Authenticate } from '../callers/credentials.js';
import { OwnOrigin } from '../callers/origin.js';
import { TrustedProxies } from '../callers/trusted-proxies.js';
import { type SocketLimits, Sockets } from '../sockets/sockets.js';
import { createApollo } from './apollo.js';
import { addAttestationRoute } from './attestation-route.js';
import { addClientFiles } from './client-files.js';
import { addErrorAnswers } from './error-answers.js';
import { addGraphiQL } from './graphiql.js';
import { addGraphQLRoute } from './graphql-route.js';
import { addHealthRoutes, type HealthChecks, type HealthFacts, Readiness } from './health.js';
import { OperatorDoor } from './operator-door.js';
import { addSecurityHeaders } from './security-headers.js';

export type HttpDeps = {
  config: {
    host: string;
    port: number;
    publicUrl: string;
    clientDir: string | null;
    /** Addresses of the proxies whose X-Forwarded-For is believed, such as `172.16.0.0/12`. */
    trustProxy?: string | null;
  };
  door: GraphQLDoor;
  authenticate: Authenticate;
  wakeUps: WakeUps;
  health: { checks: HealthChecks; facts: HealthFacts };
  log: Logger;
  /** What the operator shows; null or absent: there is no operator. */
  operatorToken?: KnownToken | null;
  socketLimits?: Partial<SocketLimits>;
  /** Adds routes and hooks of others before the server's own. */
  extend?: (fastify: FastifyInstance, openSockets: () => number) => void;
};

export type HttpServer = {
  listen: () => Promise<{ port: number }>;
  close: () => Promise<void>;
};

const BODY_LIMIT = 256 * 1024;
const DRAIN_MS = 3_500;

/** One port for GraphQL over HTTP and sockets, health, the query editor and the web client. */
export const createHttpServer = async (deps: HttpDeps): Promise<HttpServer> => {
  const { config, door, authenticate, wakeUps, log } = deps;
  const origin = new OwnOrigin(config.publicUrl);
  const proxies = new TrustedProxies(config.trustProxy);
  const fastify = newFastify(log);
  const readiness = new Readiness(deps.health.checks, deps.health.facts);
  const apollo = createApollo(door, log);
  await apollo.start();
  await fastify.register(fastifyCookie);
  addSecurityHeaders(fastify, origin);
  addErrorAnswers(fastify, door);
  const sockets = new Sockets({ door, authenticate, wakeUps, origin, proxies, limits: deps.socketLimits ?? {} });
  deps.extend?.(fastify, () => sockets.size);
  const operator = new OperatorDoor(deps.operatorToken ?? null);
  addGraphQLRoute(fastify, { apollo, door, authenticate, origin, proxies, operator });
  addHealthRoutes(fastify, readiness);
  addAttestationRoute(fastify, door, proxies);
  addGraphiQL(fastify, origin);
  await addClientFiles(fastify, config.clientDir);
  sockets.attach(fastify.server);

  const stop = async (): Promise<void> => {
    readiness.close();
    // Kept-alive and hung connections would hold the close; those in the middle of an answer get their time.
    const impatience = setTimeout(() => fastify.server.closeAllConnections(), DRAIN_MS);
    await Promise.all([sockets.close(), fastify.close()]);
    clearTimeout(impatience);
    await apollo.stop();
  };
  let stopping: Promise<void> | undefined;
  return {
    listen: async () => {
      await fastify.listen({ host: config.host, port: config.port });
      const { port } = fastify.server.address() as AddressInfo;
      origin.listensOn(port);
      return { port };
    },
    close: () => (stopping ??= stop()),
  };
};

const newFastify = (log: Logger): FastifyInstance => {
  const fastify = createFastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: BODY_LIMIT,
    // An id that the caller chose could be used to forge what the log says.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    connectionTimeout: 30_000,
    requestTimeout: 30_000,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
  // JSON alone: other types could be sent from a page of another origin without asking first.
  fastify.removeContentTypeParser('text/plain');
  return fastify;
};
