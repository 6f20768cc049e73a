import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MikroORM } from '@mikro-orm/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../../test/support/app/lasting-database.js';
import { Purse } from '../../../test/support/children/purse.entity.js';
import type { DatabaseConfig } from '../../kernel/config.js';
import { afterCommit } from './after-commit.js';
import { openDatabase } from './database.js';
import { lockRow, withRowLocked } from './lock.js';

// Beyond 2^53, where SQLite's own integers would swallow every "+1" without an error.
const START = 9_007_199_254_740_993n;

const WORKER = fileURLToPath(new URL('../../../test/support/children/purse-worker.ts', import.meta.url));

let orm: MikroORM;
let config: DatabaseConfig;
beforeEach(async () => {
  config = await lastingDatabase();
  orm = await openDatabase(config, [Purse]);
  await orm.schema.update({ safe: true });
  const em = orm.em.fork();
  for (const name of ['a', 'b']) em.persist(em.create(Purse, { id: name, amount: START, note: '' }));
  await em.flush();
});
afterEach(() => orm.close());

const amountOf = async (name: string) => (await orm.em.fork().findOneOrFail(Purse, { id: name })).amount;

describe('a locked row', () => {
  it('loses no update under 50 that read and then write at once', async () => {
    const add = () =>
      withRowLocked(orm.em, Purse, 'a', async (_tx, purse) => {
        const { amount } = purse;
        await new Promise((resolve) => setTimeout(resolve, 1));
        purse.amount = amount + 1n;
      });
    await Promise.all(Array.from({ length: 50 }, add));
    expect(await amountOf('a')).toBe(START + 50n);
  });

  it('loses no update under processes of their own, and none of them is turned away', async () => {
    const run = promisify(execFile);
    const work = () => run(process.execPath, ['--import', 'tsx', WORKER, JSON.stringify(config), '40']);
    await Promise.all([work(), work(), work()]);
    expect(await amountOf('a')).toBe(START + 120n);
  }, 60_000);

  it('is read fresh when it is taken within an open transaction', async () => {
    await withRowLocked(orm.em, Purse, 'a', async (tx) => {
      const stale = await tx.findOneOrFail(Purse, { id: 'b' });
      await tx.nativeUpdate(Purse, { id: 'b' }, { amount: 7n });
      expect(stale.amount).toBe(START);
      expect((await lockRow(tx, Purse, 'b')).amount).toBe(7n);
    });
  });

  it('and everything written with it is undone where the work throws', async () => {
    const ran: string[] = [];
    const failing = withRowLocked(orm.em, Purse, 'a', async (tx, purse) => {
      purse.amount = 0n;
      await tx.flush();
      afterCommit(tx, () => ran.push('told'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await amountOf('a')).toBe(START);
    expect(ran).toEqual([]);
  });

  it('tells of the commit once it has happened, and at once outside a transaction', async () => {
    const ran: string[] = [];
    await withRowLocked(orm.em, Purse, 'a', async (tx) => {
      afterCommit(tx, () => ran.push('first'));
      afterCommit(tx, () => ran.push('second'));
      await tx.flush();
      expect(ran).toEqual([]);
    });
    expect(ran).toEqual(['first', 'second']);
    afterCommit(orm.em.fork(), () => ran.push('at once'));
    expect(ran).toEqual(['first', 'second', 'at once']);
  });

  it('that is not there is not found', async () => {
    await expect(withRowLocked(orm.em, Purse, 'c', async () => undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
