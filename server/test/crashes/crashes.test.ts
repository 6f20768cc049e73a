import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { User } from '../../src/identity/records/user.entity.js';
import { MINUTE_MS } from '../../src/kernel/durations.js';
import { TransactionStatus } from '../../src/rulebook/life.js';
import type { SubmitResult } from '../../src/stellar/gateway.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import {
  actsOf,
  change,
  holdsOf,
  type MoneyApp,
  newSecrets,
  openMoney,
  PATIENT,
  pay,
  rowOf,
  SMALL,
  settled,
  sign,
} from '../support/app/money-case.js';
import type { Person } from '../support/app/test-app.js';

// Whole lives of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const { APPROVED, SIGNED, SUBMITTED, UNKNOWN } = TransactionStatus;

describe('a server that stops in the middle goes on with the same bytes and exactly one effect on the ledger', () => {
  let app: MoneyApp;
  let ada: Person;
  let id: string;
  const place = { secrets: newSecrets(), config: {} as { database?: Awaited<ReturnType<typeof lastingDatabase>> } };

  const begin = async () => {
    place.config = { database: await lastingDatabase() };
    app = await openMoney(place as never);
    ada = await app.person();
    id = (await pay(app, ada, SMALL)).id;
  };
  afterEach(() => app[Symbol.asyncDispose]());

  /** Closes the app as it is and opens a new one over the same database and the same network. */
  const restart = async () => {
    await app[Symbol.asyncDispose]();
    app = await openMoney({ ...(place as object), gateway: app.gateway, working: true });
  };
  const ends = async ({ signatures, sends }: { signatures: number; sends: number }) => {
    const row = await settled(app, id, ada);
    expect(row).toMatchObject({ status: 'CONFIRMED' });
    expect(app.signed).toHaveLength(signatures);
    expect(app.gateway.submitted).toEqual(Array(sends).fill(row.envelope));
    expect(app.gateway.effects).toEqual([row.hash]);
    expect(await holdsOf(app, id)).toEqual(['SPENT']);
    expect((await actsOf(app, id)).filter((act) => act === 'transaction.signed')).toHaveLength(1);
    expect(await app.audit.verify(ada.actor.userId)).toMatchObject({ valid: true });
  };

  it('APPROVED, before it was signed', async () => {
    await begin();
    await restart();
    await ends({ signatures: 1, sends: 1 });
  });

  it('SIGNED and stored, before it was sent', async () => {
    await begin();
    await sign(app, ada, id);
    await restart();
    await ends({ signatures: 0, sends: 1 });
  });

  it('SUBMITTED, before it was sent', async () => {
    await begin();
    await sign(app, ada, id);
    await app.outcomes.recordFrom(SIGNED, await rowOf(app, id), { status: SUBMITTED });
    await restart();
    await ends({ signatures: 0, sends: 1 });
  });

  it('SUBMITTED and in a ledger, before the answer came', async () => {
    await begin();
    await sign(app, ada, id);
    const row = await rowOf(app, id);
    await app.outcomes.recordFrom(SIGNED, row, { status: SUBMITTED });
    await app.gateway.submit(row.envelope!);
    await restart();
    await ends({ signatures: 0, sends: 1 });
  });

  it('UNKNOWN, and in a ledger since', async () => {
    await begin();
    await sign(app, ada, id);
    const row = await rowOf(app, id);
    await app.outcomes.recordFrom(SIGNED, row, { status: SUBMITTED });
    await app.outcomes.record(row, { status: UNKNOWN });
    await app.gateway.submit(row.envelope!);
    await restart();
    await ends({ signatures: 0, sends: 1 });
  });

  it('asked to stop while it sends: it hears the answer first', async () => {
    await begin();
    const gate = Promise.withResolvers<void>();
    app.gateway.answers.push((envelope) => gate.promise.then(() => app.gateway.include(envelope)));
    await restart();
    await expect.poll(() => app.gateway.submitted.length, PATIENT).toBe(1);
    const stopping = app[Symbol.asyncDispose]();
    gate.resolve();
    await stopping;
    app = await openMoney({ ...(place as object), gateway: app.gateway });
    await ends({ signatures: 0, sends: 1 });
  });

  it('APPROVED too long ago: it is not signed any more', async () => {
    await begin();
    await change(app, id, { updatedAt: new Date(Date.now() - 11 * MINUTE_MS) });
    await restart();
    expect(await settled(app, id, ada)).toMatchObject({ status: 'FAILED', envelope: null });
    expect(app.signed).toEqual([]);
    expect(app.gateway.submitted).toEqual([]);
  });

  it('and giving up never touches what somebody else has signed meanwhile', async () => {
    await begin();
    await sign(app, ada, id);
    const row = await rowOf(app, id);
    await app.outcomes.recordFrom(SIGNED, row, { status: SUBMITTED });
    const failure = { code: 'TRANSACTION_FAILED' as never, message: 'Stale.', resultCodes: null };
    const giveUp = { status: TransactionStatus.FAILED, failure } as const;
    expect(await app.outcomes.recordFrom(APPROVED, row, giveUp)).toBe(false);
    expect(await rowOf(app, id)).toMatchObject({ status: SUBMITTED, failure: null });
    expect(await holdsOf(app, id)).toEqual(['RESERVED']);
  });

  it('and a refusal that comes late is told of what is unknown, and frees nothing', async () => {
    await begin();
    await sign(app, ada, id);
    const row = await rowOf(app, id);
    await app.outcomes.recordFrom(SIGNED, row, { status: SUBMITTED });
    await app.outcomes.recordFrom(SUBMITTED, row, { status: UNKNOWN });
    const refusal = { code: 'INSUFFICIENT_BALANCE' as never, message: 'No.', resultCodes: ['tx_insufficient_balance'] };
    const late = await app.outcomes.record(row, { status: UNKNOWN, refusal });
    expect(late).toMatchObject({ status: UNKNOWN, failure: refusal });
    expect(await holdsOf(app, id)).toEqual(['RESERVED']);
    const again = await app.outcomes.record(row, { status: UNKNOWN, refusal });
    expect(again.rev).toBe(late.rev);
  });

  it('and another process sends nothing while the first may still be sending', async () => {
    await begin();
    await sign(app, ada, id);
    await app.outcomes.recordFrom(SIGNED, await rowOf(app, id), { status: SUBMITTED });
    await app[Symbol.asyncDispose]();
    const timing = { pollMs: 50, takeOverMs: 60_000, validMs: 60_000 };
    app = await openMoney({ ...(place as object), gateway: app.gateway, working: true, timing });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(app.gateway.submitted).toEqual([]);
    app.gateway.include((await rowOf(app, id)).envelope!);
    await ends({ signatures: 0, sends: 0 });
  });

  it('and two processes that both see it signed send it as one: the first to write so', async () => {
    await begin();
    await sign(app, ada, id);
    const row = await rowOf(app, id);
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => app.outcomes.recordFrom(SIGNED, row, { status: SUBMITTED })),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });
});

describe('the executor', () => {
  let app: MoneyApp;
  let ada: Person;
  beforeAll(async () => {
    app = await openMoney({ working: true });
    ada = await app.person();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it('has one transaction of an account on its way at a time, and several accounts at once', async () => {
    const bob = await app.person('Bob');
    const gate = Promise.withResolvers<void>();
    const slow = (envelope: string): Promise<SubmitResult> => gate.promise.then(() => app.gateway.include(envelope));
    app.gateway.answers.push(slow);
    const first = (await pay(app, ada, SMALL)).id;
    await expect.poll(async () => (await rowOf(app, first)).status, PATIENT).toBe('SUBMITTED');

    const [second, third, other] = [
      (await pay(app, ada, SMALL)).id,
      (await pay(app, ada, SMALL)).id,
      (await pay(app, bob, SMALL)).id,
    ];
    expect(await settled(app, other, bob)).toMatchObject({ status: 'CONFIRMED' });
    for (const id of [second, third])
      expect(await rowOf(app, id)).toMatchObject({ status: 'APPROVED', envelope: null });

    gate.resolve();
    const rows = [await settled(app, first, ada), await settled(app, second, ada), await settled(app, third, ada)];
    expect(rows.map(({ status }) => status)).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED']);
    const [a, b, c] = rows.map(({ sequence }) => sequence!);
    expect([b! - a!, c! - b!]).toEqual([1n, 1n]);
  });

  it('signs with a number the network gave, valid for a minute by the network’s clock', async () => {
    const row = await settled(app, (await pay(app, ada, SMALL)).id, ada);
    const span = row.validUntil!.getTime() - row.createdAt.getTime();
    expect(span).toBeGreaterThanOrEqual(60_000);
    expect(span).toBeLessThan(75_000);
  });

  it('does not sign for a person who has stopped, and says so', async () => {
    const eve = await app.person('Eve');
    const gate = Promise.withResolvers<void>();
    app.gateway.answers.push((envelope) => gate.promise.then(() => app.gateway.include(envelope)));
    await pay(app, eve, SMALL);
    const waiting = (await pay(app, eve, SMALL)).id;
    await app.orm.em.fork().nativeUpdate(User, { id: eve.actor.userId }, { frozenAt: new Date() });
    gate.resolve();
    expect(await settled(app, waiting, eve)).toMatchObject({
      status: 'DENIED',
      envelope: null,
      failure: { code: 'FROZEN' },
    });
  });
});
