// Horizon's HTTP API over Node's own server: reads a request, finds its route, writes the answer or the problem.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Network } from '../network/network.js';
import { renderPage } from './collection.js';
import { EventStreams } from './event-stream.js';
import { Faucet } from './faucet.js';
import { readPageQuery } from './page-query.js';
import { notAcceptable, notFound, Problem, serverError, tooLarge, unsupportedMediaType } from './problem.js';
import { type Answer, findRoute } from './routes.js';

const MAX_BODY_BYTES = 1 << 20;
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Date, Latest-Ledger' };
const FORM = 'application/x-www-form-urlencoded';

type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL; base: string };

export class HorizonHttpServer {
  private readonly server: Server;
  private readonly streams: EventStreams;
  private readonly faucet: Faucet;

  constructor(private readonly network: Network) {
    this.streams = new EventStreams(network);
    this.faucet = new Faucet(network);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Listens, and gives back the port: port 0 asks the system for a free one. */
  async listen(port: number, host: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on ${host} is taken. Choose another one for the local network.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    this.server.listen(port, host, resolve);
    await promise;
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  async close(): Promise<void> {
    this.streams.closeAll();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const cutOff = setTimeout(() => this.server.closeAllConnections(), 1000);
    await closed;
    clearTimeout(cutOff);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method === 'OPTIONS') {
        preflight(response);
        return;
      }
      const base = `http://${request.headers.host ?? 'localhost'}`;
      const url = new URL(request.url ?? '/', base);
      const route = findRoute(request.method ?? 'GET', decodeURIComponent(url.pathname));
      if (!route) throw notFound();
      const params = await readParams(request, url);
      const { network, faucet } = this;
      const answer = await route.handler({ network, faucet, base, parts: route.parts, params });
      // As Horizon does: what shows the present state says at which ledger, and nothing happens before it is written.
      if (answer.kind === 'live') response.setHeader('latest-ledger', network.lastClosed.seq);
      this.write({ request, response, url, base }, answer);
    } catch (error) {
      writeProblem(response, error);
    }
  }

  private write(exchange: Exchange, answer: Answer): void {
    const { request, response, url, base } = exchange;
    const wantsStream = request.headers.accept?.includes('text/event-stream') ?? false;
    if (wantsStream) this.stream(exchange, answer);
    else if (answer.kind === 'document') writeJson(response, answer.status ?? 200, answer.body);
    else if (answer.kind === 'live') writeJson(response, 200, answer.read(base));
    else {
      const query = readPageQuery(url.searchParams);
      writeJson(response, 200, renderPage(answer.collection.rows(query), query, url, base));
    }
  }

  private stream({ request, response, url, base }: Exchange, answer: Answer): void {
    if (answer.kind === 'document') throw notAcceptable();
    if (answer.kind === 'live') {
      this.streams.watch(response, answer.read, base);
      return;
    }
    const query = readPageQuery(url.searchParams);
    // A client that comes back names the last record it saw; that counts more than where it once began.
    const lastId = request.headers['last-event-id'];
    const cursor = (Array.isArray(lastId) ? lastId[0] : lastId) || query.cursor;
    this.streams.follow(response, answer.collection, { ...query, cursor }, base);
  }
}

async function readParams(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  const params = new URLSearchParams(url.searchParams);
  if (request.method !== 'POST') return params;
  const type = request.headers['content-type'];
  const body = await readBody(request);
  if (body === '') return params;
  if (type && type.split(';')[0]!.trim().toLowerCase() !== FORM) throw unsupportedMediaType();
  for (const [name, value] of new URLSearchParams(body)) params.set(name, value);
  return params;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is still read, else the client would see a broken connection instead of the answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw tooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

function preflight(response: ServerResponse): void {
  response.writeHead(204, {
    ...CORS,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers':
      'content-type, last-event-id, x-client-name, x-client-version, x-app-name, x-app-version',
  });
  response.end();
}

function writeJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...CORS, 'content-type': 'application/hal+json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function writeProblem(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = error instanceof Problem ? error : error instanceof URIError ? notFound() : serverError();
  response.writeHead(problem.status, { ...CORS, 'content-type': 'application/problem+json; charset=utf-8' });
  response.end(JSON.stringify(problem.body));
}
