import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { agentOf, type MoneyApp, openMoney, pay, SMALL, settled } from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { newId } from '../../kernel/ids.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { Reservation } from '../policy/policy.entity.js';
import { Transaction } from './transaction.entity.js';

// Whole lives of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney({ working: true });
});
beforeEach(async () => {
  ada = await app.person();
  app.signed.length = 0;
});
afterAll(() => app[Symbol.asyncDispose]());

const countOf = (userId: string, idempotencyKey: string) =>
  app.orm.em.fork().count(Transaction, { userId, idempotencyKey });

describe('an idempotency key', () => {
  it('gives the same transaction for the same input, and it is signed once', async () => {
    const input = { ...SMALL, idempotencyKey: 'same' };
    const first = await pay(app, ada, input);
    await settled(app, first.id, ada);
    const again = await pay(app, ada, input);
    expect(again.id).toBe(first.id);
    expect(again.status).toBe('CONFIRMED');
    expect(await countOf(ada.actor.userId, 'same')).toBe(1);
    expect(app.signed).toHaveLength(1);
  });

  it('gives one transaction to 10 calls at once', async () => {
    const before = app.gateway.effects.length;
    const input = { ...SMALL, idempotencyKey: 'at-once' };
    const all = await Promise.all(Array.from({ length: 10 }, () => pay(app, ada, input)));
    const ids = new Set(all.map(({ id }) => id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    await settled(app, id!, ada);
    const em = app.orm.em.fork();
    expect(await countOf(ada.actor.userId, 'at-once')).toBe(1);
    expect(await em.count(AuditRecord, { resource: id!, action: 'transaction.proposed' })).toBe(1);
    expect(await em.count(Reservation, { transactionId: id! })).toBe(1);
    expect(app.gateway.effects).toHaveLength(before + 1);
  });

  it('asks once where a person must be asked', async () => {
    const input = { idempotencyKey: 'asks' };
    const all = await Promise.all(Array.from({ length: 5 }, () => pay(app, ada, input)));
    expect(new Set(all.map(({ approval }) => approval.id)).size).toBe(1);
  });

  it.each([
    ['amount', { amount: '6' }],
    ['destination', { destination: 'Acme Supplies' }],
    ['asset', { asset: 'USDC' }],
    ['memo', { memo: 'x' }],
    ['reason', { reason: 'x' }],
  ])('with another %s is a conflict, and nothing is stored', async (_what, other) => {
    const input = { ...SMALL, idempotencyKey: `conflict-${_what}` };
    const { id } = await pay(app, ada, input);
    await expect(pay(app, ada, { ...input, ...other })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await countOf(ada.actor.userId, input.idempotencyKey)).toBe(1);
    expect((await pay(app, ada, input)).id).toBe(id);
  });

  it('with different inputs at once: one is stored, the others are told', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) =>
        pay(app, ada, { ...SMALL, amount: `1.${index + 1}`, idempotencyKey: 'mix' }),
      ),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CONFLICT' });
    expect(await countOf(ada.actor.userId, 'mix')).toBe(1);
  });

  it('of a trustline is not that of a payment', async () => {
    await pay(app, ada, { ...SMALL, idempotencyKey: 'kind' });
    const input = { accountId: ada.accountId, asset: 'USDC', idempotencyKey: 'kind' };
    const trust = 'mutation ($input: TrustlineInput!) { proposeTrustline(input: $input) { id } }';
    await expect(app.as(ada.actor, trust, { input })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is shared by a person and their agent, and is each person’s own', async () => {
    const bob = await app.person('Bob');
    const input = { ...SMALL, idempotencyKey: 'ours' };
    const mine = await pay(app, ada, input);
    expect((await pay(app, ada, input, agentOf(ada))).id).toBe(mine.id);
    const his = await pay(app, bob, input);
    expect(his.id).not.toBe(mine.id);
    expect(await countOf(bob.actor.userId, 'ours')).toBe(1);
  });

  describe('after 24 hours', () => {
    const madeHoursAgo = async (idempotencyKey: string, hours: number, change: Record<string, unknown> = {}) => {
      const { id } = await pay(app, ada, { ...SMALL, idempotencyKey, ...change });
      const createdAt = new Date(Date.now() - hours * HOUR_MS);
      await app.orm.em.fork().nativeUpdate(Transaction, { id }, { createdAt });
      return id;
    };

    it('is a new key: with the same input, or another', async () => {
      for (const change of [{}, { amount: '6' }]) {
        const old = await madeHoursAgo('old', 24.1);
        const [a, b] = await Promise.all(
          [0, 1].map(() => pay(app, ada, { ...SMALL, ...change, idempotencyKey: 'old' })),
        );
        expect(a.id).not.toBe(old);
        expect(b.id).toBe(a.id);
        expect(await countOf(ada.actor.userId, 'old')).toBe(1);
        await app.orm.em.fork().nativeUpdate(Transaction, { id: a.id }, { idempotencyKey: null });
      }
    });

    it('and not before', async () => {
      const id = await madeHoursAgo('young', 23.9);
      const input = { ...SMALL, idempotencyKey: 'young' };
      expect((await pay(app, ada, input)).id).toBe(id);
      await expect(pay(app, ada, { ...input, amount: '6' })).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('is still the same where the agent gave it: its run may go on after days', async () => {
      const id = await madeHoursAgo('run:call', 1000);
      await app.orm.em.fork().nativeUpdate(Transaction, { id }, { runId: newId('run') });
      expect((await pay(app, ada, { ...SMALL, idempotencyKey: 'run:call' })).id).toBe(id);
    });
  });

  it('that is absent makes a new transaction each time', async () => {
    const [a, b] = await Promise.all([pay(app, ada, SMALL), pay(app, ada, { ...SMALL, idempotencyKey: null })]);
    expect(a.id).not.toBe(b.id);
  });
});
