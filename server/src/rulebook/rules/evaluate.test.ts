import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActorKind } from '../../kernel/actor.js';
import { fromStroops } from '../../kernel/amount.js';
import { canonicalAsset } from '../../kernel/assets.js';
import { ErrorCode } from '../../kernel/errors.js';
import type { DestinationFact, Outflow, RuleInput, TransactionFacts } from '../facts/policy.js';
import { type Usd, worth } from '../facts/price.js';
import { evaluate } from './evaluate.js';
import { RULES } from './rules.js';
import { sumInUsd } from './value.js';

const ONE = 10_000_000n;
const USDC = canonicalAsset('USDC', 'LOCAL');
const FEE = 100n;
const price = (usd: bigint): Usd => ({ usd, source: 'demo price', at: new Date(), demo: true });
const known: DestinationFact = {
  address: 'GKNOWN',
  inContacts: true,
  newContact: false,
  otherMemo: null,
  paidBefore: false,
  typedByPerson: true,
  payee: 'GKNOWN',
  receives: [],
};

const facts = (change: Partial<TransactionFacts> = {}): TransactionFacts => ({
  network: 'LOCAL',
  actor: ActorKind.AGENT,
  apiKeyId: null,
  outflows: [],
  fee: { bid: FEE, resources: 0n },
  destinations: [known],
  memo: '',
  trades: [],
  claims: [],
  burns: [],
  amountTyped: true,
  unknownTrusts: [],
  controlChanges: [],
  unsized: [],
  userFrozen: false,
  agentFrozen: false,
  accountFrozen: false,
  signatures: null,
  ...change,
});
const fee = (): Outflow => ({ asset: 'XLM', amount: FEE, fee: FEE });
const pay = (amount: bigint, asset = USDC): Outflow[] => [{ asset, amount, fee: 0n }, fee()];
const cap = (asset: string, perTransaction: bigint, perDay: bigint) => ({
  asset,
  network: 'LOCAL' as const,
  perTransaction: perTransaction * ONE,
  perDay: perDay * ONE,
  overPerTransaction: 'ASK' as const,
});
const input = (change: Partial<TransactionFacts>, rest: Partial<RuleInput> = {}): RuleInput => ({
  facts: facts(change),
  policy: {
    version: 1,
    caps: [cap('XLM', 100n, 1000n), cap(USDC, 500n, 5000n)],
    askAboveUsd: 1000n * ONE,
    newDestinationAskAboveUsd: 10n * ONE,
    feeMax: ONE / 10n,
    tradeLossPercent: 2,
    allowList: null,
    denyList: [],
    allowedHours: null,
    callsPerHour: null,
    reset: 'ROLLING',
  },
  usage: new Map(),
  prices: new Map([
    ['XLM', price(ONE / 10n)],
    [USDC, price(ONE)],
  ]),
  at: new Date('2026-11-22T12:00:00Z'),
  agentCalls: 0,
  strangersUsd: 0n,
  apiKey: null,
  ...rest,
});
const NO_LIMITS = { problem: null, caps: [], allowList: null, usage: new Map() };
const matched = (value: RuleInput): string[] =>
  evaluate(value)
    .rules.filter((rule) => rule.matched)
    .map(({ rule }) => rule);

describe('the policy', () => {
  it('lets the agent pay a contact within every limit', () => {
    expect(evaluate(input({ outflows: pay(25n * ONE) }))).toMatchObject({ decision: 'ALLOW' });
  });

  it('returns every rule, matched or not', () => {
    expect(evaluate(input({})).rules).toHaveLength(RULES.length);
    expect(new Set(evaluate(input({})).rules.map(({ rule }) => rule)).size).toBe(RULES.length);
  });

  it.each<[string, RuleInput, string, string]>([
    ['a frozen person', input({ userFrozen: true }), 'REFUSE', 'frozen'],
    ['a stopped agent', input({ agentFrozen: true }), 'REFUSE', 'agent-frozen'],
    ['a frozen account', input({ accountFrozen: true }), 'REFUSE', 'frozen'],
    ['what it cannot size', input({ unsized: ['Contract call'] }), 'REFUSE', 'unsized'],
    [
      'what it cannot size, proposed by a key',
      input({ unsized: ['Contract call'], actor: ActorKind.API_KEY }),
      'REFUSE',
      'unsized',
    ],
    [
      'a person with what it cannot size',
      input({ unsized: ['Contract call'], actor: ActorKind.PERSON }),
      'ASK',
      'unsized',
    ],
    [
      'a key changing control',
      input({ controlChanges: ['Set options'], actor: ActorKind.API_KEY }),
      'REFUSE',
      'control-change',
    ],
    ['the agent changing control', input({ controlChanges: ['setOptions'] }), 'REFUSE', 'control-change'],
    [
      'a person changing control',
      input({ controlChanges: ['setOptions'], actor: ActorKind.PERSON }),
      'ASK',
      'control-change',
    ],
    ['more than one transaction may cost', input({ outflows: pay(500n * ONE + 1n) }), 'ASK', 'per-transaction-cap'],
    [
      'more than a day may cost',
      input({ outflows: pay(1n) }, { usage: new Map([[USDC, 5000n * ONE]]) }),
      'REFUSE',
      'per-day-cap',
    ],
    ['an asset without a limit', input({ outflows: pay(1n, 'ODD:G1') }), 'ASK', 'asset-without-cap'],
    [
      'an asset without a price',
      input({ outflows: pay(1n) }, { prices: new Map([['XLM', price(ONE)]]) }),
      'ASK',
      'asset-without-price',
    ],
    [
      'a stranger above the limit',
      input({ outflows: pay(11n * ONE), destinations: [{ ...known, inContacts: false }] }),
      'ASK',
      'new-destination',
    ],
    [
      'an address nobody typed',
      input({
        outflows: pay(1n),
        destinations: [{ ...known, inContacts: false, paidBefore: true, typedByPerson: false }],
      }),
      'ASK',
      'untyped-destination',
    ],
    ['an amount nobody typed', input({ outflows: pay(11n * ONE), amountTyped: false }), 'ASK', 'untyped-amount'],
    [
      'an amount nobody typed of what has no price',
      input({ outflows: pay(1n), amountTyped: false }, { prices: new Map([['XLM', price(ONE)]]) }),
      'ASK',
      'untyped-amount',
    ],
    ['trust in an unknown issuer', input({ unknownTrusts: ['ODD:G1'] }), 'ASK', 'unknown-asset'],
  ])('stops %s', (_what, value, decision, rule) => {
    expect(matched(value)).toContain(rule);
    expect(evaluate(value).decision).toBe(decision);
  });

  it.each([
    ['that is small', input({ outflows: pay(9n * ONE), amountTyped: false })],
    ['of a person', input({ outflows: pay(11n * ONE), amountTyped: false, actor: ActorKind.PERSON })],
    ['of a key', input({ outflows: pay(11n * ONE), amountTyped: false, actor: ActorKind.API_KEY })],
  ])('does not ask where an amount %s comes from', (_which, value) => {
    expect(matched(value)).not.toContain('untyped-amount');
  });

  it('asks whoever proposes for more than 1000 USD, and says by how much', () => {
    const value = evaluate(input({ outflows: pay(1200n * ONE), actor: ActorKind.PERSON }));
    expect(value.rules.find(({ rule }) => rule === 'value-usd')).toMatchObject({
      matched: true,
      threshold: '1000 USD',
      observed: '1200 USD',
    });
  });

  it('names ERR_005 for every limit of money', () => {
    const { rules } = evaluate(input({ outflows: pay(6000n * ONE) }));
    const codes = rules.filter(({ matched }) => matched).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set([ErrorCode.SPENDING_LIMIT_EXCEEDED]));
  });

  it('refuses rather than asks where both apply', () => {
    expect(
      evaluate(input({ outflows: pay(6000n * ONE), destinations: [{ ...known, inContacts: false }] })).decision,
    ).toBe('REFUSE');
  });

  it('counts the fee in the day and not against the limit of one payment: exactly the limit is within it', () => {
    const limit = 100n * ONE;
    const xlm = (amount: bigint, fee: bigint): Outflow[] => [{ asset: 'XLM', amount: amount + fee, fee }];
    const fees = fc.bigInt(0n, ONE / 10n);
    fc.assert(
      fc.property(fc.bigInt(limit - 5n, limit + 5n), fees, fc.bigInt(0n, 1000n * ONE), (amount, fee, used) => {
        const usage = new Map([['XLM', used]]);
        const { rules } = evaluate(input({ outflows: xlm(amount, fee) }, { usage }));
        const said = (name: string) => rules.find(({ rule }) => rule === name)!;
        expect(said('per-transaction-cap').matched).toBe(amount > limit);
        expect(said('per-day-cap').matched).toBe(used + amount + fee > 1000n * ONE);
        if (amount > limit) expect(said('per-transaction-cap').observed).toBe(`${fromStroops(amount)} XLM`);
      }),
    );
  });

  it('leaves the fee out of every limit in USD, and of what a key may spend in one transaction', () => {
    const outflows = [{ asset: 'XLM', amount: 100n * ONE + 99n, fee: 99n }];
    const prices = new Map([['XLM', price(10n * ONE)]]);
    expect(matched(input({ outflows }, { prices }))).toEqual([]);
    expect(matched(input({ outflows: [{ ...outflows[0]!, fee: 98n }] }, { prices }))).toEqual([
      'per-transaction-cap',
      'value-usd',
    ]);
    const apiKey = { problem: null, caps: [cap('XLM', 100n, 1000n)], allowList: null, usage: new Map() };
    const byKey = { actor: ActorKind.API_KEY, apiKeyId: 'api_1' };
    expect(matched(input({ outflows, ...byKey }, { apiKey }))).toEqual([]);
    expect(matched(input({ outflows: [{ ...outflows[0]!, fee: 98n }], ...byKey }, { apiKey }))).toContain(
      'api-key-per-transaction-cap',
    );
  });

  it.each<[string, Partial<TransactionFacts>, boolean]>([
    ['of exactly the limit', { fee: { bid: ONE / 10n, resources: 0n } }, false],
    ['one stroop above', { fee: { bid: ONE / 10n + 1n, resources: 0n } }, true],
    ['within it beside what a contract call uses up', { fee: { bid: 100n, resources: ONE } }, false],
    ['for more than a contract call may use up', { fee: { bid: 100n, resources: ONE + 1n } }, true],
  ])('refuses whoever offers the network more than the limit of the fee: %s', (_what, change, refused) => {
    for (const actor of Object.values(ActorKind)) {
      const { decision, rules } = evaluate(input({ ...change, actor }, { apiKey: { ...NO_LIMITS } }));
      expect(rules.find(({ rule }) => rule === 'fee-limit')).toMatchObject({ matched: refused });
      if (refused) expect(decision).toBe('REFUSE');
    }
  });

  it('lets nobody through at one stroop over the day, whatever was used before', () => {
    const day = 5000n * ONE;
    fc.assert(
      fc.property(fc.bigInt(0n, day), fc.bigInt(1n, day), (used, amount) => {
        const verdict = evaluate(input({ outflows: pay(amount) }, { usage: new Map([[USDC, used]]) }));
        const rule = verdict.rules.find((result) => result.rule === 'per-day-cap');
        expect(rule?.decision).toBe(used + amount > day ? 'REFUSE' : 'ALLOW');
      }),
    );
  });

  it('never becomes milder when an amount grows', () => {
    const order = ['ALLOW', 'ASK', 'REFUSE'];
    const amount = fc.bigInt(1n, 10_000n * ONE);
    fc.assert(
      fc.property(amount, amount, (a, more) => {
        const [small, large] = [a, a + more].map((value) =>
          order.indexOf(evaluate(input({ outflows: pay(value) })).decision),
        );
        expect(large).toBeGreaterThanOrEqual(small!);
      }),
    );
  });
});

describe('worth in USD', () => {
  it('is rounded up, so that dust never counts as nothing', () => {
    expect(worth(1n, 1n)).toBe(1n);
    expect(worth(0n, ONE)).toBe(0n);
  });

  it('of parts is at least that of the whole: splitting does not help', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 62n), fc.bigInt(1n, 2n ** 62n), fc.bigInt(1n, 10n ** 12n), (a, b, usd) => {
        const prices = new Map([[USDC, price(usd)]]);
        const value = (amount: bigint) => sumInUsd([{ asset: USDC, amount, fee: 0n }], prices);
        expect(value(a) + value(b)).toBeGreaterThanOrEqual(value(a + b));
      }),
    );
  });
});
