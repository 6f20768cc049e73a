import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { OwnOrigin } from '../callers/origin.js';
import { pageHeaders } from '../http/security-headers.js';
import { BackendProxy, pathOf } from './backend-proxy.js';
import { type Asset, readClientAssets } from './client-assets.js';
import { isOperatorPath, passageOf } from './operator-paths.js';

export type FrontConfig = { clientDir: string; backend: URL; publicUrl: string };

/** Nothing else of the backend is reachable from outside, and no address that merely looks like one of these. */
const PROXIED = /^\/(graphql|attestation|metrics|health(\/(live|ready))?)$/;
const LIVE = '/front/live';

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';
const isPage = (request: IncomingMessage): boolean =>
  pathOf(request) === '/' ||
  (String(request.headers.accept ?? '').includes('text/html') && !/\.\w+$/.test(pathOf(request)));

/** The one container with an open port: the files of the client, and the few addresses of the backend that are public. */
export const createFrontServer = (
  { clientDir, backend, publicUrl }: FrontConfig,
  passage: typeof passageOf = passageOf,
): Server => {
  const assets = readClientAssets(clientDir);
  const headers = pageHeaders(new OwnOrigin(publicUrl));
  const proxy = new BackendProxy(backend);
  // One bound for every request would cut off a copy that is sent for an hour, so each body gets its own below.
  const server = createServer({ requestTimeout: 0, headersTimeout: 15_000 }, (request, response) => {
    boundBody(request, passage(pathOf(request)).bodyMs);
    if (PROXIED.test(pathOf(request)) || isOperatorPath(pathOf(request))) return proxy.forward(request, response);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (pathOf(request) === LIVE) return sendJson(response, 200, { status: 'ok' });
    const asset = isRead(request) ? findAsset(assets, request) : undefined;
    return asset ? sendAsset(request, response, asset) : sendJson(response, 404, NOT_THERE);
  });
  server.on('upgrade', (request, socket, head) => {
    if (pathOf(request) === '/graphql') proxy.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('close', () => proxy.close());
  return server;
};

/** A body that drips in would hold a connection for as long as somebody likes. */
const boundBody = (request: IncomingMessage, ms: number): void => {
  const late = setTimeout(() => void (request.complete || request.destroy()), ms).unref();
  request.on('close', () => clearTimeout(late));
};

const NOT_THERE = { error: 'NOT_FOUND', message: 'There is nothing at this address.' };

const findAsset = (assets: ReadonlyMap<string, Asset>, request: IncomingMessage): Asset | undefined =>
  assets.get(pathOf(request)) ?? (isPage(request) ? assets.get('/index.html') : undefined);

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

const sendAsset = (request: IncomingMessage, response: ServerResponse, asset: Asset): void => {
  const { type, etag, cacheControl } = asset;
  response.setHeader('cache-control', cacheControl).setHeader('etag', etag).setHeader('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
  const zipped = asset.gzip !== null && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = zipped ? asset.gzip! : asset.bytes;
  response.writeHead(200, {
    'content-type': type,
    'content-length': body.length,
    ...(zipped && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
};
