import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { keysCommand } from '../../src/app/keys.js';
import { givenMasterKey, Secrets } from '../../src/kernel/config.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import { createLiveApp, type LiveApp } from '../support/app/live-app.js';
import { APPROVE, CREATE_ACCOUNT, eventually, TRANSACTION } from '../support/app/story.js';
import { dumpTables } from '../support/app/table-dump.js';
import { testConfig } from '../support/app/test-app.js';
import { LEGACY_MASTER_KEY, LEGACY_PASSPHRASE, LEGACY_SALT, LEGACY_SAMPLES } from '../support/fakes/fernet-records.js';
import { approvalOf, type Registered, register } from '../support/people/registered.js';

const key = () => new Uint8Array(randomBytes(32));
const [first, second, third] = [key(), key(), key()];
const folder = mkdtempSync(join(tmpdir(), 'tuxedo-keys-'));
let config = testConfig();
let app: LiveApp;
let ada: Registered;
let network: LocalNetwork;

// Made anew each time, because each start wipes them.
const legacy = () => ({
  keys: [LEGACY_MASTER_KEY, LEGACY_PASSPHRASE].map((text) => new Uint8Array(Buffer.from(text))),
  salt: LEGACY_SALT,
});
const secretsOf = (current: Uint8Array, previous?: Uint8Array) =>
  new Secrets({
    masterKey: givenMasterKey(current),
    previousMasterKey: previous ? givenMasterKey(previous) : null,
    legacy: legacy(),
  });
const start = async (secrets: Secrets): Promise<LiveApp> => createLiveApp({ config, secrets, network: network! });
const restart = async (secrets: Secrets) => {
  await app[Symbol.asyncDispose]();
  app = await start(secrets);
};
const run = async (args: string, current = first) => {
  let text = '';
  const print = (more: string): void => {
    text += more;
  };
  const code = await keysCommand(args.split(' '), { config, secrets: secretsOf(current) }, { print });
  return { code, text };
};

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
const ids: string[] = [];

/** A payment that asks: proposed, confirmed with the passkey, signed by the vault and taken by the ledger. */
const pays = async (): Promise<string> => {
  const input = { accountId: ids[0], destination: 'Coffee Corner', asset: 'XLM', amount: '150' };
  const { proposePayment } = await app.ask(ada.token, PAY, { input });
  await app.ask(ada.token, APPROVE, { input: await approvalOf(app.ask, ada, proposePayment.id) });
  return eventually(async () => {
    const { transaction } = await app.ask(ada.token, TRANSACTION, { id: proposePayment.id });
    expect(transaction.status).toMatch(/CONFIRMED|FAILED/);
    return transaction.status as string;
  });
};
const logHolds = async () =>
  (await app.ask(ada.token, '{ verifyAuditLog { valid checkpointKey } }')).verifyAuditLog as Record<string, unknown>;
const stored = async () => {
  const em = app.orm.em.fork();
  return (await em.find(Account, {}, { orderBy: { id: 'asc' } })).map(({ sealed }) => sealed.keyVersion);
};

beforeAll(async () => {
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  const keys = { maxAgeDays: 0, backupRetentionDays: 1 };
  config = testConfig({ database: await lastingDatabase(), keyRotation: keys });
  app = await start(secretsOf(first));
  ada = await register(app.ask, 'Ada');
  for (const name of ['Main', 'Savings'])
    ids.push((await app.ask(ada.token, CREATE_ACCOUNT, { name })).createAccount.id);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.close();
  rmSync(folder, { recursive: true });
});

describe('npm run keys, beside a running server', () => {
  it('tells how the keys stand, and writes nothing', async () => {
    const before = await dumpTables(app.orm);
    const { code, text } = await run('status');
    expect(code).toBe(0);
    expect(text).toMatch(
      /made of: ENVIRONMENT\n +1 {2}ACTIVE .* 2 accounts\nEvery account is under the active version/,
    );
    expect(await dumpTables(app.orm)).toEqual(before);
  });

  it('rotates, and the server goes on signing with the new version', async () => {
    expect(await pays()).toBe('CONFIRMED');
    expect(await run('rotate')).toEqual({
      code: 0,
      text: expect.stringContaining('Version 2 seals from now on.\n2 accounts were moved'),
    });
    expect(await stored()).toEqual([2, 2]);
    expect(await pays()).toBe('CONFIRMED');
    expect(await logHolds()).toMatchObject({ valid: true });
  });

  it('retires nothing that backups may still need', async () => {
    expect(await run('retire')).toMatchObject({ code: 0, text: expect.stringContaining('No version is ready') });
    expect(await run('retire 1')).toMatchObject({ code: 1, text: expect.stringContaining('in 1 days') });
  });

  it('names what it knows where a command is not one', async () => {
    for (const wrong of ['', 'rotat', 'status --no-such', 'retire x', 'import-fernet'])
      expect(await run(wrong)).toMatchObject({ code: 2, text: expect.stringContaining('Usage: npm run keys') });
  });

  it('refuses another key and a database that no server has made', async () => {
    const before = await dumpTables(app.orm);
    await expect(run('status', second)).rejects.toThrow(/does not open this database/);
    expect(await dumpTables(app.orm)).toEqual(before);
    const path = join(folder, 'nothing.sqlite');
    const elsewhere = { config: { ...config, database: { kind: 'sqlite' as const, path } }, secrets: secretsOf(first) };
    const print = () => undefined;
    await expect(keysCommand(['status'], elsewhere, { print })).rejects.toThrow(/no server’s database/);
    expect(existsSync(path)).toBe(false);
  });

  it('shows no key in its health', async () => {
    await app.schedule.tick();
    const health = await (await fetch(`${app.url}/health`)).json();
    expect(health.keys).toEqual({ mode: 'ENVIRONMENT', active: 2, ageDays: 0, remaining: 0, broken: 0 });
  });
});

describe('moving to another ENCRYPTION_MASTER_KEY', () => {
  it('keeps accounts, passkeys, seals, policies and the key under the checkpoints', async () => {
    const before = await logHolds();
    await restart(secretsOf(second, first));
    expect(await pays()).toBe('CONFIRMED');
    await restart(secretsOf(second));
    expect(await pays()).toBe('CONFIRMED');
    expect(await logHolds()).toMatchObject({ valid: true, checkpointKey: before.checkpointKey });
    await expect(run('status', first)).rejects.toThrow(/does not open this database/);
  });

  it('does not start with a third key, whatever is named as the one before', async () => {
    await expect(start(secretsOf(third, first))).rejects.toThrow(/does not open this database/);
    expect(await pays()).toBe('CONFIRMED');
  });
});

describe('keys of the old system', () => {
  const file = join(folder, 'records.jsonl');
  const lineOf = (index: number, change: object = {}) => {
    const { legacyUserId, publicKey, token } = LEGACY_SAMPLES[index]!;
    return JSON.stringify({ userId: ada.userId, legacyUserId, network: 'LOCAL', publicKey, token, ...change });
  };
  const take = async (...lines: string[]) => {
    writeFileSync(file, `${lines.join('\n')}\n`);
    return run(`import-fernet ${file}`, second);
  };

  it('become accounts of a person, each proved by its public key, and sign', async () => {
    const { code, text } = await take(...LEGACY_SAMPLES.map((_, index) => lineOf(index)));
    expect(text.match(/IMPORTED/g)).toHaveLength(LEGACY_SAMPLES.length);
    expect(code).toBe(0);
    const rows = await app.orm.em.fork().find(Account, { name: 'Imported' });
    expect(rows.map(({ address }) => address).toSorted()).toEqual(
      LEGACY_SAMPLES.map((one) => one.publicKey).toSorted(),
    );
    await app.ask(ada.token, 'mutation ($id: ID!) { fundAccount(id: $id) { id } }', { id: rows[0]!.id });
    ids.unshift(rows[0]!.id);
    expect(await pays()).toBe('CONFIRMED');
    const acts = await app.orm.em.fork().find(AuditRecord, { action: 'account.imported' });
    expect(acts.map(({ userId }) => userId)).toEqual(LEGACY_SAMPLES.map(() => ada.userId));
    expect(await logHolds()).toMatchObject({ valid: true });
  });

  it('are there once, however often the file is taken', async () => {
    const before = await dumpTables(app.orm);
    const { code, text } = await take(lineOf(0), lineOf(1));
    expect([code, text.match(/ALREADY_THERE/g)?.length]).toEqual([0, 2]);
    expect(await dumpTables(app.orm)).toEqual(before);
  });

  it('that prove nothing are refused by name, and nothing of them is kept', async () => {
    const bob = await register(app.ask, 'Bob');
    const before = await dumpTables(app.orm);
    const [token, swapped] = [LEGACY_SAMPLES[0]!.token, LEGACY_SAMPLES[1]!.publicKey];
    const { code, text } = await take(
      lineOf(1, { token }),
      lineOf(0, { publicKey: swapped, legacyUserId: 'user_0abc' }),
      lineOf(0, { userId: bob.userId }),
      lineOf(0, { userId: `usr_${'0'.repeat(26)}` }),
      lineOf(0, { network: 'MAINNET' }),
      lineOf(0, { secret: 'S' }),
      'no json',
    );
    expect(code).toBe(1);
    expect(text.match(/REFUSED/g)).toHaveLength(7);
    expect(text).toContain('7 records were refused');
    expect(text).toContain(`line 1  REFUSED        ${swapped}`);
    expect(text).not.toContain(token);
    expect(await dumpTables(app.orm)).toEqual(before);
  });
});
