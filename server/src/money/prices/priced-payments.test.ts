import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  agentOf,
  approve,
  expectSilence,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  SMALL,
  sign,
  USDC,
} from '../../../test/support/app/money-case.js';
import type { PriceSource, Sample } from '../../rulebook/facts/price.js';
import { Reservation } from '../policy/policy.entity.js';

/** Two oracles over the real app, for what the local network never does. */
class Oracle implements PriceSource {
  usd: string | null = '0.1';
  ageMs = 0;
  constructor(readonly name: string) {}
  async quote(asset: string): Promise<Sample | null> {
    const usd = asset === USDC ? '1' : this.usd;
    return usd === null ? null : { usd, at: new Date(Date.now() - this.ageMs) };
  }
}

const first = new Oracle('order book');
const second = new Oracle('prices.example');
let app: MoneyApp;
let grace: PasskeyPerson;
beforeAll(async () => {
  app = await openMoney({ overrides: { prices: () => [first, second] } });
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const oracle of [first, second]) Object.assign(oracle, { usd: '0.1', ageMs: 0 });
  grace = await passkeyPerson(app);
  app.signed.length = 0;
  app.gateway.submitted.length = 0;
});

const unpriced = (transaction: { verdict: { rules: { rule: string; matched: boolean; code: string }[] } }) =>
  transaction.verdict.rules.find(({ rule }) => rule === 'asset-without-price');

describe('a payment', () => {
  it('is signed at once where both sources agree', async () => {
    const { id, status } = await pay(app, grace, SMALL);
    expect(status).toBe('APPROVED');
    expect((await rowOf(app, id)).outflows[0]!.price).toMatchObject({ usd: '0.1', source: 'order book' });
    expect((await rowOf(app, id)).facts).toMatchObject({ prices: { XLM: { usd: '0.1', source: 'order book' } } });
  });

  it.each<[string, Partial<Oracle>]>([
    ['stale', { ageMs: 601_000 }],
    ['missing', { usd: null }],
    ['30 percent apart', { usd: '0.13' }],
    ['zero', { usd: '0' }],
    ['NaN', { usd: 'NaN' }],
    ['1e308', { usd: '1e308' }],
    ['with swapped decimals', { usd: '1000000' }],
    ['nearly nothing', { usd: '0.0000001' }],
  ])('asks, whoever proposes, where the price of one source is %s', async (_what, change) => {
    for (const broken of [first, second]) {
      for (const oracle of [first, second]) Object.assign(oracle, { usd: '0.1', ageMs: 0 });
      Object.assign(broken, change);
      for (const actor of [grace.actor, agentOf(grace)]) {
        const asked = await pay(app, grace, SMALL, actor);
        expect(asked.status).toBe('AWAITING_APPROVAL');
        expect(unpriced(asked)).toMatchObject({ matched: true, code: 'PRICE_UNAVAILABLE' });
        await expectSilence(app, asked.id);
      }
    }
  });

  it('asks at the signature where the price is gone by then', async () => {
    const { id } = await pay(app, grace, SMALL);
    first.usd = null;
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect(await rowOf(app, id)).toMatchObject({ status: 'AWAITING_APPROVAL', envelope: null });
    expect(app.signed).toEqual([]);
  });

  it('that was agreed to is not signed after its price has moved', async () => {
    const { id } = await pay(app, grace, { asset: 'XLM', amount: '150' });
    await approve(app, grace, await grace.confirm(id));
    for (const oracle of [first, second]) oracle.usd = '0.106';
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    expect(app.signed).toEqual([]);
  });

  it('keeps the price it was spent at', async () => {
    const { id } = await pay(app, grace, { ...SMALL, amount: '50' });
    await sign(app, grace, id);
    const worth = async () => {
      const [row] = await app.orm.em.fork().find(Reservation, { transactionId: id });
      return row!.valueUsd;
    };
    expect(await worth()).toBe(50_000_020n);
    for (const oracle of [first, second]) oracle.usd = '9';
    await pay(app, grace, SMALL);
    expect(await worth()).toBe(50_000_020n);
    expect((await rowOf(app, id)).outflows[0]!.price).toMatchObject({ usd: '0.1' });
  });
});
