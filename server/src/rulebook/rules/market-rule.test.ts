import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActorKind } from '../../kernel/actor.js';
import { canonicalAsset } from '../../kernel/assets.js';
import type { PolicyRules, RuleInput, TradeFact } from '../facts/policy.js';
import type { Usd } from '../facts/price.js';
import { market } from './market-rule.js';

const ONE = 10_000_000n;
const USDC = canonicalAsset('USDC', 'LOCAL');
const price = (usd: bigint): Usd => ({ usd, source: 'order book', at: new Date(0), demo: false });
const DOLLAR = new Map([
  ['XLM', price(ONE)],
  [USDC, price(ONE)],
]);

/** A swap of lumens into dollars, one for one. */
const swap = (pays: bigint, least: bigint, change: Partial<TradeFact> = {}): TradeFact => ({
  operation: 'Path payment',
  pays: [{ asset: 'XLM', amount: pays }],
  least: [{ asset: USDC, amount: least }],
  unknownAssets: [],
  stays: false,
  ...change,
});
type Rest = Partial<Omit<RuleInput, 'policy'>> & { policy?: Partial<PolicyRules> };
const by = (facts: Partial<RuleInput['facts']>, rest: Rest = {}) =>
  market({
    prices: Object.assign(new Map(DOLLAR), { incoming: DOLLAR }),
    ...rest,
    facts: { actor: ActorKind.PERSON, apiKeyId: null, trades: [], ...facts },
    policy: { allowList: null, denyList: [], tradeLossPercent: 2, ...rest.policy },
  } as unknown as RuleInput);
const of = (...trades: TradeFact[]) => by({ trades });

describe('money that goes to whoever trades', () => {
  it('is nobody’s business where there is none', () => {
    const listed = { policy: { allowList: ['GA'], denyList: ['GB'] } };
    expect(by({ actor: ActorKind.API_KEY }, listed)).toMatchObject({ matched: false, decision: 'ALLOW' });
  });

  it('is let through where all of it comes back but 2 percent, and not a stroop less', () => {
    expect(of(swap(100n * ONE, 98n * ONE)).decision).toBe('ALLOW');
    expect(of(swap(100n * ONE, 98n * ONE - 1n))).toMatchObject({ decision: 'ASK', threshold: '2 percent' });
    expect(of(swap(100n * ONE, 1n)).decision).toBe('ASK');
    expect(of(swap(100n * ONE, 0n)).decision).toBe('ASK');
    expect(of(swap(ONE, 10n * ONE)).decision).toBe('ALLOW');
  });

  it('is let through by as much as the policy says', () => {
    const lose = (percent: number, least: bigint) =>
      by({ trades: [swap(100n * ONE, least)] }, { policy: { tradeLossPercent: percent } }).decision;
    expect([lose(0, 100n * ONE), lose(0, 100n * ONE - 1n)]).toEqual(['ALLOW', 'ASK']);
    expect([lose(5, 95n * ONE), lose(5, 95n * ONE - 1n)]).toEqual(['ALLOW', 'ASK']);
  });

  it.each([
    ['a key', { actor: ActorKind.API_KEY }],
    ['the agent that a key told to', { actor: ActorKind.AGENT, apiKeyId: 'api_1' }],
  ])('is refused to %s, however good the price', (_who, facts) => {
    expect(by({ ...facts, trades: [swap(ONE, 2n * ONE)] })).toMatchObject({ decision: 'REFUSE', matched: true });
  });

  it.each<[string, Rest]>([
    ['may be paid', { policy: { allowList: ['GA'] } }],
    ['may be paid, even if nobody is on it', { policy: { allowList: [] } }],
    ['is never paid', { policy: { denyList: ['GB'] } }],
    ['a key may pay', { apiKey: { problem: null, caps: [], allowList: ['GA'], usage: new Map() } }],
  ])('is refused to everybody beside a list of who %s', (_which, rest) => {
    for (const actor of [ActorKind.PERSON, ActorKind.AGENT])
      expect(by({ actor, trades: [swap(ONE, 2n * ONE)] }, rest)).toMatchObject({ decision: 'REFUSE' });
  });

  it.each<[string, TradeFact]>([
    ['an asset on its way that anybody may have issued', swap(ONE, 2n * ONE, { unknownAssets: ['ODD:G'] })],
    ['an offer, which may be taken at a later price', swap(ONE, 2n * ONE, { stays: true })],
    ['what nobody can tell the worth of', swap(ONE, 2n * ONE, { pays: null })],
    ['what nobody can tell the yield of', swap(ONE, 2n * ONE, { least: null })],
    ['what leaves and has no price', swap(ONE, 2n * ONE, { pays: [{ asset: 'EURC:G', amount: 1n }] })],
    ['what comes in and has no price', swap(ONE, 2n * ONE, { least: [{ asset: 'EURC:G', amount: 1n }] })],
  ])('is asked about: %s', (_what, trade) => {
    expect(of(trade).decision).toBe('ASK');
    expect(of(swap(ONE, ONE), trade).decision).toBe('ASK');
  });

  it('is weighed by what comes in could be sold for, never by what buying it costs', () => {
    const incoming = new Map([[USDC, price((ONE * 9n) / 10n)]]);
    const rest = { prices: Object.assign(new Map(DOLLAR), { incoming }) };
    expect(by({ trades: [swap(100n * ONE, 99n * ONE)] }, rest).decision).toBe('ASK');
    const none = { prices: Object.assign(new Map(DOLLAR), { incoming: new Map() }) };
    expect(by({ trades: [swap(ONE, ONE)] }, none).decision).toBe('ASK');
  });

  it('that goes round through many trades may lose no more than through one', () => {
    const round = Array.from({ length: 10 }, () => swap(100n * ONE, 99n * ONE));
    expect(of(round[0]!).decision).toBe('ALLOW');
    expect(of(...round).decision).toBe('ASK');
    expect(of(...round.slice(0, 2)).decision).toBe('ALLOW');
    expect(of(...round.slice(0, 3)).decision).toBe('ASK');
  });

  it('is not made good by another trade that wins', () => {
    expect(of(swap(100n * ONE, 50n * ONE), swap(ONE, 1000n * ONE)).decision).toBe('ASK');
  });

  it('never loses more than its share unasked, whatever the amounts and prices', () => {
    const amount = fc.oneof(fc.bigInt(1n, 2n ** 63n - 1n), fc.bigInt(1n, 1000n));
    const usd = fc.oneof(fc.bigInt(1n, 10n ** 16n), fc.bigInt(1n, 100n));
    fc.assert(
      fc.property(amount, amount, usd, usd, (pays, least, out, back) => {
        const prices = Object.assign(new Map([['XLM', price(out)]]), { incoming: new Map([[USDC, price(back)]]) });
        if (by({ trades: [swap(pays, least)] }, { prices }).decision === 'ALLOW')
          expect(least * back * 100n).toBeGreaterThanOrEqual(pays * out * 98n);
      }),
    );
  });
});
