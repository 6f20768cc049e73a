import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type MoneyApp,
  openMoney,
  PATIENT,
  pay,
  rowOf,
  SMALL,
  settled,
  sign,
  USDC,
} from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { toStroops } from '../../kernel/amount.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { Reservation } from '../policy/policy.entity.js';
import { Transaction } from './transaction.entity.js';

// Whole lives of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SPENDING = '{ spending { asset perDay used reserved remaining resetsAt } }';

let app: MoneyApp;
beforeAll(async () => {
  app = await openMoney({ working: true });
});
afterAll(() => app[Symbol.asyncDispose]());

const rowsOf = ({ actor }: Person) => app.orm.em.fork().find(Transaction, { userId: actor.userId });
const holds = ({ actor }: Person) => app.orm.em.fork().find(Reservation, { userId: actor.userId });
const spending = async ({ actor }: Person, asset: string) =>
  (await app.as(actor, SPENDING)).spending.find((usage: { asset: string }) => usage.asset === asset);
const propose = ({ actor, accountId }: Person, change: Record<string, string> = {}) =>
  app.transactions.proposePayment(actor, {
    accountId,
    destination: 'Coffee Corner',
    asset: 'XLM',
    amount: '50',
    ...change,
  });
const outflow = ({ outflows }: Transaction, asset: string): bigint =>
  toStroops(outflows.find((one) => one.asset === asset)?.amount ?? '0');

describe('the cap of a day', () => {
  it('holds under 30 proposals at once: what is signed is within it, and is what is reserved', async () => {
    const ada = await app.person();
    const proposed = await Promise.all(Array.from({ length: 30 }, () => propose(ada)));
    for (const { id } of proposed) await settled(app, id, ada);

    const rows = await rowsOf(ada);
    const signed = rows.filter(({ envelope }) => envelope !== null);
    const sum = signed.reduce((total, row) => total + outflow(row, 'XLM'), 0n);
    expect(sum).toBeLessThanOrEqual(toStroops('1000'));
    expect(sum + outflow(rows[0]!, 'XLM')).toBeGreaterThan(toStroops('1000'));
    expect(signed.map(({ status }) => status)).toEqual(Array(19).fill('CONFIRMED'));
    const denied = rows.filter(({ envelope }) => envelope === null);
    expect(denied.map(({ status, failure }) => `${status} ${failure?.code}`)).toEqual(
      Array(11).fill('DENIED SPENDING_LIMIT_EXCEEDED'),
    );

    const reserved = await holds(ada);
    expect(reserved.map(({ transactionId }) => transactionId).sort()).toEqual(signed.map(({ id }) => id).sort());
    expect(reserved.reduce((total, { amount }) => total + amount, 0n)).toBe(sum);
    expect(reserved.every(({ state, settledAt }) => state === 'SPENT' && settledAt !== null)).toBe(true);
    expect(app.gateway.effects).toHaveLength(19);
  });

  it('has room for a payment of exactly the limit of one, which nobody is asked about', async () => {
    const ada = await app.person();
    const { id, status } = await propose(ada, { amount: '100' });
    expect(status).toBe('APPROVED');
    expect(await settled(app, id, ada)).toMatchObject({ status: 'CONFIRMED' });
    expect(await spending(ada, 'XLM')).toMatchObject({ used: '100.00002', remaining: '899.99998' });
    const asked = await propose(ada, { amount: '100.0000001' });
    const observed = asked.verdict.rules.find(({ rule }) => rule === 'per-transaction-cap')?.observed;
    expect([asked.status, observed]).toEqual(['AWAITING_APPROVAL', '100.0000001 XLM']);
  });

  it('counts all accounts of a person together', async () => {
    const ada = await app.person();
    const more = 'mutation { createAccount(input: { name: "Second" }) { id } }';
    const second = { ...ada, accountId: (await app.as(ada.actor, more)).createAccount.id };
    const proposed = await Promise.all(
      Array.from({ length: 12 }, (_, index) => propose(index % 2 ? ada : second, { amount: '99' })),
    );
    for (const { id } of proposed) await settled(app, id, ada);
    const signed = (await rowsOf(ada)).filter(({ envelope }) => envelope !== null);
    expect(signed).toHaveLength(10);
    expect(new Set(signed.map(({ accountId }) => accountId)).size).toBe(2);
  });

  it('is each person’s own, and each asset’s own', async () => {
    const [ada, bob] = [await app.person(), await app.person('Bob')];
    await used(ada, 'XLM', toStroops('999.9'));
    expect((await propose(bob)).status).toBe('APPROVED');
    const denied = await pay(app, ada, SMALL);
    expect([denied.status, denied.failure.code]).toEqual(['DENIED', 'SPENDING_LIMIT_EXCEEDED']);
    expect((await pay(app, ada, { ...SMALL, asset: 'USDC' })).status).toBe('APPROVED');
  });

  it('rolls over 24 hours: what is older no longer counts, unless its outcome is not proved', async () => {
    const ada = await app.person();
    await used(ada, 'XLM', toStroops('600'), { at: hoursAgo(24.01) });
    await used(ada, 'XLM', toStroops('300'), { at: hoursAgo(23.9) });
    await used(ada, 'XLM', toStroops('100'), { at: hoursAgo(48), state: 'RESERVED' });
    await used(ada, 'XLM', toStroops('500'), { state: 'FREED' });
    const usage = await spending(ada, 'XLM');
    expect(usage).toMatchObject({ perDay: '1000', used: '300', reserved: '100', remaining: '600' });
  });

  it('never shows less than nothing as left', async () => {
    const ada = await app.person();
    await used(ada, 'XLM', toStroops('5000'));
    expect(await spending(ada, 'XLM')).toMatchObject({ used: '5000', remaining: '0' });
  });
});

describe('a reservation', () => {
  it('does not exist before the signature, is RESERVED with it, and SPENT with the ledger', async () => {
    const ada = await app.person();
    const quiet = await openMoney();
    try {
      const eve = await quiet.person();
      const { id } = await pay(quiet, eve, { ...SMALL, asset: 'USDC', amount: '12.5' });
      const live = () => quiet.orm.em.fork().find(Reservation, { transactionId: id }, { orderBy: { id: 'asc' } });
      expect(await live()).toEqual([]);
      await sign(quiet, eve, id);
      expect(await live()).toMatchObject([
        { asset: USDC, amount: 125_000_000n, state: 'RESERVED', settledAt: null },
        { asset: 'XLM', amount: 200n, state: 'RESERVED', settledAt: null },
      ]);
      const row = await rowOf(quiet, id);
      await quiet.outcomes.record(row, { status: TransactionStatus.SUBMITTED });
      expect((await live()).map(({ state }) => state)).toEqual(['RESERVED', 'RESERVED']);
      const confirmed = { status: TransactionStatus.CONFIRMED, ledger: 7, feeCharged: 100n } as const;
      await quiet.outcomes.record(row, confirmed);
      await quiet.outcomes.record(row, confirmed);
      expect(await live()).toMatchObject([
        { amount: 125_000_000n, state: 'SPENT' },
        { amount: 200n, state: 'SPENT' },
      ]);
    } finally {
      await quiet[Symbol.asyncDispose]();
    }
    expect(await holds(ada)).toEqual([]);
  });

  it('shows in `spending`: reserved while the ledger is silent, used afterwards', async () => {
    const ada = await app.person();
    const { promise, resolve } = Promise.withResolvers<void>();
    app.gateway.answers.push((envelope) => promise.then(() => app.gateway.include(envelope)));
    const { id } = await pay(app, ada, { ...SMALL, asset: 'USDC', amount: '40' });
    await expect
      .poll(() => spending(ada, USDC), PATIENT)
      .toMatchObject({ used: '0', reserved: '40', remaining: '4960' });
    resolve();
    expect((await settled(app, id, ada)).status).toBe('CONFIRMED');
    expect(await spending(ada, USDC)).toMatchObject({ used: '40', reserved: '0', remaining: '4960' });
  });
});

let count = 0;
const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
const used = async (
  { actor, accountId }: Person,
  asset: string,
  amount: bigint,
  change: Partial<Pick<Reservation, 'state' | 'at'>> = {},
) => {
  const em = app.orm.em.fork();
  count += 1;
  const id = String(count).padStart(26, '0');
  const rest = { network: 'LOCAL' as const, valueUsd: null, state: 'SPENT' as const, at: new Date(), settledAt: null };
  const owner = { id: `res_${id}`, userId: actor.userId, accountId, transactionId: `txn_${id}` };
  await em.persist(em.create(Reservation, { ...owner, asset, amount, ...rest, ...change })).flush();
};
