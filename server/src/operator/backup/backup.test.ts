import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../../test/support/app/lasting-database.js';
import {
  type MoneyApp,
  openMoney,
  passkeyPerson,
  pay,
  rowOf,
  SMALL,
  settled,
} from '../../../test/support/app/money-case.js';
import { dumpTables } from '../../../test/support/app/table-dump.js';
import { testConfig } from '../../../test/support/app/test-app.js';
import { entities } from '../../app/entities.js';
import { type DatabaseConfig, givenMasterKey, Secrets } from '../../kernel/config.js';
import { connectDatabase, openDatabase } from '../../platform/db/database.js';
import { rawSql } from '../../platform/db/raw-sql.js';
import { backupVault } from '../../vault/room/backups/backup-vault.js';
import { MasterKeys } from '../../vault/room/keys/master-key.js';
import { backupCommand, type CommandParts, restoreCommand } from './cli.js';
import { BackupFile } from './file/backup-file.js';
import { makeBackup } from './make/make-backup.js';
import { tableNames, tablesOf } from './make/table-list.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-backup-'));
const masterKey = new Uint8Array(randomBytes(32));
const secrets = new Secrets({ masterKey: givenMasterKey(masterKey) });
/** The keys of backups outside an enclave, as a vault has them. */
const vaultOf = (environment: Uint8Array, backup: Uint8Array | null = null) => {
  const keys = new MasterKeys({ enclave: null, environment, previousEnvironment: null, backup });
  return backupVault(
    async () => keys,
    async () => null,
  );
};
const fresh = (): string => join(folder, randomBytes(6).toString('hex'));
const emptyDatabase = async (): Promise<DatabaseConfig> =>
  process.env.TEST_DATABASE_URL ? lastingDatabase() : { kind: 'sqlite', path: `${fresh()}.sqlite` };

type Run = { code: number; said: string };
type Where = { database: DatabaseConfig; dataDir?: string; with?: Secrets };
const run = async (command: typeof backupCommand, args: string[], where: Where): Promise<Run> => {
  const { database, dataDir = fresh(), with: theirs = secrets } = where;
  const said: string[] = [];
  const read: CommandParts['read'] = () => ({ config: testConfig({ database, dataDir }), secrets: theirs });
  const code = await command(args, { read, entities, print: (text) => void said.push(text) });
  return { code, said: said.join('') };
};
const rowsIn = async (database: DatabaseConfig): Promise<Record<string, string[]>> => {
  const orm = await openDatabase(database, entities);
  const rows = await dumpTables(orm);
  await orm.close();
  return rows;
};

/** Refused, and nothing was written. */
const refuses = async (file: string, why: RegExp, where: Partial<Where> = {}, args: string[] = []): Promise<void> => {
  const database = where.database ?? (await emptyDatabase());
  const { code, said } = await run(restoreCommand, [file, ...args], { ...where, database });
  expect(said).toMatch(why);
  expect(code).toBe(1);
  expect(Object.values(await rowsIn(database)).flat()).toEqual([]);
};

const source = await lastingDatabase();
let app: MoneyApp;
let paid = '';
const first = `${fresh()}.backup`;
const second = `${fresh()}.backup`;
const before = { dataDir: fresh() };

beforeAll(async () => {
  app = await openMoney({ config: { database: source }, secrets, working: true });
  const grace = await passkeyPerson(app);
  const demo = await app.person('Ada');
  paid = (await pay(app, grace, SMALL)).id;
  expect((await settled(app, paid, grace)).status).toBe('CONFIRMED');
  await pay(app, grace);
  expect((await settled(app, (await pay(app, demo, SMALL)).id, demo)).status).toBe('CONFIRMED');
  expect(await run(backupCommand, ['--out', first], { database: source, ...before })).toMatchObject({ code: 0 });
  expect(await run(backupCommand, ['--out', second], { database: source, ...before })).toMatchObject({ code: 0 });
});
afterAll(() => app?.[Symbol.asyncDispose]());

describe('a restore drill', () => {
  it('gives back every row, and a server that pays with the restored keys', async () => {
    const database = await emptyDatabase();
    const { code, said } = await run(restoreCommand, [second], { database });
    expect(said).toMatch(/Backup 2 .* every key opens .*\(2 of them\)/s);
    expect(code).toBe(0);
    const { backups: _theirs, ...there } = await rowsIn(database);
    const { backups: _ours, ...here } = await dumpTables(app.orm);
    expect(Object.values(here).flat().length).toBeGreaterThan(20);
    expect(there).toEqual(here);

    const again = await openMoney({ config: { database }, secrets, gateway: app.gateway, working: true });
    expect((await rowOf(again, paid)).status).toBe('CONFIRMED');
    const grace = await passkeyPerson(again, 'Grace Two');
    const { id } = await pay(again, grace, SMALL);
    expect((await settled(again, id, grace)).status).toBe('CONFIRMED');
    await again[Symbol.asyncDispose]();
  });

  it.skipIf(!process.env.TEST_DATABASE_URL)('moves a server from PostgreSQL to SQLite and back', async () => {
    const between: DatabaseConfig = { kind: 'sqlite', path: `${fresh()}.sqlite` };
    expect((await run(restoreCommand, [second], { database: between })).code).toBe(0);
    const back = `${fresh()}.backup`;
    expect((await run(backupCommand, ['--out', back], { database: between })).code).toBe(0);
    const database = await emptyDatabase();
    expect((await run(restoreCommand, [back], { database })).code).toBe(0);
    const direct = await emptyDatabase();
    expect((await run(restoreCommand, [second], { database: direct })).code).toBe(0);
    const { backups: _one, ...there } = await rowsIn(database);
    const { backups: _two, ...here } = await rowsIn(direct);
    expect(there).toEqual(here);
    const again = await openMoney({ config: { database: between }, secrets, gateway: app.gateway, working: true });
    const { id } = await pay(again, await passkeyPerson(again, 'Grace Three'), SMALL);
    expect((await rowOf(again, id)).id).toBe(id);
    await again[Symbol.asyncDispose]();
  });

  it('holds every table of the migrations', async () => {
    const listed = tablesOf(app.orm).map(({ name }) => name);
    expect(listed.toSorted()).toEqual((await tableNames(app.orm.em.fork(), source.kind)).toSorted());
    const manifest = await (await BackupFile.open(second, vaultOf(masterKey))).verify();
    expect(Object.keys(manifest.tables)).toEqual(listed);
    expect(manifest).toMatchObject({ number: 2, database: source.kind, version: '0.0.0-test', keyVersions: [1] });
  });

  it('shows nothing of what it holds without the key', () => {
    const text = readFileSync(second, 'latin1');
    for (const word of ['accounts', 'Grace', 'Coffee', 'manifest']) expect(text).not.toContain(word);
  });

  it('is of one moment although the server goes on writing', async () => {
    const path = `${fresh()}.backup`;
    const orm = await connectDatabase(source, entities);
    // The ORM would take what runs in the reading transaction's context for a part of it.
    const outside = AsyncLocalStorage.snapshot();
    const onTable = async (name: string): Promise<void> => {
      if (name === 'audit_entries') await outside(() => app.person('Somebody new'));
    };
    await makeBackup(path, { orm, kind: source.kind, vault: vaultOf(masterKey), version: 'x', onTable });
    await orm.close();

    const database = await emptyDatabase();
    expect((await run(restoreCommand, [path], { database })).code).toBe(0);
    const restored = await openDatabase(database, entities);
    const count = async (sql: string) =>
      Number((await rawSql<{ found: number }>(restored.em.fork(), `select count(*) as found from ${sql}`))[0]?.found);
    const entries = '(select count(*) from audit_entries e where e.user_id = c.id)';
    expect(await count('audit_chains')).toBeGreaterThan(0);
    expect(await count(`audit_chains c where c.seq <> ${entries}`)).toBe(0);
    expect(await count('audit_entries e where not exists (select 1 from audit_chains c where c.id = e.user_id)')).toBe(
      0,
    );
    expect(await count("users where name = 'Somebody new'")).toBe(0);
    await restored.close();
  });

  it('can be encrypted with a key of its own, which cannot make backups', async () => {
    const backupKey = new Uint8Array(randomBytes(32));
    const both = new Secrets({ masterKey: givenMasterKey(masterKey), backupKey });
    const path = `${fresh()}.backup`;
    expect((await run(backupCommand, ['--out', path], { database: source, with: both })).code).toBe(0);
    expect((await run(restoreCommand, [path, '--check'], { database: source, with: both })).code).toBe(0);
    await refuses(path, /BACKUP_KEY .* is not set/);
    const other = new Secrets({ masterKey: givenMasterKey(masterKey), backupKey: new Uint8Array(randomBytes(32)) });
    await refuses(path, /BACKUP_KEY .* is another one/, { with: other });

    const forged = `${fresh()}.backup`;
    const forger = await connectDatabase(source, entities);
    const vault = vaultOf(new Uint8Array(randomBytes(32)), backupKey);
    await makeBackup(forged, { orm: forger, kind: source.kind, vault, version: 'x' });
    await forger.close();
    await refuses(forged, /not signed by the master key/, { with: both });
  });
});

describe('a restore refuses, and writes nothing:', () => {
  it('another master key, or none', async () => {
    await refuses(second, /master key .* is another one/, {
      with: new Secrets({ masterKey: givenMasterKey(new Uint8Array(randomBytes(32))) }),
    });
    await refuses(second, /master key is missing/, {
      with: new Secrets({ masterKey: { ...givenMasterKey(masterKey), read: () => null } }),
    });
  });

  it('a byte changed anywhere, wherever it was cut, and whatever was put behind it', async () => {
    const bytes = readFileSync(second);
    const vault = vaultOf(masterKey);
    const isRefused = async (changed: Uint8Array): Promise<boolean> => {
      const path = `${fresh()}.backup`;
      writeFileSync(path, changed);
      const verified = BackupFile.open(path, vault).then((file) => file.verify());
      return verified.then(
        () => false,
        ({ message }) => /damaged|another one|no backup/.test(message),
      );
    };
    const places = Array.from({ length: 120 }, (_, index) => Math.floor((index * (bytes.length - 1)) / 119));
    for (const at of places) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1 << (at % 8);
      expect(await isRefused(flipped), `byte ${at}`).toBe(true);
    }
    for (const length of [...places.slice(0, -1), bytes.length - 1, 0])
      expect(await isRefused(bytes.subarray(0, length)), `cut to ${length}`).toBe(true);
    expect(await isRefused(Buffer.concat([bytes, Buffer.alloc(1)]))).toBe(true);
    expect(await isRefused(Buffer.concat([bytes, bytes]))).toBe(true);
    expect(await isRefused(bytes)).toBe(false);
    const damagedFile = `${fresh()}.backup`;
    writeFileSync(damagedFile, bytes.subarray(0, bytes.length - 40));
    await refuses(damagedFile, /damaged or cut off/);
    writeFileSync(damagedFile, 'hello');
    await refuses(damagedFile, /no backup of Tuxedo/);
    await refuses(fresh(), /cannot be read/);
  });

  it('an older one than the newest that is known, unless it is told to', async () => {
    await refuses(first, /This is backup 1 .* backup 2 is known/s, before);
    await refuses(second, /backup 9 is known/, {}, ['--newest', '9']);
    const database = await emptyDatabase();
    const args = [first, '--newest', '9', '--allow-rollback'];
    expect((await run(restoreCommand, args, { database, ...before })).code).toBe(0);
    await refuses(first, /backup 2 is known/, before);
  });

  it('a database that has rows, which stay as they are', async () => {
    const database = await emptyDatabase();
    expect((await run(restoreCommand, [second], { database })).code).toBe(0);
    const rows = await rowsIn(database);
    const { code, said } = await run(restoreCommand, [second], { database });
    expect(said).toMatch(/not empty: \w+ has rows/);
    expect(code).toBe(1);
    expect(await rowsIn(database)).toEqual(rows);
  });

  it('a key that is not that of its account', async () => {
    const database = await emptyDatabase();
    const taken = await app.orm.em
      .fork()
      .getConnection()
      .execute('select id, sealed from accounts order by id limit 2');
    const [one, two] = taken as [{ id: string; sealed: unknown }, { id: string; sealed: unknown }];
    const text = (sealed: unknown) => (typeof sealed === 'string' ? sealed : JSON.stringify(sealed));
    const put = (id: string, sealed: unknown) =>
      rawSql(app.orm.em.fork(), 'update accounts set sealed = ? where id = ?', [text(sealed), id]);
    const swapped = `${fresh()}.backup`;
    await put(one.id, two.sealed);
    await run(backupCommand, ['--out', swapped], { database: source });
    await put(one.id, one.sealed);
    await refuses(swapped, new RegExp(`key of account ${one.id} does not open`), { database });
  });

  it('an order that it does not understand', async () => {
    const database = await emptyDatabase();
    for (const args of [[], ['a', 'b'], ['a', '--newest', 'x'], ['a', '--force']])
      expect(await run(restoreCommand, args, { database })).toMatchObject({ code: 2 });
    expect(await run(backupCommand, [], { database: source })).toMatchObject({ code: 2 });
    expect((await run(backupCommand, ['--out', second], { database: source })).said).toMatch(/exists already/);
  });
});
