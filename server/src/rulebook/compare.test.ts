import { Account, Keypair, MuxedAccount } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActorKind } from '../kernel/actor.js';
import { compare, type Difference, isLooser } from './compare.js';
import type { AssetCap, DestinationFact, PolicyRules, RuleInput, TransactionFacts } from './facts/policy.js';
import { evaluate } from './rules/evaluate.js';
import { strictest } from './rules/strictest.js';

const ORDER = ['ALLOW', 'ASK', 'REFUSE'];
const ASSETS = ['XLM', 'USDC:G', 'ODD:G'];
const [GA, GB] = [Keypair.random().publicKey(), Keypair.random().publicKey()];
const ADDRESSES = [
  GA,
  GB,
  ...['1', '2'].map((customer) => new MuxedAccount(new Account(GA, '0'), customer).accountId()),
];
const ONE = 10_000_000n;

const amount = fc.bigInt(1n, 40n).map((value) => value * ONE);
const limit = fc.option(amount);
const cap = (asset: string): fc.Arbitrary<AssetCap> =>
  fc.record({
    asset: fc.constant(asset),
    network: fc.constant('LOCAL' as const),
    perTransaction: limit,
    perDay: limit,
    overPerTransaction: fc.constantFrom('ASK' as const, 'REFUSE' as const),
  });
const hours = fc
  .tuple(fc.subarray([1, 2, 7], { minLength: 1 }), fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([days, a, b]) => ({ days, from: Math.min(a, b - 1), to: Math.max(a + 1, b) }));
const rules: fc.Arbitrary<PolicyRules> = fc.record({
  version: fc.constant(1),
  caps: fc.tuple(...ASSETS.map((asset) => fc.option(cap(asset)))).map((caps) => caps.filter((one) => one !== null)),
  askAboveUsd: amount,
  newDestinationAskAboveUsd: amount,
  feeMax: fc.constantFrom(100n, 1_000n, 1_000_000n),
  tradeLossPercent: fc.integer({ min: 0, max: 100 }),
  allowList: fc.option(fc.subarray(ADDRESSES)),
  denyList: fc.subarray(ADDRESSES),
  allowedHours: fc.option(fc.array(hours, { maxLength: 2 })),
  callsPerHour: fc.option(fc.integer({ min: 0, max: 4 })),
  reset: fc.constantFrom('ROLLING' as const, 'CALENDAR_DAY' as const),
});
const usd = fc.option(
  fc.bigInt(1n, 3n * ONE).map((value) => ({ usd: value, source: 's', at: new Date(0), demo: true })),
);
const amounts = fc.array(fc.record({ asset: fc.constantFrom(...ASSETS), amount }), { maxLength: 2 });
/** All that is looked at; `day` is what was used today, and `before` what was used in the hours before that. */
const world = fc.record({
  actor: fc.constantFrom(...Object.values(ActorKind)),
  outflows: fc.array(fc.record({ asset: fc.constantFrom(...ASSETS), amount, fee: fc.constantFrom(0n, 100n) }), {
    maxLength: 2,
  }),
  destinations: fc.array(
    fc.record({
      address: fc.constantFrom(...ADDRESSES),
      payee: fc.constant(''),
      receives: fc.constant<DestinationFact['receives']>([]),
      inContacts: fc.boolean(),
      newContact: fc.boolean(),
      otherMemo: fc.constant(null),
      paidBefore: fc.boolean(),
      typedByPerson: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  fee: fc.record({
    bid: fc.constantFrom(0n, 100n, 500n, 5_000n, 2_000_000n),
    resources: fc.constantFrom(0n, 0n, 0n, 20_000_000n),
  }),
  trades: fc.array(
    fc.record({
      operation: fc.constant('Path payment'),
      pays: fc.option(amounts),
      least: fc.option(amounts),
      unknownAssets: fc.subarray(['ODD:G']),
      stays: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  prices: fc.tuple(usd, usd, usd),
  incoming: fc.tuple(usd, usd, usd),
  today: fc.tuple(amount, amount, amount),
  before: fc.tuple(amount, amount, amount),
  at: fc.date({ min: new Date('2026-11-22'), max: new Date('2026-11-29'), noInvalidDate: true }),
  agentCalls: fc.integer({ min: 0, max: 5 }),
  memo: fc.constantFrom('', 'ID:1'),
  strangersUsd: amount,
});
const pricesIn = (prices: World['prices']) => new Map(ASSETS.map((asset, index) => [asset, prices[index]!]));
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const judge = (
  policy: PolicyRules,
  { actor, outflows, fee, destinations, trades, at, agentCalls, ...rest }: World,
): number => {
  const thawed = { userFrozen: false, agentFrozen: false, accountFrozen: false };
  const none = {
    claims: [],
    burns: [],
    unknownTrusts: [],
    controlChanges: [],
    unsized: [],
    signatures: null,
    ...thawed,
  };
  const facts: TransactionFacts = {
    network: 'LOCAL',
    actor,
    apiKeyId: null,
    outflows,
    fee,
    destinations,
    memo: rest.memo,
    trades,
    amountTyped: true,
    ...none,
  };
  const used = (index: number) => rest.today[index]! + (policy.reset === 'ROLLING' ? rest.before[index]! : 0n);
  const input: RuleInput = {
    facts,
    policy,
    at,
    agentCalls,
    strangersUsd: rest.strangersUsd,
    apiKey: null,
    usage: new Map(ASSETS.map((asset, index) => [asset, used(index)])),
    prices: Object.assign(pricesIn(rest.prices), { incoming: pricesIn(rest.incoming) }),
  };
  return ORDER.indexOf(evaluate(input).decision);
};

/** Some rules of the one policy, the rest of the other: most random pairs differ in everything. */
const mix = (a: PolicyRules, b: PolicyRules, keys: (keyof PolicyRules)[]): PolicyRules => ({
  ...a,
  ...Object.fromEntries(keys.map((key) => [key, b[key]])),
});
const someKeys = fc.subarray(
  [
    'caps',
    'askAboveUsd',
    'newDestinationAskAboveUsd',
    'feeMax',
    'allowList',
    'denyList',
    'allowedHours',
    'callsPerHour',
    'reset',
  ] as (keyof PolicyRules)[],
  { minLength: 1, maxLength: 3 },
);

describe('comparing two policies', () => {
  it('never calls a change TIGHTER that judges any transaction more mildly', () => {
    let tighter = 0;
    fc.assert(
      fc.property(rules, rules, someKeys, world, (before, other, keys, facts) => {
        const after = mix(before, other, keys);
        if (compare(before, after).some(isLooser)) return;
        tighter += 1;
        expect(judge(after, facts)).toBeGreaterThanOrEqual(judge(before, facts));
      }),
      { numRuns: 3_000 },
    );
    expect(tighter).toBeGreaterThan(300);
  });

  it('finds what an account adds to be TIGHTER, whatever it says', () => {
    fc.assert(
      fc.property(rules, rules, someKeys, world, (own, other, keys, facts) => {
        const over = Object.fromEntries(keys.map((key) => [key, other[key]]));
        const both = strictest(own, over);
        expect(compare(own, both).filter(isLooser)).toEqual([]);
        expect(judge(both, facts)).toBeGreaterThanOrEqual(judge(own, facts));
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds every change, and the way back in the other direction', () => {
    fc.assert(
      fc.property(rules, rules, someKeys, (before, other, keys) => {
        const after = mix(before, other, keys);
        const there = compare(before, after);
        const back = compare(after, before);
        expect(there.length === 0).toBe(back.length === 0);
        expect(compare(before, before)).toEqual([]);
        // Nothing is tighter both ways.
        if (there.length > 0) expect([...there, ...back].some(isLooser)).toBe(true);
        for (const { rule, from, to } of there) expect(`${rule}${from}${to}`).not.toContain('\n');
      }),
      { numRuns: 1_000 },
    );
  });

  const base: PolicyRules = {
    version: 1,
    caps: [{ asset: 'XLM', network: 'LOCAL', perTransaction: 100n * ONE, perDay: null, overPerTransaction: 'ASK' }],
    askAboveUsd: 1000n * ONE,
    newDestinationAskAboveUsd: 10n * ONE,
    feeMax: ONE / 10n,
    tradeLossPercent: 2,
    allowList: null,
    denyList: ['GA'],
    allowedHours: null,
    callsPerHour: null,
    reset: 'ROLLING',
  };
  const night = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 360 };

  it.each<[string, Partial<PolicyRules>, Difference]>([
    ['a lower limit', { askAboveUsd: ONE }, { direction: 'TIGHTER', rule: 'ask above', from: '1000 USD', to: '1 USD' }],
    [
      'a higher limit',
      { askAboveUsd: 1001n * ONE },
      { direction: 'LOOSER', rule: 'ask above', from: '1000 USD', to: '1001 USD' },
    ],
    [
      'a limit where there was none',
      { caps: [{ ...base.caps[0]!, perDay: ONE }] },
      { direction: 'TIGHTER', rule: 'cap XLM LOCAL a day', from: 'no limit XLM', to: '1 XLM' },
    ],
    [
      'a refusal instead of a question',
      { caps: [{ ...base.caps[0]!, overPerTransaction: 'REFUSE' }] },
      { direction: 'TIGHTER', rule: 'cap XLM LOCAL beyond a transaction', from: 'ASK', to: 'REFUSE' },
    ],
    [
      'no cap any more',
      { caps: [] },
      {
        direction: 'LOOSER',
        rule: 'cap XLM LOCAL',
        from: '100 a transaction, else ASK; no limit a day',
        to: 'always ask',
      },
    ],
    [
      'a cap where every payment asked',
      { caps: [...base.caps, { ...base.caps[0]!, asset: 'ODD:G' }] },
      {
        direction: 'LOOSER',
        rule: 'cap ODD:G LOCAL',
        from: 'always ask',
        to: '100 a transaction, else ASK; no limit a day',
      },
    ],
    [
      'a lower fee',
      { feeMax: 100n },
      { direction: 'TIGHTER', rule: 'network fee up to', from: '0.1 XLM', to: '0.00001 XLM' },
    ],
    ['a higher fee', { feeMax: ONE }, { direction: 'LOOSER', rule: 'network fee up to', from: '0.1 XLM', to: '1 XLM' }],
    [
      'a list of the only ones',
      { allowList: ['GB'] },
      { direction: 'TIGHTER', rule: 'allow list', from: 'anybody', to: 'GB' },
    ],
    ['one less to deny', { denyList: [] }, { direction: 'LOOSER', rule: 'deny list', from: 'GA', to: 'not listed' }],
    [
      'hours',
      { allowedHours: [night] },
      { direction: 'TIGHTER', rule: 'hours', from: 'at any time', to: '00:00-06:00 UTC' },
    ],
    [
      'a slower agent',
      { callsPerHour: 3 },
      { direction: 'TIGHTER', rule: 'agent proposals an hour', from: 'no limit', to: '3' },
    ],
    [
      'a shorter day',
      { reset: 'CALENDAR_DAY' },
      { direction: 'LOOSER', rule: 'day counted as', from: 'ROLLING', to: 'CALENDAR_DAY' },
    ],
  ])('says of %s what it is', (_what, change, expected) => {
    expect(compare(base, { ...base, ...change })).toEqual([expected]);
  });

  it('calls hours that overlap the old ones LOOSER, as some of them are new', () => {
    const [a, b] = [
      { ...night, to: 720 },
      { ...night, from: 300, to: 800 },
    ];
    expect(compare({ ...base, allowedHours: [a] }, { ...base, allowedHours: [b] })[0]!.direction).toBe('LOOSER');
    const halves = [night, { ...night, from: 360, to: 720 }];
    expect(compare({ ...base, allowedHours: [a] }, { ...base, allowedHours: halves })[0]!.direction).toBe('TIGHTER');
  });
});
