import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { askSocket, type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';
import { createFrontServer } from './front-server.js';
import { passageOf } from './operator-paths.js';

let clientDir: string;
beforeEach(() => {
  clientDir = mkdtempSync(join(tmpdir(), 'front-'));
  mkdirSync(join(clientDir, 'assets'));
  writeFileSync(join(clientDir, 'index.html'), '<!doctype html><title>Tuxedo</title>');
  writeFileSync(join(clientDir, 'assets', 'app-abc123.js'), 'export {}');
  writeFileSync(join(clientDir, '.built-from'), 'a stamp');
});
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  rmSync(clientDir, { recursive: true });
});

const startFront = async (backend: string, bodyMs?: number): Promise<string> => {
  const config = { clientDir, backend: new URL(backend), publicUrl: 'https://tuxedo.test' };
  const passage = (path: string) => ({ ...passageOf(path), ...(bodyMs !== undefined && { bodyMs }) });
  const front = createFrontServer(config, passage);
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  opened.push(() => {
    front.close();
    front.closeAllConnections();
  });
  return `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
};

const startSmall = async (): Promise<SmallServer> => {
  const small = await startSmallServer();
  opened.push(small.stop);
  return small;
};

/** A backend that remembers what reached it. */
const startRecorder = async () => {
  const seen: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const part of incoming) body += part;
    seen.push({ method: incoming.method!, url: incoming.url!, headers: incoming.headers, body });
    response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'], 'x-kept': 'yes' }).end('{}');
  });
  server.on('upgrade', ({ method, url, headers }, socket) => {
    seen.push({ method: method!, url: url!, headers, body: '' });
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

/** What `fetch` would tidy up before it is sent. */
const raw = (url: string, path: string, method = 'GET', headers: Record<string, string> = {}) =>
  new Promise<{ status: number; text: string; headers: IncomingHttpHeaders }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, async (answer) => {
      let text = '';
      for await (const part of answer) text += part;
      resolve({ status: answer.statusCode!, text, headers: answer.headers });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });

const html = { accept: 'text/html' };

describe('the pages', () => {
  it('come with a policy that lets nothing else run', async () => {
    const front = await startFront('http://127.0.0.1:1');
    for (const path of ['/', '/approvals']) {
      const { status, text, headers } = await raw(front, path, 'GET', html);
      expect([status, text]).toEqual([200, '<!doctype html><title>Tuxedo</title>']);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("connect-src 'self' wss://tuxedo.test");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' });
      expect(headers['strict-transport-security']).toBeDefined();
      expect(headers['cache-control']).toBe('no-cache');
    }
  });

  it('begin at the bare address, whatever the caller says it takes', async () => {
    const front = await startFront('http://127.0.0.1:1');
    expect((await raw(front, '/')).status).toBe(200);
    expect((await raw(front, '/approvals')).status).toBe(404);
  });

  it('are kept by the browser as long as their name says what is in them', async () => {
    const front = await startFront('http://127.0.0.1:1');
    const first = await raw(front, '/assets/app-abc123.js');
    expect([first.status, first.text]).toEqual([200, 'export {}']);
    expect(first.headers['cache-control']).toContain('immutable');
    const again = await raw(front, '/assets/app-abc123.js', 'GET', { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
    const zipped = await fetch(`${front}/assets/app-abc123.js`, { headers: { 'accept-encoding': 'gzip' } });
    expect([zipped.headers.get('content-encoding'), await zipped.text()]).toEqual(['gzip', 'export {}']);
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fetc%2fpasswd',
    '/assets/../../etc/passwd',
    '/.built-from',
    '/assets/gone.js',
    '/assets',
    'http://elsewhere.test/graphql',
  ])('are all there is: %s is not there', async (path) => {
    const front = await startFront('http://127.0.0.1:1');
    const { status, text } = await raw(front, path);
    expect(status).toBe(404);
    expect(text).toContain('NOT_FOUND');
  });
});

describe('the backend behind it', () => {
  it('answers GraphQL, health and nothing that merely looks like it', async () => {
    const { seen, url } = await startRecorder();
    const front = await startFront(url);
    for (const path of ['/graphql?query=x', '/health', '/health/live', '/attestation?nonce=00', '/metrics'])
      expect((await raw(front, path)).status).toBe(200);
    expect(seen.map((one) => one.url)).toEqual([
      '/graphql?query=x',
      '/health',
      '/health/live',
      '/attestation?nonce=00',
      '/metrics',
    ]);
    for (const path of ['/health/../graphiql', '/graphql/../graphiql', '//graphql', '/graphiql', '/%6detrics'])
      expect((await raw(front, path)).status).toBe(404);
    expect(seen).toHaveLength(5);
  });

  it('learns the address of the caller from us and never from the caller', async () => {
    const { seen, url } = await startRecorder();
    const front = await startFront(url);
    const lies = { 'x-forwarded-for': '9.9.9.9', forwarded: 'for=9.9.9.9', 'x-real-ip': '9.9.9.9' };
    const { headers } = await raw(front, '/graphql', 'POST', {
      ...lies,
      connection: 'x-secret-hop',
      'x-secret-hop': '1',
    });
    expect(seen[0]?.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(JSON.stringify(seen[0]?.headers)).not.toMatch(/9\.9\.9\.9|x-secret-hop/);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  it('gets no second request out of the body of a GET', async () => {
    const { seen, url } = await startRecorder();
    const { hostname, port } = new URL(await startFront(url));
    const socket = connect(Number(port), hostname);
    const hidden = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';
    const chunk = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    socket.write(`GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`);
    socket.resume();
    await once(socket, 'close');
    expect(seen).toMatchObject([{ method: 'GET', url: '/health', body: '' }]);
  });

  it('is asked with four methods alone', async () => {
    const { seen, url } = await startRecorder();
    const front = await startFront(url);
    for (const method of ['PUT', 'DELETE', 'TRACE']) expect((await raw(front, '/graphql', method)).status).toBe(405);
    expect(seen).toEqual([]);
  });

  it('does the same through it: a query, a mutation with a session, a refusal', async () => {
    const small = await startSmall();
    const front = await startFront(small.url);
    const ask = (query: string, headers = {}) =>
      fetch(`${front}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
    expect(await (await ask('{ whoami { userId } }', { authorization: 'Bearer alice' })).json()).toEqual({
      data: { whoami: { userId: 'usr_a' } },
    });
    const evil = await ask('mutation { poke }', { cookie: 'tuxedo_session=alice', origin: 'https://evil.example' });
    expect(evil.status).toBe(403);
    expect(small.journal.count('poke')).toBe(0);
  });

  it('carries sockets, and refuses them as the backend does', async () => {
    const small = await startSmall();
    const front = (await startFront(small.url)).replace('http', 'ws');
    const client = createClient({
      url: `${front}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { token: 'alice' },
      retryAttempts: 0,
    });
    opened.push(() => client.dispose());
    expect(await askSocket(client, '{ whoami { userId } }')).toEqual({ data: { whoami: { userId: 'usr_a' } } });

    const foreign = new WebSocket(`${front}/graphql`, 'graphql-transport-ws', { origin: 'https://evil.example' });
    expect(String((await once(foreign, 'error'))[0])).toContain('403');
  });

  it('hears of no socket to another address', async () => {
    const { seen, url } = await startRecorder();
    const front = (await startFront(url)).replace('http', 'ws');
    for (const path of ['/metrics', '/', '/graphql/', '/health']) {
      const socket = new WebSocket(`${front}${path}`, 'graphql-transport-ws');
      expect(String((await once(socket, 'error'))[0])).toContain('404');
    }
    expect(seen).toEqual([]);
    await once(new WebSocket(`${front}/graphql`), 'error');
    expect(seen).toMatchObject([
      { url: '/graphql', headers: { upgrade: 'websocket', 'x-forwarded-for': '127.0.0.1' } },
    ]);
  });

  it('ends the socket of the browser when it ends its own', async () => {
    const small = await startSmall();
    const front = (await startFront(small.url)).replace('http', 'ws');
    const socket = new WebSocket(`${front}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    await small.http.close();
    const [code] = await once(socket, 'close');
    expect([1001, 1005, 1006]).toContain(code);
  });

  it('may be away without the pages going too', async () => {
    const front = await startFront('http://127.0.0.1:1');
    const away = await raw(front, '/graphql', 'POST');
    expect(away.status).toBe(502);
    expect(JSON.parse(away.text)).toMatchObject({ error: 'UNAVAILABLE' });
    expect((await raw(front, '/', 'GET', html)).status).toBe(200);
    expect((await raw(front, '/front/live')).status).toBe(200);
    const socket = new WebSocket(`${front.replace('http', 'ws')}/graphql`);
    expect(String((await once(socket, 'error'))[0])).toContain('502');
  });
});

describe('the two addresses of the operator', () => {
  const BIG = Buffer.alloc(3_000_000, 7);
  /** Sends a body that the backend may refuse before it has come. */
  const put = (url: string, path: string, body: Buffer, method = 'PUT') =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const outgoing = request({ hostname, port, path, method, agent: false }, async (answer) => {
        let text = '';
        for await (const part of answer) text += part;
        resolve({ status: answer.statusCode!, text });
      });
      outgoing.on('error', reject).end(body);
    });

  const startBackend = async (answer: (incoming: IncomingMessage, response: ServerResponse) => unknown) => {
    const backend = createServer((incoming, response) => void answer(incoming, response));
    backend.listen(0, '127.0.0.1');
    await once(backend, 'listening');
    opened.push(() => {
      backend.close();
      backend.closeAllConnections();
    });
    return `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  };

  it('carry a body in and a copy out, each with its one method', async () => {
    const { seen, url } = await startRecorder();
    const front = await startFront(url);
    expect((await put(front, '/operator/restore?check', BIG)).status).toBe(200);
    expect((await raw(front, '/operator/backup')).status).toBe(200);
    expect(seen.map((one) => [one.method, one.url, one.body.length])).toEqual([
      ['PUT', '/operator/restore?check', BIG.length],
      ['GET', '/operator/backup', 0],
    ]);
    for (const [method, path] of [
      ['PUT', '/operator/backup'],
      ['HEAD', '/operator/backup'],
      ['POST', '/operator/backup'],
      ['GET', '/operator/restore'],
      ['POST', '/operator/restore'],
      ['PUT', '/graphql'],
    ] as const)
      expect((await raw(front, path, method)).status).toBe(405);
    for (const path of ['/operator', '/operator/', '/operator/backup/', '/operator/keys', '/operator/../graphiql'])
      expect((await raw(front, path)).status).toBe(404);
    expect(seen).toHaveLength(2);
  });

  it('show a refusal also to whoever is still sending', async () => {
    const front = await startFront(await startBackend((_, response) => response.writeHead(404).end('not for you')));
    for (let left = 5; left > 0; left -= 1)
      expect(await put(front, '/operator/restore', BIG)).toEqual({ status: 404, text: 'not for you' });
  });

  it('stand open longer than others: a body that drips in is cut off elsewhere', async () => {
    const [usual, long] = [passageOf('/graphql'), passageOf('/operator/restore')];
    expect([usual.bodyMs, long.bodyMs, passageOf('/operator/backup').answerMs]).toEqual([30_000, 3_600_000, 3_600_000]);
    const waits = await startBackend((incoming) => incoming.on('error', () => undefined).resume());
    const { hostname, port } = new URL(await startFront(waits, 200));
    const socket = connect(Number(port), hostname);
    socket.resume().write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await once(socket, 'close');
  });
});

it('refuses to start without a built client', () => {
  rmSync(join(clientDir, 'index.html'));
  expect(() => createFrontServer({ clientDir, backend: new URL('http://b'), publicUrl: 'https://a.test' })).toThrow(
    /no index.html/,
  );
});
