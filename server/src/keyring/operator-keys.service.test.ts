import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../test/support/app/lasting-database.js';
import { RotationCase, randomMasterKey } from '../../test/support/app/rotation-case.js';
import { dumpTables } from '../../test/support/app/table-dump.js';
import type { DatabaseConfig } from '../kernel/config.js';
import { DAY_MS } from '../kernel/durations.js';
import { DomainError } from '../kernel/errors.js';
import { AuditRecord } from '../platform/audit/audit.entity.js';
import { SYSTEM } from '../platform/audit/audit-log.js';
import { rawSql } from '../platform/db/raw-sql.js';
import { KeyringHead, KeyVersion } from './keyring.entity.js';
import { OperatorKeysService } from './operator-keys.service.js';

const ACCOUNTS = 10;

let database: DatabaseConfig;
let now: Date;
let here: RotationCase;
let keys: OperatorKeysService;
let logged: object[];
const masterKey = randomMasterKey();
const keysOf = ({ orm, rotation, audit }: RotationCase, patienceMs = 20) => {
  const log = { error: (fields: object) => void logged.push(fields) };
  return new OperatorKeysService({ em: orm.em, rotation, audit, log, patienceMs });
};
const open = () => RotationCase.open(database, masterKey, { now: () => now, pageSize: 4 });
beforeEach(async () => {
  database = await lastingDatabase();
  now = new Date(Date.now() + 60_000);
  logged = [];
  here = await open();
  await here.add(ACCOUNTS);
  keys = keysOf(here);
});
afterEach(async () => {
  await keys.stop();
  await here.close();
});

const acts = async () =>
  (await here.orm.em.fork().find(AuditRecord, { userId: SYSTEM }, { orderBy: { seq: 'asc' } }))
    .filter(({ action }) => action !== 'keyring.made')
    .map(({ action, actor, result }) => `${actor} ${action} ${result}`);
const ended = async () => {
  await expect.poll(async () => (await keys.status()).moving?.state, { timeout: 10_000 }).not.toBe('RUNNING');
  return keys.status();
};
const MOVED = Array(3).fill('OPERATOR key.rewrapped OK');

const dumpKeyring = async () => {
  const em = here.orm.em.fork();
  const [head, versions] = [await em.findOneOrFail(KeyringHead, { id: 'keyring' }), await em.find(KeyVersion, {})];
  return { head: { ...head }, versions: versions.map((version) => ({ ...version })) };
};
/** The tables of the keyring as they were, as whoever can write to the database can have them. */
const putBack = async ({ head, versions }: Awaited<ReturnType<typeof dumpKeyring>>) => {
  const em = here.orm.em.fork();
  await em.nativeDelete(KeyVersion, {});
  await em.nativeUpdate(KeyringHead, { id: 'keyring' }, head);
  for (const version of versions) await em.insert(KeyVersion, version);
};

/** Holds up the vault before each page until it is let go. */
const heldUp = () => {
  const rewrap = here.ownVault.rewrap.bind(here.ownVault);
  const waiting: (() => void)[] = [];
  here.ownVault.rewrap = async (request) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return rewrap(request);
  };
  const one = async () => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    waiting.shift()!();
  };
  const all = (): void => {
    here.ownVault.rewrap = rewrap;
    for (const go of waiting.splice(0)) go();
  };
  return { one, all };
};

describe('rotating', () => {
  it('answers before all is moved, goes on by itself, and is written down as the operator’s', async () => {
    const vault = heldUp();
    const answer = await keys.rotate();
    expect(answer).toMatchObject({ active: 2, remaining: ACCOUNTS, moving: { state: 'RUNNING', moved: 0 } });
    await vault.one();
    await expect.poll(async () => (await keys.status()).moving?.moved).toBe(4);
    vault.all();
    expect(await ended()).toMatchObject({ remaining: 0, moving: { state: 'DONE', moved: ACCOUNTS, skipped: 0 } });
    expect(await acts()).toEqual(['OPERATOR key.rotated OK', ...MOVED]);
  });

  it('answers what is done where it takes no time', async () => {
    const answer = await keysOf(here, 10_000).rotate();
    expect(answer).toMatchObject({ active: 2, remaining: 0, moving: { state: 'DONE', moved: ACCOUNTS } });
  });

  it('is refused while accounts are moved; the refusal is written down, and nothing rotates', async () => {
    const vault = heldUp();
    await keys.rotate();
    await expect(keys.rotate()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/moved/) });
    await expect(keys.rewrap({ dryRun: true, newDataKeys: false })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(keys.rewrap({ dryRun: false, newDataKeys: true })).rejects.toMatchObject({ code: 'CONFLICT' });
    vault.all();
    expect(await ended()).toMatchObject({ active: 2, remaining: 0 });
    const refused = Array(3).fill('OPERATOR key.refused CONFLICT');
    expect((await acts()).toSorted()).toEqual(['OPERATOR key.rotated OK', ...MOVED, ...refused].toSorted());
  });

  it('twice at once in one process makes one version', async () => {
    const both = await Promise.allSettled([keys.rotate(), keys.rotate()]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await ended()).toMatchObject({ active: 2, remaining: 0, moving: { moved: ACCOUNTS } });
  });

  it('lets nothing else begin before the new version is there', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const add = here.ownVault.addKeyVersion.bind(here.ownVault);
    here.ownVault.addKeyVersion = () => promise.then(add);
    const rotated = keys.rotate();
    await expect(keys.rewrap({ dryRun: false, newDataKeys: false })).rejects.toMatchObject({ code: 'CONFLICT' });
    resolve();
    await rotated;
    expect((await ended()).moving).toMatchObject({ moved: ACCOUNTS, skipped: 0 });
  });

  it('by two processes at once makes one version, and the slower is told', async () => {
    const there = await open();
    const add = there.ownVault.addKeyVersion.bind(there.ownVault);
    there.ownVault.addKeyVersion = async () => {
      const next = await add();
      await here.rotation.rotate('OPERATOR');
      return next;
    };
    await expect(keysOf(there).rotate()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await keys.status()).toMatchObject({ active: 2, remaining: ACCOUNTS });
    expect(await acts()).toEqual(['OPERATOR key.rotated OK', 'OPERATOR key.refused CONFLICT']);
    await there.close();
  });

  it('is noticed where its tables are put back, also if the newest entry is a refusal', async () => {
    const before = await dumpKeyring();
    const there = await open();
    there.ownVault.addKeyVersion = async () => {
      await here.rotation.rotate('OPERATOR');
      throw new DomainError('CONFLICT', 'Somebody was first.');
    };
    await expect(keysOf(there).rotate()).rejects.toMatchObject({ code: 'CONFLICT' });
    await there.close();
    await putBack(before);
    await expect(open()).rejects.toThrow(/older than the audit log says/);
  });
});

describe('moving what is left', () => {
  it('asked for twice with the same words is one pass', async () => {
    await here.rotation.rotate('OPERATOR');
    const vault = heldUp();
    const [first, second] = [
      await keys.rewrap({ dryRun: false, newDataKeys: false }),
      await keys.rewrap({ dryRun: false, newDataKeys: false }),
    ];
    expect(second).toEqual(first);
    expect(first).toMatchObject({ state: 'RUNNING', finishedAt: null });
    vault.all();
    expect((await ended()).moving).toMatchObject({ state: 'DONE', moved: ACCOUNTS, skipped: 0 });
    expect(await acts()).toEqual(['OPERATOR key.rotated OK', ...MOVED]);
  });

  it('on trial writes nothing at all', async () => {
    await here.rotation.rotate('OPERATOR');
    const before = await dumpTables(here.orm);
    await keys.rewrap({ dryRun: true, newDataKeys: false });
    expect((await ended()).moving).toMatchObject({ state: 'DONE', dryRun: true, moved: ACCOUNTS });
    expect(await dumpTables(here.orm)).toEqual(before);
  });

  it('names the accounts that do not open, in its report and in the status', async () => {
    const [lost] = await here.add(1);
    await rawSql(here.orm.em.fork(), 'update accounts set user_id = ? where id = ?', ['usr_b', lost]);
    await keys.rotate();
    const status = await ended();
    expect(status).toMatchObject({ remaining: 1, broken: [lost] });
    expect(status.moving).toMatchObject({ state: 'DONE', moved: ACCOUNTS, broken: [lost] });
  });

  it('that breaks off says so, tells nobody why but the log, and can be begun again', async () => {
    await here.rotation.rotate('OPERATOR');
    const rewrap = here.ownVault.rewrap.bind(here.ownVault);
    here.ownVault.rewrap = async () => Promise.reject(new Error('secret inside'));
    await keys.rewrap({ dryRun: false, newDataKeys: false });
    const { moving } = await ended();
    expect(moving).toMatchObject({ state: 'FAILED', moved: 0, message: 'A fault of the server: its log says more.' });
    expect(logged).toHaveLength(1);
    here.ownVault.rewrap = rewrap;
    await keys.rewrap({ dryRun: false, newDataKeys: false });
    expect((await ended()).moving).toMatchObject({ state: 'DONE', moved: ACCOUNTS, message: null });
  });

  it('comes to rest between two pages when the server stops', async () => {
    const vault = heldUp();
    await keys.rotate();
    const stopped = keys.stop();
    await vault.one();
    await stopped;
    expect(await keys.status()).toMatchObject({ remaining: ACCOUNTS - 4, moving: { state: 'FAILED', moved: 4 } });
    vault.all();
  });
});

describe('retiring', () => {
  it('destroys what nothing needs any more, and nothing before its time', async () => {
    await keys.rotate();
    await ended();
    expect(await keys.retire()).toMatchObject({
      retirable: [],
      versions: [{ state: 'RETIRING' }, { state: 'ACTIVE' }],
    });
    now = new Date(now.getTime() + 36 * DAY_MS);
    expect(await keys.status()).toMatchObject({ retirable: [1] });
    expect(await keys.retire()).toMatchObject({ retirable: [], versions: [{ state: 'RETIRED' }, { state: 'ACTIVE' }] });
    expect((await acts()).filter((act) => !act.includes('rewrapped'))).toEqual([
      'OPERATOR key.rotated OK',
      'OPERATOR key.retired OK',
    ]);
  });
});
