import { defineEntity, type MikroORM } from '@mikro-orm/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/support/app/test-database.js';
import { id, stroops, utc } from './columns.js';
import { openDatabase } from './database.js';
import { rawSql } from './raw-sql.js';

const schema = defineEntity({
  name: 'Sample',
  tableName: 'test_samples',
  properties: {
    id: id().primary(),
    amount: stroops(),
    maybe: stroops().nullable(),
    at: utc(),
    later: utc().nullable(),
  },
});
class Sample extends schema.class {}
schema.setClass(Sample);

let orm: MikroORM;
let count = 0;
beforeAll(async () => {
  orm = await openDatabase(await testDatabase(), [Sample]);
  await orm.schema.update({ safe: true });
});
afterAll(() => orm.close());

const store = async (values: Partial<Sample>): Promise<string> => {
  count += 1;
  const em = orm.em.fork();
  const rest = { amount: 0n, maybe: null, at: new Date(0), later: null };
  await em.persist(em.create(Sample, { id: `s${count}`, ...rest, ...values })).flush();
  return `s${count}`;
};
const read = (one: string) => orm.em.fork().findOneOrFail(Sample, { id: one });
const there = async (values: Partial<Sample>) => read(await store(values));

describe('money', () => {
  it.each([
    0n,
    1n,
    2n ** 53n - 1n,
    2n ** 53n,
    9_007_199_254_740_993n,
    2n ** 63n - 1n,
    2n ** 127n - 1n,
    -1n,
    -(2n ** 127n),
  ])('%s is stored and read exactly', async (amount) => {
    expect(await there({ amount, maybe: amount })).toMatchObject({ amount, maybe: amount });
  });

  it('is exact whatever it is', async () => {
    const wide = fc.bigInt(-(2n ** 127n), 2n ** 127n - 1n);
    await fc.assert(
      fc.asyncProperty(wide, async (amount) => {
        expect((await there({ amount })).amount).toBe(amount);
      }),
      { numRuns: 40 },
    );
  });

  it('that is absent is null, not 0', async () => {
    expect((await there({ maybe: null })).maybe).toBeNull();
  });

  it('is found by its value', async () => {
    const amount = 2n ** 60n + 1n;
    const one = await store({ amount });
    expect((await orm.em.fork().find(Sample, { amount })).map((row) => row.id)).toEqual([one]);
    expect(await orm.em.fork().count(Sample, { amount: amount - 1n })).toBe(0);
  });

  it('is written as decimal text where it becomes JSON', async () => {
    const row = await there({ amount: 2n ** 70n });
    expect(JSON.parse(JSON.stringify(row))).toMatchObject({ amount: '1180591620717411303424' });
  });
});

describe('time', () => {
  it('is exact to the millisecond, in UTC, wherever the server stands', async () => {
    const moments = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(moments, async (at) => {
        const row = await there({ at, later: at });
        expect(row.at).toEqual(at);
        expect(row.later).toEqual(at);
      }),
      { numRuns: 40 },
    );
  });

  it('sorts and compares as time does', async () => {
    const base = Date.parse('2026-11-22T12:00:00.000Z');
    const times = [5, -1, 999, 1_000, 0, 86_400_000].map((ms) => new Date(base + ms));
    const ids = [];
    for (const later of times) ids.push(await store({ later }));
    const em = orm.em.fork();
    const sorted = await em.find(Sample, { id: { $in: ids } }, { orderBy: { later: 'asc' } });
    expect(sorted.map(({ later }) => later!.getTime() - base)).toEqual([-1, 0, 5, 999, 1_000, 86_400_000]);
    expect(await em.count(Sample, { id: { $in: ids }, later: { $lte: new Date(base) } })).toBe(2);
    expect(await em.count(Sample, { id: { $in: ids }, later: { $gt: new Date(base + 999) } })).toBe(2);
  });
});

it('a row that was read and not changed is not written again', async () => {
  const one = await store({ amount: 5n, maybe: 2n ** 80n, at: new Date(), later: new Date() });
  const em = orm.em.fork();
  const row = await em.findOneOrFail(Sample, { id: one });
  em.getUnitOfWork().computeChangeSets();
  expect(em.getUnitOfWork().getChangeSets()).toEqual([]);
  row.amount = 6n;
  em.getUnitOfWork().computeChangeSets();
  expect(
    em
      .getUnitOfWork()
      .getChangeSets()
      .map(({ payload }) => Object.keys(payload)),
  ).toEqual([['amount']]);
});

it('values go into raw statements as parameters', async () => {
  const text = "x'); drop table test_samples; --";
  expect(await rawSql(orm.em.fork(), 'select id from test_samples where id = ?', [text])).toEqual([]);
  expect(await orm.em.fork().count(Sample)).toBeGreaterThan(0);
});
