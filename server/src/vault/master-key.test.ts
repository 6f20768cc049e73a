import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigError, givenMasterKey, readConfig } from '../config.js';
import { openDatabase } from '../db/database.js';
import { testDatabase } from '../testing/test-database.js';
import { openMasterKey } from './master-key.js';
import { MasterKeyCheck, vaultEntities } from './master-key-check.entity.js';

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const REFUSAL = /does not open this database.*ENCRYPTION_MASTER_KEY or DATA_DIR\/master\.key/s;

let orm: MikroORM;
let dataDir: string;
beforeEach(async () => {
  orm = await openDatabase(await testDatabase(), vaultEntities);
  dataDir = mkdtempSync(join(tmpdir(), 'tuxedo-key-'));
});
afterEach(async () => {
  await orm.close();
  rmSync(dataDir, { recursive: true });
});
const fromFile = () => readConfig({ DATA_DIR: dataDir }).secrets.masterKey;

it('the first start ties the database to its key, later starts accept it', async () => {
  expect(await openMasterKey(orm.em, givenMasterKey(key(1)))).toEqual(key(1));
  expect(await openMasterKey(orm.em, givenMasterKey(key(1)))).toEqual(key(1));
});

it('another key refuses to start, says what to do, and leaves the row alone', async () => {
  await openMasterKey(orm.em, givenMasterKey(key(1)));
  const attempt = openMasterKey(orm.em, givenMasterKey(key(2)));
  await expect(attempt).rejects.toThrow(ConfigError);
  await expect(attempt).rejects.toThrow(REFUSAL);
  await expect(openMasterKey(orm.em, givenMasterKey(key(1)))).resolves.toBeTruthy();
});

it('neither the row nor the refusal gives the key away', async () => {
  await openMasterKey(orm.em, givenMasterKey(key(1)));
  const [row] = await orm.em.fork().find(MasterKeyCheck, {});
  const refusal = await openMasterKey(orm.em, givenMasterKey(key(2))).catch(String);
  for (const encoding of ['base64', 'hex', 'base64url'] as const)
    for (const text of [row!.value, refusal as string])
      for (const byte of [1, 2]) expect(text).not.toContain(Buffer.from(key(byte)).toString(encoding).slice(0, 12));
});

it('makes a key file on the first start, readable by its owner alone, and only reads it afterwards', async () => {
  expect(existsSync(join(dataDir, 'master.key'))).toBe(false);
  const made = await openMasterKey(orm.em, fromFile());
  expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dataDir, 'master.key'), 'utf8').trim()).toBe(Buffer.from(made).toString('base64'));
  expect(await openMasterKey(orm.em, fromFile())).toEqual(made);
});

it('a lost key file refuses to start and makes no new one', async () => {
  await openMasterKey(orm.em, fromFile());
  rmSync(join(dataDir, 'master.key'));
  await expect(openMasterKey(orm.em, fromFile())).rejects.toThrow(REFUSAL);
  expect(existsSync(join(dataDir, 'master.key'))).toBe(false);
});

it('two first starts at once agree on one key', async () => {
  const starts = await Promise.allSettled([1, 2].map((byte) => openMasterKey(orm.em, givenMasterKey(key(byte)))));
  expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
