import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Recorded = { path: string; authorization: string; body: Record<string, unknown> };
type Handler = (response: ServerResponse) => void | Promise<void>;

export const sse = (chunk: unknown): string => `data: ${JSON.stringify(chunk)}\n\n`;
export const choice = (delta: unknown, finish: string | null = null): string =>
  sse({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] });
export const DONE = 'data: [DONE]\n\n';

const write = async (response: ServerResponse, parts: string[]): Promise<void> => {
  if (parts.length > 0) response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const part of parts) {
    response.write(part);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

/** Answers with these pieces of a stream, each sent on its own. */
export const streams =
  (...parts: string[]): Handler =>
  async (response) => {
    await write(response, parts);
    response.end();
  };

/** The same, and then the connection is reset. */
export const breaks =
  (...parts: string[]): Handler =>
  async (response) => {
    await write(response, parts);
    response.socket?.resetAndDestroy();
  };

/** The same, and then nothing more; the connection stays open. */
export const silent =
  (...parts: string[]): Handler =>
  (response) =>
    write(response, parts);

/** The same part over and over, as fast as it is taken, for as long as somebody listens. */
export const endless =
  (part: string, { first = '', status = 200, type = 'text/event-stream', everyMs = 0 } = {}): Handler =>
  async (response) => {
    // Whoever listens may hang up in the middle of a write.
    response.on('error', () => undefined);
    response.writeHead(status, { 'content-type': type });
    response.write(first);
    while (!response.destroyed) {
      response.write(part, () => undefined);
      while (!response.destroyed && response.writableNeedDrain) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  };

export const answers =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

/** An OpenAI-compatible endpoint on this machine that plays a list of answers and remembers every request. */
export const startModelServer = async (handlers: Handler[]) => {
  const requests: Recorded[] = [];
  const server = createServer(async (request, response) => {
    requests.push(await record(request));
    await (handlers[requests.length - 1] ?? answers(418, { error: { message: 'no further answer' } }))(response);
  });
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  /** How much was sent, once the other side has hung up. */
  const bytesWhenClosed = async (): Promise<number> => {
    await Promise.all(sockets.map((socket) => socket.closed || new Promise((done) => socket.once('close', done))));
    return sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  };
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests, bytesWhenClosed, close };
};

const record = async (request: IncomingMessage): Promise<Recorded> => {
  let text = '';
  for await (const part of request) text += String(part);
  return { path: request.url ?? '', authorization: request.headers.authorization ?? '', body: JSON.parse(text) };
};
