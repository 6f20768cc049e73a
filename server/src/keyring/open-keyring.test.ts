import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityManager, MikroORM } from '@mikro-orm/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dumpTables } from '../../test/support/app/table-dump.js';
import { testDatabase } from '../../test/support/app/test-database.js';
import { LENIENT, makeVault, PARTY, PASSPHRASES, PERSON } from '../../test/support/app/vault-case.js';
import { ConfigError, givenMasterKey, readConfig, Secrets } from '../kernel/config.js';
import { AuditRecord, auditEntities } from '../platform/audit/audit.entity.js';
import { AuditLog, SYSTEM } from '../platform/audit/audit-log.js';
import { openDatabase } from '../platform/db/database.js';
import { rawSql } from '../platform/db/raw-sql.js';
import { keyCheck } from '../vault/room/ciphers/subkeys.js';
import { EmbeddedVault } from '../vault/room/embedded-vault.js';
import { type EnclaveKeys, gatherMasterKeys, MASTER_KEY_PATH } from '../vault/room/keys/gather-master-keys.js';
import { keyringEntities } from './keyring.entity.js';
import { isNewDatabase, openKeyring } from './open-keyring.js';
import { releasedEntities } from './released-check.entity.js';

const key = (byte: number) => new Uint8Array(32).fill(byte);
const REFUSAL = /does not open this database.*ENCRYPTION_MASTER_KEY or DATA_DIR\/master\.key/s;
const PASSKEY = { id: 'key_a', userId: 'usr_a', credentialId: 'AAAA', publicKey: 'BBBB' };

let orm: MikroORM;
let dataDir: string;
let inUse: boolean;
beforeEach(async () => {
  orm = await openDatabase(await testDatabase(), [...releasedEntities, ...keyringEntities, ...auditEntities]);
  dataDir = mkdtempSync(join(tmpdir(), 'tuxedo-key-'));
  inUse = false;
});
afterEach(async () => {
  await orm.close();
  rmSync(dataDir, { recursive: true });
});

const isInUse = async (_em: EntityManager) => inUse;
const given = (current: number, previous?: number): Secrets =>
  new Secrets({
    masterKey: givenMasterKey(key(current)),
    previousMasterKey: previous === undefined ? null : givenMasterKey(key(previous)),
  });
const fromFile = () => readConfig({ DATA_DIR: dataDir }).secrets;
const macOf = async (vault: EmbeddedVault, passkey = PASSKEY): Promise<string> =>
  (await vault.pinPasskey({ passkey, state: null })).mac;

const enclaveOf = (byte: number): EnclaveKeys & { paths: string[] } => {
  const paths: string[] = [];
  const ask = async (path: string): Promise<Uint8Array> => {
    paths.push(path);
    return key(byte);
  };
  return { paths, key: ask };
};

/** As the server starts. */
const start = async (secrets: Secrets, enclave: EnclaveKeys | null = null, looks = isInUse): Promise<EmbeddedVault> => {
  const keys = await gatherMasterKeys(secrets, enclave, await isNewDatabase(orm.em, looks));
  const vault = new EmbeddedVault(keys, { ...PARTY, ...LENIENT, networkPassphrases: PASSPHRASES });
  await openKeyring({ em: orm.em, vault, audit: new AuditLog(orm.em), isInUse: looks });
  return vault;
};
const refuses = async (starting: () => Promise<unknown>, sentence: RegExp) => {
  const before = await dumpTables(orm);
  const refusal = await starting().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ConfigError);
  expect(String(refusal)).toMatch(sentence);
  expect(await dumpTables(orm)).toEqual(before);
};
const acts = async () =>
  (await orm.em.fork().find(AuditRecord, { userId: SYSTEM }, { orderBy: { seq: 'asc' } })).map(({ action }) => action);
const released = (byte: number) =>
  rawSql(orm.em.fork(), "insert into vault_meta (id, value) values ('master-key', ?)", [keyCheck(key(byte))]);

describe('the first start', () => {
  it('ties the database to its key, and later starts find the same keys', async () => {
    const first = await start(given(1));
    inUse = true;
    const { sealed } = await first.createKey(PERSON);
    const again = await start(given(1));
    expect(await again.rewrap({ records: [{ binding: PERSON, sealed }], newDataKeys: false })).not.toContain(null);
    expect(await macOf(again)).toBe(await macOf(first));
    expect(await again.publicKeys()).toEqual(await first.publicKeys());
    expect(await acts()).toEqual(['keyring.made']);
  });

  it('makes keys by chance: the same master key on another database opens nothing of this one', async () => {
    const first = await start(given(1));
    await orm.close();
    orm = await openDatabase(await testDatabase(), [...releasedEntities, ...keyringEntities, ...auditEntities]);
    const other = await start(given(1));
    expect(await macOf(other)).not.toBe(await macOf(first));
  });

  it('another key refuses to start, says what to do, and leaves every row alone', async () => {
    await start(given(1));
    await refuses(() => start(given(2)), REFUSAL);
    await expect(start(given(1))).resolves.toBeTruthy();
  });

  it('neither the rows nor the refusal give the key away', async () => {
    await start(given(1));
    const refusal = await start(given(2)).catch(String);
    const rows = Object.values(await dumpTables(orm)).flat();
    for (const encoding of ['base64', 'hex', 'base64url'] as const)
      for (const text of [...rows, refusal as string])
        for (const byte of [1, 2]) expect(text).not.toContain(Buffer.from(key(byte)).toString(encoding).slice(0, 12));
  });

  it('two at once agree on one key', async () => {
    const starts = await Promise.allSettled([1, 2].map((byte) => start(given(byte))));
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('two at once with the same key find the same keys', async () => {
    const [one, two] = await Promise.all([start(given(1)), start(given(1))]);
    expect(await macOf(one)).toBe(await macOf(two));
    expect(await acts()).toEqual(['keyring.made']);
  });

  it('one that is overtaken while it looks opens what the other stored and uses', async () => {
    const others: EmbeddedVault[] = [];
    let looks = 0;
    const overtaken = async (em: EntityManager) => {
      looks += 1;
      // The first look asks whether a key may be made; at the second one the keyring is opened.
      if (looks === 2) others.push(await start(given(1)));
      inUse ||= looks === 2;
      return isInUse(em);
    };
    const late = await start(given(1), null, overtaken);
    expect(await macOf(late)).toBe(await macOf(others[0]!));
    expect(await acts()).toEqual(['keyring.made']);
  });
});

describe('a key file', () => {
  const path = () => join(dataDir, 'master.key');

  it('is made on the first start, readable by its owner alone, and only read afterwards', async () => {
    expect(existsSync(path())).toBe(false);
    await start(fromFile());
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    const text = readFileSync(path(), 'utf8');
    expect(Buffer.from(text, 'base64')).toHaveLength(32);
    await start(fromFile());
    expect(readFileSync(path(), 'utf8')).toBe(text);
  });

  it('that was lost refuses to start, and no new one is made', async () => {
    await start(fromFile());
    rmSync(path());
    await refuses(() => start(fromFile()), REFUSAL);
    expect(existsSync(path())).toBe(false);
  });

  it('is not made for a database whose keyring is gone', async () => {
    inUse = true;
    await refuses(() => start(fromFile()), REFUSAL);
    expect(existsSync(path())).toBe(false);
  });

  it('counts for nothing where an enclave gives the key', async () => {
    const enclave = enclaveOf(5);
    const vault = await start(fromFile(), enclave);
    expect(await vault.keyStatus()).toMatchObject({ mode: 'ENCLAVE' });
    expect(enclave.paths).toEqual([MASTER_KEY_PATH]);
    expect(existsSync(path())).toBe(false);
  });
});

describe('a database of the first release', () => {
  const old = makeVault(key(1));

  it('opens without change: accounts, passkeys, seals and the key under the checkpoints', async () => {
    await released(1);
    inUse = true;
    const { sealed } = await old.createKey(PERSON);
    const vault = await start(given(1));
    expect(await macOf(vault)).toBe(await macOf(old));
    expect(await vault.seal({ kind: 'account', id: 'acc_a' })).toBe(await old.seal({ kind: 'account', id: 'acc_a' }));
    expect(await vault.publicKeys()).toEqual(await old.publicKeys());
    expect(await vault.rewrap({ records: [{ binding: PERSON, sealed }], newDataKeys: false })).not.toContain(null);
  });

  it('refuses another key, and stays as it was', async () => {
    await released(1);
    inUse = true;
    await refuses(() => start(given(2)), REFUSAL);
    await expect(start(given(1))).resolves.toBeTruthy();
  });

  it('moves to another master key in the same start', async () => {
    await released(1);
    inUse = true;
    await start(given(2, 1));
    const vault = await start(given(2));
    const another = { ...PASSKEY, userId: 'usr_another' };
    expect(await macOf(vault, another)).toBe(await macOf(old, another));
    await refuses(() => start(given(1)), REFUSAL);
  });
});

describe('moving to another ENCRYPTION_MASTER_KEY', () => {
  it('needs both once; then everything is as before under the new one, and the old one opens nothing', async () => {
    const first = await start(given(1));
    inUse = true;
    const { sealed } = await first.createKey(PERSON);
    await refuses(() => start(given(2)), REFUSAL);
    await start(given(2, 1));
    const moved = await start(given(2));
    expect(await moved.rewrap({ records: [{ binding: PERSON, sealed }], newDataKeys: false })).not.toContain(null);
    expect(await macOf(moved)).toBe(await macOf(first));
    expect(await moved.publicKeys()).toEqual(await first.publicKeys());
    await refuses(() => start(given(1)), REFUSAL);
    expect(await acts()).toEqual(['keyring.made', 'keyring.moved']);
  });

  it('is done once, also where two servers start with both keys at once', async () => {
    await start(given(1));
    inUse = true;
    await Promise.all([start(given(2, 1)), start(given(2, 1))]);
    await start(given(2, 1));
    expect(await acts()).toEqual(['keyring.made', 'keyring.moved']);
  });

  it('takes no key as the one before that was not it', async () => {
    await start(given(1));
    await refuses(() => start(given(2, 3)), REFUSAL);
  });

  it('keeps the part of the enclave', async () => {
    await start(given(1), enclaveOf(5));
    inUse = true;
    await start(given(2, 1), enclaveOf(5));
    await expect(start(given(2), enclaveOf(5))).resolves.toBeTruthy();
    await refuses(() => start(given(2), enclaveOf(6)), REFUSAL);
  });
});

describe('what the master key is made of', () => {
  const none = fromFile;
  it.each([
    ['the environment', () => given(1), null, 'ENVIRONMENT'],
    ['the enclave', none, 5, 'ENCLAVE'],
    ['both', () => given(1), 5, 'BOTH'],
  ] as const)('is fixed at the first start: %s', async (_what, secrets, enclave, mode) => {
    const sources = { ENVIRONMENT: [given(1), null], ENCLAVE: [none(), 5], BOTH: [given(1), 5] } as const;
    const vault = await start(secrets(), enclave === null ? null : enclaveOf(enclave));
    expect(await vault.keyStatus()).toMatchObject({ mode });
    inUse = true;
    for (const [other, [change, byte]] of Object.entries(sources))
      if (other !== mode)
        await refuses(() => start(change, byte === null ? null : enclaveOf(byte)), /fixed at the first start/);
  });

  it('is part of the key: a row that names another mode opens nothing', async () => {
    await start(given(1), enclaveOf(5));
    inUse = true;
    await rawSql(orm.em.fork(), "update vault_keyring set mode = 'ENVIRONMENT'");
    await refuses(() => start(given(1)), REFUSAL);
  });

  it('another enclave refuses to start', async () => {
    await start(given(1), enclaveOf(5));
    await refuses(() => start(given(1), enclaveOf(6)), REFUSAL);
  });
});

describe('a keyring that was taken away or put back', () => {
  it('is never made anew for a database with keys in it', async () => {
    await start(given(1));
    inUse = true;
    for (const table of ['vault_keyring', 'key_versions', 'audit_entries'])
      await rawSql(orm.em.fork(), `delete from ${table}`);
    await refuses(() => start(given(1)), /empty/);
  });

  it('is never made anew where the log says there was one, whatever the first release left', async () => {
    await start(given(1));
    for (const table of ['vault_keyring', 'key_versions']) await rawSql(orm.em.fork(), `delete from ${table}`);
    await released(1);
    await refuses(() => start(given(1)), /empty/);
  });
});
