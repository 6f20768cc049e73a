import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';

let server: SmallServer;
let clientDir: string;
beforeAll(async () => {
  clientDir = await mkdtemp(join(tmpdir(), 'client-'));
  await mkdir(join(clientDir, 'assets'));
  await writeFile(join(clientDir, 'index.html'), '<!doctype html><title>Tuxedo</title>');
  await writeFile(join(clientDir, 'assets', 'app-abc123.js'), 'export {}');
  server = await startSmallServer({}, { clientDir });
});
afterAll(async () => {
  await server.stop();
  await rm(clientDir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  fetch(server.url + path, { headers });

describe('the web client', () => {
  it.each(['/', '/threads/thr_1', '/settings?tab=keys'])('is at %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html><title>Tuxedo</title>']);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain(`connect-src 'self' ws://localhost:${server.port}`);
  });

  it('keeps hashed files for ever and invents none', async () => {
    const answer = await get('/assets/app-abc123.js', {});
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect((await get('/assets/gone.js')).status).toBe(404);
    expect((await get('/nowhere', { accept: 'application/json' })).status).toBe(404);
  });

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
  ])('gives out nothing beside its own files: %s', async (path) => {
    const text = await (await get(path)).text();
    expect(text).not.toMatch(/root:|"name"/);
  });
});

describe('the query editor', () => {
  it('runs its own script alone and talks to this server alone', async () => {
    const answer = await get('/graphiql');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const html = await answer.text();
    const script = html.slice(html.indexOf('<script>') + 8, html.lastIndexOf('</script>'));
    expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(policy).toContain("default-src 'none'");
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:/);
    expect(html).toContain('"endpoint":"/graphql"');
  });
});
