import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../test/support/app/lasting-database.js';
import { RotationCase, randomMasterKey } from '../../test/support/app/rotation-case.js';
import { dumpTables } from '../../test/support/app/table-dump.js';
import type { DatabaseConfig } from '../kernel/config.js';
import { DAY_MS } from '../kernel/durations.js';
import { Account } from '../money/accounts/records/account.entity.js';
import { AuditRecord } from '../platform/audit/audit.entity.js';
import { SYSTEM } from '../platform/audit/audit-log.js';
import { rawSql } from '../platform/db/raw-sql.js';
import type { RotationParts } from './key-rotation.js';
import { assertStillOpens } from './keyring.store.js';
import { RotationSchedule } from './rotation-schedule.js';

const masterKey = randomMasterKey();

let database: DatabaseConfig;
let now: Date;
const opened: RotationCase[] = [];
const open = async (change: Partial<RotationParts> = {}): Promise<RotationCase> => {
  const one = await RotationCase.open(database, masterKey, { now: () => now, pageSize: 4, ...change });
  opened.push(one);
  return one;
};

let here: RotationCase;
let ids: string[];
beforeEach(async () => {
  database = await lastingDatabase();
  // A little ahead, because the vault and the log have the time of the computer.
  now = new Date(Date.now() + 60_000);
  here = await open();
  ids = await here.add(10);
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const actor = 'OPERATOR' as const;
const versionsOf = async () =>
  (await here.orm.em.fork().find(Account, {}, { orderBy: { id: 'asc' } })).map(({ sealed }) => sealed.keyVersion);
const acts = async () =>
  (await here.orm.em.fork().find(AuditRecord, { userId: SYSTEM }, { orderBy: { seq: 'asc' } })).map(
    ({ action, actor: who }) => `${who} ${action}`,
  );
const later = (days: number) => {
  now = new Date(now.getTime() + days * DAY_MS);
};
const unchanged = async (work: () => Promise<unknown>) => {
  const before = await dumpTables(here.orm);
  await work();
  expect(await dumpTables(here.orm)).toEqual(before);
};
const conflict = (work: () => Promise<unknown>, sentence: RegExp) =>
  unchanged(() => expect(work()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(sentence) }));

/** Does something else between the making of a server's new version and its storing. */
const meanwhile = ({ ownVault }: RotationCase, work: () => Promise<unknown>) => {
  const add = ownVault.addKeyVersion.bind(ownVault);
  ownVault.addKeyVersion = async () => {
    const next = await add();
    await work();
    return next;
  };
};

describe('rotating', () => {
  it('seals with a new version from then on, moves the rest on demand, and writes each step down', async () => {
    expect(await here.rotation.rotate(actor)).toBe(2);
    ids.push(...(await here.add(1)));
    expect((await versionsOf()).toSorted()).toEqual([...Array(10).fill(1), 2]);
    expect(await here.rotation.status()).toMatchObject({ active: 2, remaining: 10 });
    expect(await here.rotation.rewrap({ actor })).toEqual({ done: 10, skipped: 0, broken: [] });
    expect(await versionsOf()).toEqual(Array(11).fill(2));
    for (const id of ids) expect(await here.signs(id)).toBe(true);
    const pages = Array(3).fill('OPERATOR key.rewrapped');
    expect(await acts()).toEqual(['SCHEDULER keyring.made', 'OPERATOR key.rotated', ...pages]);
  });

  it('on trial moves nothing and says what it would move', async () => {
    await here.rotation.rotate(actor);
    await unchanged(async () => {
      expect(await here.rotation.rewrap({ actor, dryRun: true })).toEqual({ done: 10, skipped: 0, broken: [] });
    });
  });

  it('twice does nothing the second time', async () => {
    await here.rotation.rotate(actor);
    await here.rotation.rewrap({ actor });
    await unchanged(async () => {
      expect(await here.rotation.rewrap({ actor })).toEqual({ done: 0, skipped: 0, broken: [] });
    });
  });

  it('stops between pages and goes on from there', async () => {
    await here.rotation.rotate(actor);
    let asked = 0;
    await here.rotation.rewrap({ actor, stop: () => ++asked > 2 });
    expect(await here.rotation.status()).toMatchObject({ remaining: 2 });
    expect(await here.rotation.rewrap({ actor })).toMatchObject({ done: 2 });
  });

  it('never writes over a record that somebody changed meanwhile', async () => {
    await here.rotation.rotate(actor);
    const there = await open();
    const rewrap = there.ownVault.rewrap.bind(there.ownVault);
    // Between the reading and the writing of the first page the other server moves everything.
    let isFirst = true;
    there.ownVault.rewrap = async (request) => {
      const next = await rewrap(request);
      if (isFirst) await here.rotation.rewrap({ actor });
      isFirst = false;
      return next;
    };
    const done = await there.rotation.rewrap({ actor });
    expect(done).toEqual({ done: 0, skipped: 4, broken: [] });
    expect(await here.rotation.status()).toMatchObject({ remaining: 0 });
    for (const id of ids) expect(await there.signs(id)).toBe(true);
  });

  it('with new data keys leaves no record as it was', async () => {
    const ciphers = async () => (await here.orm.em.fork().find(Account, {})).map(({ sealed }) => sealed.ciphertext);
    const before = await ciphers();
    expect(await here.rotation.rewrap({ actor, newDataKeys: true })).toMatchObject({ done: 10 });
    for (const one of await ciphers()) expect(before).not.toContain(one);
    for (const id of ids) expect(await here.signs(id)).toBe(true);
  });

  it('is refused where another server rotated in the same moment, and changes nothing more', async () => {
    const there = await open();
    meanwhile(there, () => here.rotation.rotate(actor));
    await expect(there.rotation.rotate(actor)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await here.rotation.status()).toMatchObject({ active: 2, number: 2 });
    expect((await acts()).slice(1)).toEqual(['OPERATOR key.rotated']);
    for (const id of ids) expect(await there.signs(id)).toBe(true);
  });

  it('names the account whose key does not open, leaves it alone, and goes on with the others', async () => {
    await rawSql(here.orm.em.fork(), 'update accounts set user_id = ? where id = ?', ['usr_b', ids[3]]);
    await here.rotation.rotate(actor);
    expect(await here.rotation.rewrap({ actor })).toEqual({ done: 9, skipped: 0, broken: [ids[3]] });
    expect(await here.rotation.status()).toMatchObject({ remaining: 1 });
    later(100);
    await conflict(() => here.rotation.retire(actor, 1), /1 accounts are still under version 1/);
  });
});

describe('another server', () => {
  it('learns of a new version when it meets one, also within a transaction', async () => {
    const there = await open();
    await here.rotation.rotate(actor);
    await here.rotation.rewrap({ actor });
    await there.orm.em.fork().transactional(async (tx) => {
      await tx.nativeUpdate(Account, { id: ids[0]! }, { name: 'Held' });
      const account = await tx.findOneOrFail(Account, { id: ids[0]! });
      expect(account.sealed.keyVersion).toBe(2);
      const { id, userId, network, holder, sealed } = account;
      const records = [{ binding: { userId, accountId: id, network, holder }, sealed }];
      expect(await there.vault.rewrap({ records, newDataKeys: false })).not.toContain(null);
    });
    expect(await there.vault.keyStatus()).toMatchObject({ active: 2 });
  });

  it('believes no version that nobody made', async () => {
    const sealed = JSON.stringify({
      ...(await here.orm.em.fork().findOneOrFail(Account, { id: ids[0]! })).sealed,
      keyVersion: 9,
    });
    await here.orm.em.fork().nativeUpdate(Account, { id: ids[0]! }, { sealed: JSON.parse(sealed) });
    await expect(here.signs(ids[0]!)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await here.signs(ids[1]!)).toBe(true);
  });

  it('cannot store a key under a version that was destroyed meanwhile', async () => {
    const there = await open();
    const { sealed } = await there.vault.createKey({
      userId: 'usr_c',
      accountId: 'acc_c',
      network: 'LOCAL',
      holder: 'PASSKEY',
    });
    await here.rotation.rotate(actor);
    await here.rotation.rewrap({ actor });
    later(36);
    await here.rotation.retire(actor, 1);
    const storing = there.orm.em.fork().transactional((tx) => assertStillOpens(tx, sealed.keyVersion));
    await expect(storing).rejects.toMatchObject({ code: 'CONFLICT' });
    await there.addOne();
    expect(await versionsOf()).toEqual(Array(11).fill(2));
  });
});

describe('retiring', () => {
  it('is refused while accounts need the version, while backups do, and for the active one', async () => {
    await here.rotation.rotate(actor);
    await conflict(() => here.rotation.retire(actor, 1), /in 35 days/);
    later(40);
    await conflict(() => here.rotation.retire(actor, 1), /10 accounts/);
    await conflict(() => here.rotation.retire(actor, 2), /not retiring/);
    await conflict(() => here.rotation.retire(actor, 7), /not retiring/);
  });

  it('counts the days from when the last record was moved, and leaves every account as it was', async () => {
    later(-40);
    await here.rotation.rotate(actor);
    later(40);
    await here.rotation.rewrap({ actor });
    later(34);
    await conflict(() => here.rotation.retire(actor, 1), /in 1 days/);
    expect(await here.rotation.retirable()).toEqual([]);
    later(2);
    expect(await here.rotation.retirable()).toEqual([1]);
    await here.rotation.retire(actor, 1);
    const [first] = (await here.rotation.status()).versions;
    expect(first).toMatchObject({ version: 1, state: 'RETIRED', records: 0 });
    for (const id of ids) expect(await here.signs(id)).toBe(true);
    expect((await acts()).at(-1)).toBe('OPERATOR key.retired');
  });
});

describe('the tables of the keyring', () => {
  it.each([
    [
      'a version is inserted',
      "insert into key_versions select 'kek_2', 2, state, wrapped_key, kcv, created_at, retiring_at, retired_at, mac from key_versions",
    ],
    ['a version is deleted', 'delete from key_versions'],
    ['a state is changed', "update key_versions set state = 'RETIRING'"],
    ['the number is set back', 'update vault_keyring set number = 0'],
  ])('where %s, no server starts and a running one goes on with what it knows', async (_what, sql) => {
    await rawSql(here.orm.em.fork(), sql);
    await expect(open()).rejects.toThrow(/Put both/);
    for (const id of ids.slice(0, 2)) expect(await here.signs(id)).toBe(true);
  });

  it('from before a rotation start no server', async () => {
    const rows = async (table: string) => rawSql<Record<string, unknown>>(here.orm.em.fork(), `select * from ${table}`);
    const [head] = await rows('vault_keyring');
    const [first] = await rows('key_versions');
    await here.rotation.rotate(actor);
    for (const [table, row] of [
      ['vault_keyring', head!],
      ['key_versions', first!],
    ] as const) {
      await rawSql(here.orm.em.fork(), `delete from ${table}`);
      const names = Object.keys(row);
      const marks = names.map(() => '?').join(', ');
      await rawSql(
        here.orm.em.fork(),
        `insert into ${table} (${names.join(', ')}) values (${marks})`,
        Object.values(row),
      );
    }
    await expect(open()).rejects.toThrow(/older than the audit log says/);
    await expect(here.keyring.refresh()).rejects.toThrow(/older/);
    expect(await here.rotation.rewrap({ actor }).catch(String)).toMatch(/older/);
    for (const id of ids) expect(await here.signs(id)).toBe(true);
  });
});

describe('the schedule', () => {
  const log = { info: () => undefined, error: () => undefined };
  const scheduleOf = (one: RotationCase) =>
    new RotationSchedule({ rotation: one.rotation, maxAgeDays: 90, log, now: () => now });

  it('does nothing before the age, and by the age at the latest rotates and moves everything', async () => {
    const schedule = scheduleOf(here);
    expect(schedule.health()).toBeNull();
    await unchanged(() => schedule.tick());
    later(80);
    await unchanged(() => schedule.tick());
    expect(schedule.health()).toEqual({ mode: 'ENVIRONMENT', active: 1, ageDays: 80, remaining: 0, broken: 0 });
    later(10);
    await schedule.tick();
    expect(schedule.health()).toMatchObject({ active: 2, remaining: 0 });
    expect(await versionsOf()).toEqual(Array(10).fill(2));
    expect((await acts()).at(-1)).toBe('SCHEDULER key.rewrapped');
  });

  it('finishes what somebody else began, and destroys a version when its time has come', async () => {
    await here.rotation.rotate(actor);
    const schedule = scheduleOf(here);
    await schedule.tick();
    expect(await versionsOf()).toEqual(Array(10).fill(2));
    later(36);
    await schedule.tick();
    expect((await here.rotation.status()).versions.map(({ state }) => state)).toEqual(['RETIRED', 'ACTIVE']);
  });

  it('on two servers at once rotates once', async () => {
    const there = await open();
    later(90);
    meanwhile(there, () => scheduleOf(here).tick());
    await expect(scheduleOf(there).tick()).rejects.toMatchObject({ code: 'CONFLICT' });
    await scheduleOf(there).tick();
    expect(await here.rotation.status()).toMatchObject({ active: 2, remaining: 0 });
  });

  it('at age 0 never rotates by itself', async () => {
    later(1_000);
    const schedule = new RotationSchedule({ rotation: here.rotation, maxAgeDays: 0, log, now: () => now });
    await unchanged(() => schedule.tick());
  });

  it('tells of accounts whose keys do not open', async () => {
    await rawSql(here.orm.em.fork(), 'update accounts set user_id = ? where id = ?', ['usr_b', ids[3]]);
    await here.rotation.rotate(actor);
    const schedule = scheduleOf(here);
    await schedule.tick();
    expect(schedule.health()).toMatchObject({ remaining: 1, broken: 1 });
  });
});
