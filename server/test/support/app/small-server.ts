import { once } from 'node:events';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Actor, personActor } from '../../../src/kernel/actor.js';
import { HOUR_MS } from '../../../src/kernel/durations.js';
import type { Guards } from '../../../src/platform/graphql/guards.js';
import { createLogger } from '../../../src/transports/http/logger.js';
import { createHttpServer, type HttpDeps, type HttpServer } from '../../../src/transports/http/server.js';
import { createSmallApi, type SmallApi } from './small-api.js';

/** Sessions with memory: what SessionService does, without a database. */
class FakeSessions {
  private readonly sessions = new Map<string, { actor: Actor; expiresAt: Date }>();

  open(token: string, userId: string, lifeMs = HOUR_MS): void {
    this.sessions.set(token, {
      actor: personActor(userId, `ses_${token}`),
      expiresAt: new Date(Date.now() + lifeMs),
    });
  }

  revoke(token: string): void {
    this.sessions.delete(token);
  }

  readonly authenticate = async (token: string) => {
    const session = this.sessions.get(token);
    return session && session.expiresAt.getTime() > Date.now() ? session : null;
  };
}

type Answered = { status: number; headers: Headers; text: string; body: Body };
export type Body = {
  data?: Record<string, unknown> | null;
  errors?: {
    message: string;
    path?: unknown;
    extensions: Record<string, unknown> & { details: Record<string, unknown> };
  }[];
};

export type SmallServer = SmallApi & {
  http: HttpServer;
  port: number;
  url: string;
  sessions: FakeSessions;
  /** Everything that was logged. */
  logged: () => string;
  post: (
    query: string,
    options?: { token?: string; headers?: Record<string, string>; variables?: unknown },
  ) => Promise<Answered>;
  socket: (params?: Record<string, unknown>) => Client;
  rawSocket: (headers?: Record<string, string>) => WebSocket;
  stop: () => Promise<void>;
};

/** The small API behind the real HTTP server on a port of its own. */
export const startSmallServer = async (
  change: Partial<Guards> = {},
  deps: Partial<HttpDeps> & { trustProxy?: string; clientDir?: string; publicUrl?: string } = {},
): Promise<SmallServer> => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  const api = await createSmallApi(change, log);
  const sessions = new FakeSessions();
  sessions.open('alice', 'usr_a');
  sessions.open('bob', 'usr_b');
  const { trustProxy = null, clientDir = null, publicUrl = 'http://localhost:0', ...rest } = deps;
  const http = await createHttpServer({
    config: { host: '127.0.0.1', port: 0, publicUrl, clientDir, trustProxy },
    door: api.door,
    authenticate: sessions.authenticate,
    wakeUps: api.ticks.wakeUps,
    health: {
      checks: { database: async () => void (await api.orm.isConnected()) },
      facts: () => ({ version: '1.2.3' }),
    },
    log,
    ...rest,
  });
  const { port } = await http.listen();
  const url = `http://127.0.0.1:${port}`;
  const clients: Client[] = [];
  return {
    ...api,
    http,
    port,
    url,
    sessions,
    logged: () => lines.join(''),
    post: async (query, { token, headers, variables } = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Body };
    },
    socket: (connectionParams = { token: 'alice' }) => {
      const client = createClient({
        url: `ws://127.0.0.1:${port}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams,
        retryAttempts: 0,
        lazy: true,
        lazyCloseTimeout: 200,
        onNonLazyError: () => undefined,
      });
      clients.push(client);
      return client;
    },
    rawSocket: (headers = {}) => new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { headers }),
    stop: async () => {
      for (const client of clients) void client.dispose();
      await http.close();
      await api.close();
    },
  };
};

/** The first answer to an operation over a socket. */
export const askSocket = (client: Client, query: string, variables?: Record<string, unknown>): Promise<Body> =>
  new Promise((resolve) => {
    client.subscribe(
      { query, ...(variables && { variables }) },
      {
        next: (result) => resolve(result as Body),
        error: (errors) => resolve({ errors: errors as Body['errors'] & object }),
        complete: () => undefined,
      },
    );
  });

/** A socket after connection_init, with what arrives on it. */
export const openRaw = async (socket: WebSocket, payload: Record<string, unknown> = { token: 'alice' }) => {
  const messages: { type: string; id?: string; payload?: never }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', payload });
  // The acknowledgement, or the refusal: an operation before it would be a fault of the client.
  await Promise.race([once(socket, 'message'), closed]);
  return { socket, messages, closed, send };
};
