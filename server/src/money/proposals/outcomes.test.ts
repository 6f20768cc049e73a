import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  actsOf,
  holdsOf,
  type MoneyApp,
  openMoney,
  PATIENT,
  pay,
  rowOf,
  SMALL,
  settled,
} from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import type { SubmitResult } from '../../stellar/gateway.js';
import { Reservation } from '../policy/policy.entity.js';
import { Transaction } from './transaction.entity.js';

// Whole lives of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const UNKNOWN: SubmitResult = { kind: 'UNKNOWN', message: 'The connection was lost.' };
const REFUSED: SubmitResult = { kind: 'FAILED', resultCodes: ['tx_bad_auth'] };
const later = (ms: number): Date => new Date(Date.now() + ms);
type Answer = (envelope: string) => SubmitResult | Promise<SubmitResult>;

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney({ working: true });
});
afterAll(() => app[Symbol.asyncDispose]());
afterEach(() => {
  app.gateway.answers.length = 0;
  app.gateway.down = false;
  app.gateway.closedAt = new Date();
});

/** Sends one small payment over a network that answers so, and follows it to its end. */
const send = async (...answers: Answer[]): Promise<Transaction> => {
  ada = await app.person();
  for (const list of [app.gateway.submitted, app.gateway.effects, app.signed]) list.length = 0;
  app.gateway.answers.push(...answers);
  return settled(app, (await pay(app, ada, SMALL)).id, ada);
};
const sent = () => app.gateway.submitted;
const sameBytes = (times: number, { envelope }: Transaction) => {
  expect(sent()).toEqual(Array(times).fill(envelope));
  expect(app.signed).toHaveLength(1);
};
const statuses = async ({ id }: Transaction) =>
  (await actsOf(app, id)).map((act) => act.replace('transaction.', '')).slice(2);

describe('an outcome', () => {
  it('CONFIRMED by the answer', async () => {
    const row = await send();
    expect(row).toMatchObject({ status: 'CONFIRMED', failure: null, feeCharged: 100n, ledger: app.gateway.ledger });
    sameBytes(1, row);
    expect(app.gateway.effects).toEqual([row.hash]);
    expect(await holdsOf(app, row.id)).toEqual(['SPENT']);
    expect(await statuses(row)).toEqual(['submitted', 'confirmed']);
  });

  it('unknown, and in a ledger all the same: found by its hash, sent once, confirmed once', async () => {
    const row = await send((envelope) => {
      app.gateway.include(envelope);
      return UNKNOWN;
    });
    expect(row.status).toBe('CONFIRMED');
    sameBytes(1, row);
    expect(app.gateway.effects).toEqual([row.hash]);
    expect(await statuses(row)).toEqual(['submitted', 'unknown', 'confirmed']);
    expect(await holdsOf(app, row.id)).toEqual(['SPENT']);
  });

  it('unknown, and in no ledger: the same bytes again, until a ledger has them', async () => {
    const row = await send(
      () => UNKNOWN,
      () => UNKNOWN,
    );
    expect(row.status).toBe('CONFIRMED');
    sameBytes(3, row);
    expect(app.gateway.effects).toEqual([row.hash]);
    expect(await statuses(row)).toEqual(['submitted', 'unknown', 'confirmed']);
  });

  it('unknown until its time is over, and in no ledger: expired, and its room in the caps is free again', async () => {
    const row = await send(() => {
      app.gateway.closedAt = later(120_000);
      return UNKNOWN;
    });
    expect(row).toMatchObject({ status: 'EXPIRED', failure: { code: 'TRANSACTION_FAILED' }, ledger: null });
    sameBytes(1, row);
    expect(app.gateway.effects).toEqual([]);
    expect(await holdsOf(app, row.id)).toEqual(['FREED']);
  });

  it('unknown, its time over, but in a ledger: confirmed, never expired', async () => {
    const row = await send((envelope) => {
      app.gateway.include(envelope);
      app.gateway.closedAt = later(120_000);
      return UNKNOWN;
    });
    expect(row.status).toBe('CONFIRMED');
    expect(await holdsOf(app, row.id)).toEqual(['SPENT']);
  });

  it('is not guessed while the network is away', async () => {
    const row = send(() => {
      app.gateway.down = true;
      app.gateway.closedAt = later(120_000);
      return UNKNOWN;
    });
    await expect.poll(() => sent().length, PATIENT).toBe(1);
    const read = () => app.orm.em.fork().findOneOrFail(Transaction, { userId: ada.actor.userId });
    await expect.poll(async () => (await read()).status, PATIENT).toBe('UNKNOWN');
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    const open = await read();
    expect(open.status).toBe('UNKNOWN');
    expect(await holdsOf(app, open.id)).toEqual(['RESERVED']);
    app.gateway.down = false;
    expect((await row).status).toBe('EXPIRED');
  });

  it('not taken now: the same bytes later', async () => {
    const row = await send(
      () => ({ kind: 'TRY_AGAIN' }),
      () => ({ kind: 'TRY_AGAIN' }),
    );
    expect(row.status).toBe('CONFIRMED');
    sameBytes(3, row);
    expect(await statuses(row)).toEqual(['submitted', 'confirmed']);
  });

  it('failed in a ledger: the fee is spent, the rest is free again at once', async () => {
    const row = await send((envelope) => app.gateway.include(envelope, ['tx_failed', 'op_underfunded']));
    expect(row).toMatchObject({
      status: 'FAILED',
      feeCharged: 100n,
      failure: { code: 'INSUFFICIENT_BALANCE', resultCodes: ['tx_failed', 'op_underfunded'] },
    });
    sameBytes(1, row);
    expect(await holdsOf(app, row.id)).toEqual(['SPENT']);
    const [fee] = await app.orm.em.fork().find(Reservation, { transactionId: row.id, state: 'SPENT' });
    expect(fee).toMatchObject({ asset: 'XLM', amount: 100n });
  });

  it('refused before a ledger: unknown, with the reason at once, and its room is held until it can no longer apply', async () => {
    app.gateway.answers.push(() => REFUSED);
    ada = await app.person();
    app.gateway.submitted.length = 0;
    const { id } = await pay(app, ada, SMALL);
    await expect.poll(async () => (await rowOf(app, id)).status, PATIENT).toBe('UNKNOWN');
    const open = await rowOf(app, id);
    const until = `${open.validUntil!.toISOString().slice(11, 19)} UTC`;
    expect(open.failure).toMatchObject({ code: 'PERMISSION_DENIED', resultCodes: ['tx_bad_auth'] });
    expect(open.failure!.message).toMatch(/^The ledger did not take it yet: .*not enough for this account/);
    expect(open.failure!.message).toContain(`may still apply until ${until}`);
    await app.executor.sweep();
    expect(await holdsOf(app, id)).toEqual(['RESERVED']);
    app.gateway.closedAt = later(80_000);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await rowOf(app, id)).toMatchObject({ status: 'UNKNOWN' });
    app.gateway.closedAt = later(120_000);
    const row = await settled(app, id, ada);
    expect(row).toMatchObject({ status: 'FAILED', feeCharged: null, failure: { resultCodes: ['tx_bad_auth'] } });
    expect(row.failure!.message).not.toContain('may still apply');
    expect(await holdsOf(app, id)).toEqual(['FREED']);
    expect(await statuses(row)).toEqual(['submitted', 'unknown', 'failed']);
  });

  it.each([
    'tx_bad_auth',
    'tx_failed',
    'tx_insufficient_balance',
    'tx_no_source_account',
    'tx_too_early',
    'tx_bad_seq',
  ])(
    '%s, and completed by somebody else within its time: confirmed, told without a reason, and spent',
    async (code) => {
      ada = await app.person();
      // As often as it is sent until then, however slow this machine is.
      app.gateway.answers.push(
        ...Array.from({ length: 1_000 }, () => (): SubmitResult => ({ kind: 'FAILED', resultCodes: [code] })),
      );
      const { id } = await pay(app, ada, SMALL);
      await expect.poll(async () => (await rowOf(app, id)).status, PATIENT).toBe('UNKNOWN');
      app.gateway.include((await rowOf(app, id)).envelope!);
      app.gateway.answers.length = 0;
      const row = await settled(app, id, ada);
      expect(row).toMatchObject({ status: 'CONFIRMED', failure: null, ledger: app.gateway.ledger });
      expect(await holdsOf(app, id)).toEqual(['SPENT']);
    },
  );

  it('refused because it came too late: the clock of the ledgers decides', async () => {
    const row = await send(() => {
      app.gateway.closedAt = later(120_000);
      return { kind: 'FAILED', resultCodes: ['tx_too_late'] };
    });
    expect(row.status).toBe('EXPIRED');
    expect(await holdsOf(app, row.id)).toEqual(['FREED']);
    expect(await statuses(row)).toEqual(['submitted', 'expired']);
  });

  it('refused after it was said to be sent again later: the clock decides', async () => {
    const row = await send(
      () => ({ kind: 'TRY_AGAIN' }),
      () => {
        app.gateway.closedAt = later(120_000);
        return { kind: 'FAILED', resultCodes: ['tx_bad_auth'] };
      },
    );
    expect(row).toMatchObject({ status: 'FAILED', failure: { resultCodes: ['tx_bad_auth'] } });
    expect(await statuses(row)).toEqual(['submitted', 'failed']);
  });

  it.each([
    ['EXPIRED', UNKNOWN],
    ['FAILED', REFUSED],
  ])('%s by proof, and in a ledger after all: confirmed, audited, told, and spent', async (status, answer) => {
    const row = await send(() => {
      app.gateway.closedAt = later(120_000);
      return answer;
    });
    expect(row.status).toBe(status);
    expect(await holdsOf(app, row.id)).toEqual(['FREED']);
    app.gateway.include(row.envelope!);
    await app.executor.sweep();
    const late = await rowOf(app, row.id);
    expect(late).toMatchObject({ status: 'CONFIRMED', failure: null, ledger: app.gateway.ledger, feeCharged: 100n });
    expect(late.rev).toBeGreaterThan(row.rev);
    expect(await holdsOf(app, row.id)).toEqual(['SPENT']);
    expect((await statuses(row)).slice(-2)).toEqual([status.toLowerCase(), 'confirmed']);
    const told = await app.events.read(`transactions:${ada.actor.userId}`, 0);
    expect(told.at(-1)!.payload).toMatchObject({ transactionId: row.id, status: 'CONFIRMED' });
    await app.executor.sweep();
    expect((await rowOf(app, row.id)).rev).toBe(late.rev);
  });

  it('expired by proof, and failed in a ledger after all: its fee is spent', async () => {
    const row = await send(() => {
      app.gateway.closedAt = later(120_000);
      return UNKNOWN;
    });
    app.gateway.include(row.envelope!, ['tx_failed', 'op_underfunded']);
    await app.executor.sweep();
    expect(await rowOf(app, row.id)).toMatchObject({ status: 'FAILED', feeCharged: 100n });
    const [fee] = await app.orm.em.fork().find(Reservation, { transactionId: row.id, state: 'SPENT' });
    expect(fee).toMatchObject({ asset: 'XLM', amount: 100n });
  });
});

describe('tx_bad_seq', () => {
  const badSeq: SubmitResult = { kind: 'FAILED', resultCodes: ['tx_bad_seq'] };

  it('is believed where the ledger shows another transaction with the number: its room is free at once', async () => {
    const row = await send((envelope) => {
      const account = app.gateway.accounts.get(ada.address)!;
      account.sequence += 1n;
      app.gateway.takers.set(`${ada.address} ${account.sequence}`, { hashes: ['ab'.repeat(32)], found: null });
      expect(app.gateway.transactions.has(app.gateway.hashOf(envelope))).toBe(false);
      return badSeq;
    });
    expect(row).toMatchObject({ status: 'FAILED', failure: { code: 'CONFLICT', resultCodes: ['tx_bad_seq'] } });
    expect(await holdsOf(app, row.id)).toEqual(['FREED']);
    sameBytes(1, row);
  });

  it('is not believed where the number is used up and nobody shows by whom: it may be these very bytes', async () => {
    app.gateway.answers.push(() => {
      app.gateway.accounts.get(ada.address)!.sequence += 1n;
      app.gateway.closedAt = later(120_000);
      return badSeq;
    });
    ada = await app.person();
    const { id } = await pay(app, ada, SMALL);
    await expect.poll(async () => (await rowOf(app, id)).status, PATIENT).toBe('UNKNOWN');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await rowOf(app, id)).toMatchObject({ status: 'UNKNOWN' });
    expect(await holdsOf(app, id)).toEqual(['RESERVED']);
    app.gateway.include((await rowOf(app, id)).envelope!);
    expect((await settled(app, id, ada)).status).toBe('CONFIRMED');
  });

  it('is not believed while the number is free: the same bytes again', async () => {
    const row = await send(() => badSeq);
    expect(row.status).toBe('CONFIRMED');
    sameBytes(2, row);
    expect(await statuses(row)).toEqual(['submitted', 'unknown', 'confirmed']);
  });

  it('is not believed where a ledger has these very bytes', async () => {
    const row = await send((envelope) => {
      app.gateway.include(envelope);
      return badSeq;
    });
    expect(row.status).toBe('CONFIRMED');
    expect(await statuses(row)).toEqual(['submitted', 'confirmed']);
  });

  it('is not believed after a send whose end nobody knows, even before the ledger can be seen', async () => {
    const row = await send(
      () => UNKNOWN,
      () => badSeq,
      (envelope) => {
        app.gateway.include(envelope);
        return badSeq;
      },
    );
    expect(row.status).toBe('CONFIRMED');
    expect(app.gateway.effects).toEqual([row.hash]);
    expect(await statuses(row)).toEqual(['submitted', 'unknown', 'confirmed']);
    sameBytes(3, row);
  });

  it('nor is any other refusal then: the clock decides', async () => {
    const row = await send(
      () => UNKNOWN,
      () => {
        app.gateway.closedAt = later(120_000);
        return { kind: 'FAILED', resultCodes: ['tx_bad_auth'] };
      },
    );
    expect(row).toMatchObject({ status: 'FAILED', failure: { resultCodes: ['tx_bad_auth'] } });
    expect(await holdsOf(app, row.id)).toEqual(['FREED']);
  });
});

describe('what the ledger has said', () => {
  it('is never taken back by a later word', async () => {
    const row = await send();
    const failure = { code: 'TRANSACTION_FAILED' as never, message: 'Late.', resultCodes: null };
    await app.outcomes.record(row, { status: 'FAILED' as never, failure });
    await app.outcomes.record(row, { status: 'UNKNOWN' as never });
    expect(await rowOf(app, row.id)).toMatchObject({ status: 'CONFIRMED', failure: null, rev: row.rev });
    expect(await holdsOf(app, row.id)).toEqual(['SPENT']);
  });
});
