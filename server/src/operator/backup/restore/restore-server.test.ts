import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../../../test/support/app/lasting-database.js';
import { dumpTables } from '../../../../test/support/app/table-dump.js';
import { createTestApp, testConfig } from '../../../../test/support/app/test-app.js';
import { entities } from '../../../app/entities.js';
import { type DatabaseConfig, givenMasterKey, Secrets } from '../../../kernel/config.js';
import { KnownToken } from '../../../kernel/known-token.js';
import { connectDatabase, openDatabase } from '../../../platform/db/database.js';
import type { BackupVault } from '../../../vault/contract/backup-vault.js';
import { backupVault } from '../../../vault/room/backups/backup-vault.js';
import { MasterKeys } from '../../../vault/room/keys/master-key.js';
import { makeBackup } from '../make/make-backup.js';
import { RestoreServer } from './restore-server.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-restoring-'));
const token = randomBytes(32).toString('hex');
const masterKey = new Uint8Array(randomBytes(32));
const vaultOf = (key: Uint8Array): BackupVault => {
  const keys = new MasterKeys({ enclave: null, environment: Uint8Array.from(key), previousEnvironment: null });
  return backupVault(
    async () => keys,
    async () => null,
  );
};
const copies: Buffer[] = [];
const log = { info: () => undefined, error: () => undefined };

beforeAll(async () => {
  const database = await lastingDatabase();
  await using app = await createTestApp({
    config: { database },
    secrets: new Secrets({ masterKey: givenMasterKey(masterKey) }),
  });
  await app.person('Ada');
  const orm = await connectDatabase(database, entities);
  for (const name of ['first', 'second']) {
    const path = join(folder, name);
    await makeBackup(path, { orm, kind: database.kind, vault: vaultOf(masterKey), version: 'x' });
    copies.push(readFileSync(path));
  }
  await orm.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let database: DatabaseConfig;
let dataDir: string;
let server: RestoreServer;
let url: string;
const start = async (vault: BackupVault = vaultOf(masterKey), maxBytes?: number): Promise<void> => {
  const config = testConfig({ database, dataDir, trustProxy: '127.0.0.1' });
  server = new RestoreServer({
    config,
    entities,
    vault,
    token: new KnownToken(token),
    log,
    ...(maxBytes !== undefined && { maxBytes }),
  });
  url = `http://127.0.0.1:${(await server.listen()).port}`;
};
beforeEach(async () => {
  dataDir = join(folder, randomBytes(6).toString('hex'));
  mkdirSync(dataDir);
  database = process.env.TEST_DATABASE_URL
    ? await lastingDatabase()
    : { kind: 'sqlite', path: join(dataDir, 'tuxedo.sqlite') };
  await start();
});
afterEach(() => server.close());

let addresses = 0;
const headersOf = (shown: string | null) => {
  addresses += 1;
  return { 'x-forwarded-for': `10.2.0.${addresses}`, ...(shown !== null && { authorization: `Bearer ${shown}` }) };
};
const put = async (body: Buffer, { shown = token as string | null, query = '', method = 'PUT' } = {}) => {
  const answer = await fetch(`${url}/operator/restore${query}`, {
    method,
    headers: headersOf(shown),
    body: new Uint8Array(body),
  });
  return { status: answer.status, message: ((await answer.json()) as { message: string }).message };
};
const rowsIn = async (): Promise<string[]> => {
  const orm = await openDatabase(database, entities);
  const rows = Object.values(await dumpTables(orm)).flat();
  await orm.close();
  return rows;
};
/** Not a row and not a file of it is left. */
const expectNothing = async (): Promise<void> => {
  expect(readdirSync(dataDir)).toEqual([]);
  expect(await rowsIn()).toEqual([]);
};
const flipped = (bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes);
  changed[changed.length >> 1]! ^= 1;
  return changed;
};

describe('a server that restores', () => {
  it('takes a whole copy into the empty database, once, and says what to do next', async () => {
    const { status, message } = await put(copies[1]!);
    expect([status, message]).toEqual([
      200,
      expect.stringMatching(/^Backup 2 .*every key opens .*\(1 of them\).*Take START_AS away/s),
    ]);
    expect((await rowsIn()).length).toBeGreaterThan(10);
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.backup'))).toEqual([]);
    expect(readFileSync(join(dataDir, 'newest-backup'), 'utf8')).toBe('2\n');
    const before = await rowsIn();
    expect(await put(copies[1]!)).toMatchObject({ status: 422, message: expect.stringMatching(/not empty/) });
    expect(await rowsIn()).toEqual(before);
  });

  it('only looks where it is asked to', async () => {
    const { status, message } = await put(copies[1]!, { query: '?check' });
    expect([status, message]).toEqual([200, expect.stringMatching(/whole and signed. Nothing was written/)]);
    await expectNothing();
  });

  it.each<[string, () => Buffer, string, RegExp]>([
    ['a changed byte', () => flipped(copies[1]!), '', /damaged or cut off/],
    ['a cut file', () => copies[1]!.subarray(0, -40), '', /damaged or cut off/],
    ['nothing', () => Buffer.alloc(0), '', /no backup of Tuxedo/],
    ['something else', () => Buffer.from('{"a":1}\n'), '', /no backup of Tuxedo/],
    ['a later format', () => Buffer.from('{"format":"tuxedo-backup/9"}\n'), '', /version that made it/],
    ['an older number', () => copies[0]!, '?newest=2', /backup 2 is known/],
    ['an order that it does not know', () => copies[1]!, '?newest=2&alow-rollback', /any of the three/],
    ['a number that is none', () => copies[1]!, '?newest=two', /any of the three/],
  ])('refuses %s, and writes nothing', async (_what, body, query, why) => {
    expect(await put(body(), { query })).toMatchObject({ status: 422, message: expect.stringMatching(why) });
    await expectNothing();
  });

  it('takes an older copy where it is told to', async () => {
    expect((await put(copies[0]!, { query: '?newest=2&allow-rollback' })).status).toBe(200);
  });

  it('refuses the copy of another master key, and writes nothing', async () => {
    await server.close();
    await start(vaultOf(new Uint8Array(randomBytes(32))));
    expect(await put(copies[1]!)).toMatchObject({ status: 422, message: expect.stringMatching(/is another one/) });
    await expectNothing();
  });

  it.each<[string, string | null]>([
    ['no token', null],
    ['a wrong one', randomBytes(32).toString('hex')],
    ['half of it', token.slice(0, 32)],
  ])('hides from %s, and writes nothing', async (_what, shown) => {
    expect((await put(copies[1]!, { shown })).status).toBe(404);
    await expectNothing();
  });

  it('takes PUT alone', async () => {
    expect((await put(copies[1]!, { method: 'POST' })).status).toBe(405);
    await expectNothing();
  });

  it.each(['/', '/health', '/graphql', '/operator/backup', '/operator/restore/', '/metrics', '//operator/restore'])(
    'is away for everybody else: %s',
    async (path) => {
      const answer = await fetch(url + path, { headers: headersOf(token) });
      expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
        503,
        expect.stringMatching(/START_AS=restore/),
      ]);
    },
  );

  it('is alive', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('keeps no more of a body than its bound, whether its length is told or not', async () => {
    await server.close();
    await start(vaultOf(masterKey), 1_000);
    expect(await put(copies[1]!)).toMatchObject({
      status: 413,
      message: expect.stringMatching(/more than 1000 bytes/),
    });
    const { hostname, port } = new URL(url);
    const status = await new Promise((resolve, reject) => {
      const options = { hostname, port, method: 'PUT', path: '/operator/restore', headers: headersOf(token) };
      const outgoing = request(options, ({ statusCode }) => resolve(statusCode)).on('error', reject);
      for (let at = 0; at < copies[1]!.length; at += 500) outgoing.write(copies[1]!.subarray(at, at + 500));
      outgoing.end();
    });
    expect(status).toBe(413);
    await expectNothing();
  });

  it('takes one at a time, and forgets one whose sender went away', async () => {
    const { hostname, port } = new URL(url);
    const length = { 'content-length': copies[1]!.length };
    const options = {
      hostname,
      port,
      method: 'PUT',
      path: '/operator/restore',
      headers: { ...headersOf(token), ...length },
    };
    const slow = request(options).on('error', () => undefined);
    slow.write(copies[1]!.subarray(0, 2_000));
    const incoming = join(dataDir, 'incoming.backup');
    await expect.poll(() => existsSync(incoming)).toBe(true);
    expect((await put(copies[1]!)).status).toBe(409);
    slow.destroy();
    await expect.poll(() => existsSync(incoming)).toBe(false);
    await expectNothing();
    await expect.poll(async () => (await put(copies[1]!)).status).toBe(200);
  });

  it('counts by address', async () => {
    const from = { ...headersOf(null), authorization: 'Bearer wrong' };
    const statuses: number[] = [];
    for (let left = 11; left > 0; left -= 1)
      statuses.push((await fetch(`${url}/operator/restore`, { method: 'PUT', headers: from })).status);
    expect(statuses).toEqual([...Array(10).fill(404), 429]);
  });
});
