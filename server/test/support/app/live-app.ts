import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createTestApp, type TestApp, type TestOptions } from './test-app.js';

export type Body = {
  data?: Record<string, any> | null;
  errors?: { message: string; path?: unknown; extensions: Record<string, any> }[];
};
type Answered = { status: number; text: string; body: Body; headers: Headers };
/** Everything that left the server, as it was on the wire. */
export type Wire = { http: string[]; frames: string[] };

export type LiveApp = TestApp & {
  url: string;
  wire: Wire;
  /** One request over HTTP, as anybody sends it. */
  post: (token: string | null, query: string, variables?: Record<string, unknown>) => Promise<Answered>;
  /** The data of an answer; throws the first error with its code. */
  ask: (token: string | null, query: string, variables?: Record<string, unknown>) => Promise<Record<string, any>>;
  socket: (token: string) => Client;
};

/** Tests only: the real app on a real port, spoken to by HTTP and graphql-ws alone. */
export const createLiveApp = async (options: TestOptions = {}): Promise<LiveApp> => {
  const app = await createTestApp(options);
  const { port } = await app.listen();
  const url = `http://127.0.0.1:${port}`;
  const wire: Wire = { http: [], frames: [] };
  const clients: Client[] = [];
  const post = poster(url, wire);
  return {
    ...app,
    url,
    wire,
    post,
    ask: async (token, query, variables) => dataOf((await post(token, query, variables)).body),
    socket: (token) => {
      const client = connect(url, token, wire);
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await Promise.resolve(client.dispose()).catch(() => undefined);
      await app[Symbol.asyncDispose]();
    },
  };
};

export const poster =
  (url: string, wire: Wire = { http: [], frames: [] }): LiveApp['post'] =>
  async (token, query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    wire.http.push(`${JSON.stringify([...response.headers])}\n${text}`);
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Body };
  };

export const dataOf = ({ data, errors }: Body): Record<string, any> => {
  const [error] = errors ?? [];
  if (error)
    throw Object.assign(new Error(error.message), { code: error.extensions.code, extensions: error.extensions });
  return data ?? {};
};

export const connect = (url: string, token: string, wire: Wire = { http: [], frames: [] }): Client =>
  createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols);
        this.on('message', (data) => wire.frames.push(String(data)));
        this.on('close', (code, reason) => wire.frames.push(`close ${code} ${String(reason)}`));
      }
    },
    connectionParams: { token },
    retryAttempts: 0,
    lazyCloseTimeout: 0,
    onNonLazyError: () => undefined,
  });

export type Followed = {
  events: any[];
  errors: Body['errors'] & object;
  /** Resolves when the stream ended, with a refusal's errors in `errors`. */
  done: Promise<void>;
  /** Rejected by the transport, such as close code 4403. */
  closed: { code?: number } | null;
  stop: () => void;
};

/** Follows one subscription and keeps what it says. */
export const follow = (client: Client, query: string, variables: Record<string, unknown> = {}): Followed => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const followed: Followed = { events: [], errors: [], done: promise, closed: null, stop: () => undefined };
  followed.stop = client.subscribe(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors) followed.errors.push(...(errors as never[]));
        if (data) followed.events.push(Object.values(data)[0]);
      },
      error: (error) => {
        if (Array.isArray(error)) followed.errors.push(...(error as never[]));
        else followed.closed = error as { code?: number };
        resolve();
      },
      complete: () => resolve(),
    },
  );
  return followed;
};
