import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agentOf,
  approve,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  SMALL,
  settled,
} from '../support/app/money-case.js';
import { PaymentMeter, type Taken } from '../support/app/payment-meter.js';

/** What was measured on 1 December 2026. Whoever makes it less lowers the number; none of it may grow. */
const AT_MOST = {
  allowed: { decoded: 2, parsed: 3, sealsAsked: 3, sealsInTransaction: 0, sealsOverChannel: 2, transactions: 4 },
  asked: { decoded: 2, parsed: 3, sealsAsked: 3, sealsInTransaction: 0, sealsOverChannel: 2, transactions: 5 },
};
type Counts = (typeof AT_MOST)['allowed'];

const countsOf = ({ decoded, parsed, sealChecks, transactions }: Taken): Counts => ({
  decoded: decoded.server + decoded.vault,
  parsed: parsed.server + parsed.vault,
  sealsAsked: sealChecks.asked,
  sealsInTransaction: sealChecks.inTransaction,
  sealsOverChannel: sealChecks.overChannel,
  transactions,
});

const expectNoMore = (name: keyof typeof AT_MOST, taken: Taken): void => {
  process.stdout.write(`One payment, ${name}: ${JSON.stringify(taken)}\n`);
  const counts = Object.entries(countsOf(taken)) as [keyof Counts, number][];
  expect(counts.filter(([what, count]) => count > AT_MOST[name][what])).toEqual([]);
};

describe('one payment of the agent', () => {
  let app: MoneyApp;
  let meter: PaymentMeter;
  let grace: PasskeyPerson;
  beforeAll(async () => {
    app = await openMoney({ working: true });
    grace = await passkeyPerson(app);
    meter = new PaymentMeter(app);
    await paid('pay Coffee Corner 5', SMALL);
  });
  afterAll(async () => {
    meter?.[Symbol.dispose]();
    await app?.[Symbol.asyncDispose]();
  });

  const paid = async (words: string, change: Record<string, string>): Promise<Taken> => {
    // What the server remembers of seals would make it less; nobody can count on that.
    await app.vault.endRecords([]);
    meter.read();
    const { id, status } = await pay(app, grace, change, agentOf(grace, words));
    if (status === 'AWAITING_APPROVAL') await approve(app, grace, await grace.confirm(id));
    expect((await settled(app, id, grace)).status).toBe('CONFIRMED');
    return meter.read();
  };

  it('that is allowed takes no more than it did', async () => {
    expectNoMore('allowed', await paid('pay Coffee Corner 6', { ...SMALL, amount: '6' }));
  });

  it('that asks takes no more than it did', async () => {
    expectNoMore('asked', await paid('pay Acme Supplies 1200', {}));
  });

  it('is read by the vault from its bytes as well', async () => {
    const { decoded } = await paid('pay Coffee Corner 7', { ...SMALL, amount: '7' });
    expect(decoded.vault).toBe(1);
    expect(decoded.server).toBeGreaterThanOrEqual(1);
  });
});
