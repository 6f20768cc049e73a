import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../../test/support/app/lasting-database.js';
import {
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  SMALL,
  settled,
} from '../../../test/support/app/money-case.js';
import { testConfig } from '../../../test/support/app/test-app.js';
import { entities } from '../../app/entities.js';
import { keysCommand } from '../../app/keys.js';
import { type Config, type DatabaseConfig, givenMasterKey, Secrets } from '../../kernel/config.js';
import { Account } from '../../money/accounts/records/account.entity.js';
import { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import { methodsOf } from '../../vault/channel/remote-vault.js';
import { VaultServer } from '../../vault/channel/vault-server.js';
import { makeVault } from '../../vault/room/make-vault.js';
import { closedMemory } from '../../vault/room/memory/lasting-memory.js';
import { backupCommand, type CommandParts, restoreCommand } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-restored-'));
const fresh = (): string => join(folder, randomBytes(6).toString('hex'));
const emptyDatabase = async (): Promise<DatabaseConfig> =>
  process.env.TEST_DATABASE_URL ? lastingDatabase() : { kind: 'sqlite', path: `${fresh()}.sqlite` };
const masterKey = new Uint8Array(randomBytes(32));
const secretsOf = () => new Secrets({ masterKey: givenMasterKey(masterKey) });
const log = pino({ level: 'silent' });

let source: DatabaseConfig;
let app: MoneyApp;
let grace: PasskeyPerson;
beforeAll(async () => {
  source = await lastingDatabase();
  app = await openMoney({ config: { database: source }, secrets: secretsOf(), working: true });
  grace = await passkeyPerson(app);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const run = async (command: typeof backupCommand, args: string[], read: CommandParts['read']) => {
  const said: string[] = [];
  const code = await command(args, { read, entities, print: (text) => void said.push(text) });
  return { code, said: said.join('') };
};
const withKeys = (database: DatabaseConfig) => () => ({
  config: testConfig({ database, dataDir: fresh() }),
  secrets: secretsOf(),
});
const keys = async (args: string, database: DatabaseConfig): Promise<string> => {
  const said: string[] = [];
  const given = {
    config: testConfig({ database, keyRotation: { maxAgeDays: 0, backupRetentionDays: 1 } }),
    secrets: secretsOf(),
  };
  expect(await keysCommand(args.split(' '), given, { print: (text) => void said.push(text) })).toBe(0);
  return said.join('');
};
/** Opens a server on it, and has Grace pay with her key. */
const paysOn = async (database: DatabaseConfig): Promise<number> => {
  const again = await openMoney({ config: { database }, secrets: secretsOf(), gateway: app.gateway, working: true });
  const { id } = await pay(again, grace, SMALL);
  expect((await settled(again, id, grace)).status).toBe('CONFIRMED');
  const { sealed } = await again.orm.em.fork().findOneOrFail(Account, { id: grace.accountId });
  await again[Symbol.asyncDispose]();
  return sealed.keyVersion;
};

describe('a copy from before a rotation', () => {
  it('is restored after it, signs, and is rotated anew by the commands of after it', async () => {
    const before = `${fresh()}.backup`;
    expect(await run(backupCommand, ['--out', before], withKeys(source))).toMatchObject({ code: 0 });
    await keys('rotate', source);
    const after = `${fresh()}.backup`;
    expect(await run(backupCommand, ['--out', after], withKeys(source))).toMatchObject({ code: 0 });

    const [old, newest] = [await emptyDatabase(), await emptyDatabase()];
    expect(await run(restoreCommand, [before], withKeys(old))).toMatchObject({ code: 0 });
    expect(await run(restoreCommand, [after], withKeys(newest))).toMatchObject({ code: 0 });
    expect([await paysOn(old), await paysOn(newest)]).toEqual([1, 2]);
    expect(await keys('status', old)).toMatch(/ 1 {2}ACTIVE .* 1 accounts/);
    expect(await keys('rotate', old)).toMatch(/Version 2 seals/);
    expect(await keys('status', old)).toMatch(/Every account is under the active version/);
    expect(await paysOn(old)).toBe(2);
  });
});

describe('through a vault that runs elsewhere, where no key is at hand', () => {
  const noKeys =
    (config: Config): CommandParts['read'] =>
    (options) => {
      // Whoever asks for keys here would read, or even make, some of their own.
      expect(options).toEqual({ holdsKeys: false });
      return { config, secrets: null as never };
    };
  const serve = async (key: Uint8Array) => {
    const socket = `${fresh()}.sock`;
    const networks = new StellarNetworks([]);
    const secrets = new Secrets({ masterKey: givenMasterKey(key) });
    const room = makeVault({ config: testConfig(), secrets, enclave: null, networks, log, memory: closedMemory() });
    const server = await VaultServer.listen(socket, methodsOf(room), log);
    return { socket, room, [Symbol.asyncDispose]: () => server.close() };
  };

  it('copies are made and restored, and its keyring stays closed', async () => {
    await using vault = await serve(masterKey);
    const configOf = (database: DatabaseConfig) =>
      testConfig({ database, dataDir: fresh(), vaultSocket: vault.socket });
    const path = `${fresh()}.backup`;
    expect(await run(backupCommand, ['--out', path], noKeys(configOf(source)))).toMatchObject({ code: 0 });
    const database = await emptyDatabase();
    expect(await run(restoreCommand, [path], noKeys(configOf(database)))).toMatchObject({
      code: 0,
      said: expect.stringMatching(/every key opens .*\(1 of them\)/),
    });
    await expect(vault.room.keyStatus()).rejects.toThrow(/not open yet/);
    await paysOn(database);
  });

  it('another vault, or none, is refused in a sentence', async () => {
    const path = `${fresh()}.backup`;
    expect(await run(backupCommand, ['--out', path], withKeys(source))).toMatchObject({ code: 0 });
    await using vault = await serve(new Uint8Array(randomBytes(32)));
    const config = (vaultSocket: string) =>
      testConfig({ database: { kind: 'sqlite', path: fresh() }, dataDir: fresh(), vaultSocket });
    expect(await run(restoreCommand, [path], noKeys(config(vault.socket)))).toMatchObject({
      code: 1,
      said: expect.stringMatching(/is another one/),
    });
    expect(await run(restoreCommand, [path], noKeys(config(`${fresh()}.sock`)))).toMatchObject({
      code: 1,
      said: expect.stringMatching(/vault does not answer/),
    });
  });
});
