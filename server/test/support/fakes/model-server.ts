import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Recorded = { path: string; authorization: string; body: Record<string, unknown> };
type Handler = (response: ServerResponse) => void | Promise<void>;

export const sse = (chunk: unknown): string => `data: ${JSON.stringify(chunk)}\n\n`;
export const choice = (delta: unknown, finish: string | null = null): string =>
  sse({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] });
export const DONE = 'data: [DONE]\n\n';

/** Answers with these pieces of a stream, each sent on its own. */
export const streams =
  (...parts: string[]): Handler =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) {
      response.write(part);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    response.end();
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests, close };
};

const record = async (request: IncomingMessage): Promise<Recorded> => {
  let text = '';
  for await (const part of request) text += String(part);
  return { path: request.url ?? '', authorization: request.headers.authorization ?? '', body: JSON.parse(text) };
};
