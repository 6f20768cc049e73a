import { describe, expect, it } from 'vitest';
import { canonicalAsset } from '../../kernel/assets.js';
import type { TradeFact } from '../facts/policy.js';
import type { Usd } from '../facts/price.js';
import { approvalWarnings } from './approval-warnings.js';
import { LEVELS, riskOf } from './warning.js';
import type { WarningFacts } from './warning-facts.js';

const ONE = 10_000_000n;
const USDC = canonicalAsset('USDC', 'TESTNET');
const [SHOP, ISSUER] = ['GSHOP', 'GISSUER'];
const AT = new Date('2026-11-22T12:00:00.000Z');
const stored = { usd: '1', source: 'order book', at: AT.toISOString(), demo: false };
const outflow = { asset: USDC, amount: '25', fee: '0', valueUsd: '25', price: stored };
const shop = {
  address: SHOP,
  label: 'Shop',
  labelSource: 'CONTACT' as const,
  firstPayment: false,
  lookalikeOf: null,
  exists: true,
};
const reading = { trades: [], burns: [], arrivals: [], unknownTrusts: [], controlChanges: [], unsized: [] };

/** A payment to a known payee, as it was asked for, at a fresh price. */
const facts = (change: Partial<WarningFacts> = {}): WarningFacts => ({
  network: 'TESTNET',
  instruction: 'pay 25 USDC to Shop',
  reason: 'You asked for 25 USDC.',
  proposedBy: 'AGENT',
  reading,
  outflows: [outflow],
  recipients: [shop],
  provenance: { destinations: [{ address: SHOP, origin: 'USER', typed: false }], amount: 'USER' },
  otherMemos: [],
  signatures: null,
  prices: null,
  at: AT,
  ...change,
});
const read = (change: Partial<WarningFacts['reading']>) => facts({ reading: { ...reading, ...change } });
const to = (change: Partial<WarningFacts['recipients'][number]>) => facts({ recipients: [{ ...shop, ...change }] });

const usd = (price: bigint): Usd => ({ usd: price, source: 'order book', at: AT, demo: false });
const DOLLAR = new Map([
  ['XLM', usd(ONE)],
  [USDC, usd(ONE)],
]);
const trade = (least: bigint, change: Partial<TradeFact> = {}): WarningFacts => ({
  ...read({
    trades: [
      {
        operation: 'Swap',
        pays: [{ asset: USDC, amount: 700n * ONE }],
        least: [{ asset: 'XLM', amount: least }],
        unknownAssets: [],
        stays: false,
        ...change,
      },
    ],
  }),
  prices: Object.assign(new Map(DOLLAR), { incoming: DOLLAR }),
  instruction: null,
  reason: null,
});

/** One for each code there is, and the parameters that a client words it with. */
const CASES: Record<keyof typeof LEVELS, [WarningFacts, Record<string, string>]> = {
  CLAIM_MISMATCH: [
    facts({ instruction: 'pay 5 USDC to Shop', reason: 'It is 5 USDC.' }),
    { asset: USDC, asked: '5', sends: '25', by: 'PERSON', also: 'AGENT' },
  ],
  CONTROL_CHANGE: [read({ controlChanges: ['Set options', 'Set options'] }), { operations: 'Set options' }],
  UNKNOWN_COST: [read({ unsized: ['Call a contract'] }), { operations: 'Call a contract' }],
  BURN: [read({ burns: [{ asset: USDC, amount: 25n * ONE }] }), { asset: USDC, amount: '25' }],
  OTHER_ISSUER: [
    facts({ outflows: [{ ...outflow, asset: `usdc:${ISSUER}` }] }),
    { asset: `usdc:${ISSUER}`, known: USDC },
  ],
  LOOKALIKE_ADDRESS: [to({ lookalikeOf: 'Landlord' }), { address: SHOP, other: 'Landlord' }],
  LOOKALIKE_NAME: [to({ lookalikeName: 'Sh\u043ep' }), { address: SHOP, name: 'Shop', other: 'Sh\u043ep' }],
  OTHER_MEMO: [
    facts({ otherMemos: [{ address: SHOP, contacts: ['Shop has memo 1 (id)'], payment: 'memo 2 (id)' }] }),
    { address: SHOP, contacts: 'Shop has memo 1 (id)', payment: 'memo 2 (id)' },
  ],
  RUINOUS_RATE: [trade(ONE), { pays: '700', paysAsset: USDC, least: '1', leastAsset: 'XLM', percent: '99' }],
  WORST_RATE: [trade(679n * ONE), { pays: '700', paysAsset: USDC, least: '679', leastAsset: 'XLM', percent: '3' }],
  UNKNOWN_RATE: [trade(ONE, { least: null }), { operation: 'Swap' }],
  MIXED_SCRIPTS: [to({ label: 'Sh\u043ep' }), { address: SHOP, name: 'Sh\u043ep' }],
  UNTYPED_DESTINATION: [
    facts({ provenance: { destinations: [{ address: SHOP, origin: 'TOOL', typed: false }], amount: 'USER' } }),
    { address: SHOP },
  ],
  UNTYPED_AMOUNT: [facts({ instruction: 'pay Shop', provenance: { destinations: [], amount: 'TOOL' } }), {}],
  FIRST_PAYMENT: [to({ firstPayment: true, label: null, labelSource: null }), { address: SHOP }],
  NEW_ACCOUNT: [to({ exists: false }), { address: SHOP, name: 'Shop' }],
  UNKNOWN_ASSET: [read({ unknownTrusts: [`ACME:${ISSUER}`] }), { asset: `ACME:${ISSUER}` }],
  SIGNERS: [facts({ signatures: { missing: null, warnings: ['Bob can sign too.'] } }), { note: 'Bob can sign too.' }],
  NO_PRICE: [facts({ outflows: [{ ...outflow, price: null }] }), { asset: USDC }],
  OLD_PRICE: [facts({ at: new Date(AT.getTime() + 301_000) }), { asset: USDC, at: stored.at }],
  LOCKED_RESERVE: [
    facts({ outflows: [{ ...outflow, asset: 'XLM', amount: '25.5', reserve: '0.5' }] }),
    { amount: '0.5', asset: 'XLM' },
  ],
};

describe('the warnings of an approval', () => {
  it('are none, and the risk is low, for a known payee, the amount that was asked for and a fresh price', () => {
    expect(approvalWarnings(facts())).toEqual([]);
    expect(riskOf([])).toBe('LOW');
  });

  it.each(Object.entries(CASES))('have %s alone where that is all there is', (code, [given, parameters]) => {
    expect(approvalWarnings(given)).toEqual([{ code, level: LEVELS[code as keyof typeof LEVELS], parameters }]);
  });

  it('stand worst first, whatever was found first, and the worst is the risk', () => {
    const many = approvalWarnings({
      ...to({ firstPayment: true, lookalikeOf: 'Landlord', exists: false }),
      instruction: 'pay 5 USDC',
      at: new Date(AT.getTime() + 301_000),
    });
    expect(many.map(({ code }) => code)).toEqual([
      'CLAIM_MISMATCH',
      'LOOKALIKE_ADDRESS',
      'FIRST_PAYMENT',
      'NEW_ACCOUNT',
      'OLD_PRICE',
    ]);
    expect([riskOf(many), riskOf(many.slice(2)), riskOf(many.slice(4))]).toEqual(['HIGH', 'MEDIUM', 'LOW']);
    const [stranger, twin] = [
      { ...shop, firstPayment: true },
      { ...shop, lookalikeOf: 'Landlord' },
    ];
    const read = { destinations: [{ address: SHOP, origin: 'TOOL' as const, typed: false }], amount: null };
    const found = approvalWarnings(facts({ provenance: read, recipients: [stranger, twin] }));
    expect(found.map(({ code }) => code)).toEqual(['LOOKALIKE_ADDRESS', 'UNTYPED_DESTINATION', 'FIRST_PAYMENT']);
  });

  it('rank the levels as the codes: no code stands before one of a higher level', () => {
    const ranks = Object.values(LEVELS).map((level) => ['HIGH', 'MEDIUM', 'LOW'].indexOf(level));
    expect(ranks).toEqual(ranks.toSorted());
  });

  it('tell an amount that the person wrote otherwise once', () => {
    const untyped = { destinations: [], amount: 'TOOL' as const };
    const codes = (instruction: string) =>
      approvalWarnings(facts({ instruction, reason: null, provenance: untyped })).map(({ code }) => code);
    expect(codes('pay 5 USDC')).toEqual(['CLAIM_MISMATCH']);
    expect(codes('pay it')).toEqual(['UNTYPED_AMOUNT']);
  });

  it('find an asset of another issuer wherever it is named: as paid, as bought, as trusted', () => {
    const fake = `USDC:${ISSUER}`;
    for (const given of [
      read({ unknownTrusts: [fake] }),
      read({ arrivals: [{ asset: fake, amount: ONE }] }),
      read({ burns: [{ asset: fake, amount: ONE }] }),
      trade(679n * ONE, { unknownAssets: [fake] }),
    ])
      expect(approvalWarnings(given).map(({ code }) => code)).toContain('OTHER_ISSUER');
    expect(approvalWarnings(read({ unknownTrusts: [`XLM:${ISSUER}`] }))[0]?.parameters.known).toBe('XLM');
  });

  it('call a rate unknown where a price is missing, never good', () => {
    const codes = (change: Partial<WarningFacts>) =>
      approvalWarnings({ ...trade(700n * ONE), ...change }).map(({ code }) => code);
    expect(codes({})).toEqual([]);
    expect(codes({ prices: null })).toEqual(['UNKNOWN_RATE']);
    expect(codes({ prices: new Map(DOLLAR) })).toEqual(['UNKNOWN_RATE']);
  });
});
