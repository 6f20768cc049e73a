import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { MINUTE_MS } from '../../kernel/durations.js';
import { forwardedHeaders, returnedHeaders } from './forwarded-headers.js';
import { passageOf } from './operator-paths.js';

const ANSWER_MS = MINUTE_MS;
/** How long the rest of a body may still come that the backend has refused already. */
const LINGER_MS = 5_000;
const AWAY = { error: 'UNAVAILABLE', message: 'The server does not answer just now. Try again in a moment.' };
/** They alone have a body: what came with another method would be sent without a length, as a request of its own. */
const WITH_BODY = new Set(['POST', 'PUT']);

export const pathOf = ({ url }: IncomingMessage): string => url?.split('?')[0] ?? '';

/** Hands requests and sockets on to the backend, and answers itself only when the backend is away. */
export class BackendProxy {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly backend: URL) {}

  close(): void {
    this.agent.destroy();
  }

  forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { methods, answerMs } = passageOf(pathOf(incoming));
    const { method = '' } = incoming;
    if (!methods.has(method)) return void response.writeHead(405, { allow: [...methods].join(', ') }).end();
    let answered = false;
    const outgoing = request(this.options(incoming, forwardedHeaders(incoming), this.agent), (answer) => {
      answered = true;
      response.writeHead(answer.statusCode ?? 502, returnedHeaders(answer.headers));
      pipeline(answer, response, () => undefined);
      if (!incoming.complete) letGo(incoming, outgoing);
    });
    outgoing.setTimeout(answerMs, () => outgoing.destroy(new Error('late')));
    outgoing.on('error', () => void (answered || refuse(response)));
    response.on('close', () => outgoing.destroy());
    if (WITH_BODY.has(method)) incoming.on('error', () => outgoing.destroy()).pipe(outgoing);
    else outgoing.end();
  }

  upgrade(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on('error', () => client.destroy());
    const headers = { ...forwardedHeaders(incoming), connection: 'Upgrade', upgrade: 'websocket' };
    const outgoing = request(this.options(incoming, headers, false));
    outgoing.setTimeout(ANSWER_MS, () => outgoing.destroy(new Error('late')));
    outgoing.on('upgrade', (answer, backend, first) => join(client, backend, { answer, head, first }));
    outgoing.on('response', (answer) => {
      client.end(headOf(answer, 'close'));
      answer.resume();
    });
    outgoing.on('error', () =>
      client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
    );
    client.on('close', () => outgoing.destroy());
    outgoing.end();
  }

  private options(incoming: IncomingMessage, headers: OutgoingHttpHeaders, agent: Agent | false) {
    const { hostname, port } = this.backend;
    return { hostname, port, method: incoming.method, path: incoming.url, headers, agent };
  }
}

/** Answered before the whole body was sent: the rest is for nobody, and must not keep the answer from being read. */
const letGo = (incoming: IncomingMessage, outgoing: ClientRequest): void => {
  incoming.unpipe(outgoing).resume();
  setTimeout(() => void (incoming.complete || incoming.destroy()), LINGER_MS).unref();
};

const refuse = (response: ServerResponse): void => {
  if (response.headersSent) return void response.destroy();
  response.writeHead(502, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(AWAY));
};

/** Raw, because a server response cannot say 101 and because a refusal is relayed without its body. */
const headOf = (
  { statusCode, statusMessage, rawHeaders }: IncomingMessage,
  connection: 'Upgrade' | 'close',
): string => {
  const pairs = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
  const kept = pairs.filter(([name = '']) => !/^(connection|transfer-encoding|content-length|keep-alive)$/i.test(name));
  const lines = [...kept.map(([name, value]) => `${name}: ${value}`), `Connection: ${connection}`];
  if (connection === 'close') lines.push('Content-Length: 0');
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`;
};

/** The backend’s answer, and what either side has said already. */
type Upgraded = { answer: IncomingMessage; head: Buffer; first: Buffer };

const join = (client: Duplex, backend: Socket, { answer, head, first }: Upgraded): void => {
  client.write(headOf(answer, 'Upgrade'));
  if (first.length > 0) client.write(first);
  if (head.length > 0) backend.write(head);
  backend.setTimeout(0);
  backend.setNoDelay(true);
  // When one end goes the other goes too, so that no half of a dead connection is kept.
  pipeline(client, backend, client, () => {
    client.destroy();
    backend.destroy();
  });
};
