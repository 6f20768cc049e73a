import { Memo, Operation, type xdr } from '@stellar/stellar-sdk/base';
import { passphraseOf } from '../../../../src/kernel/networks.js';
import { intentOf } from '../../../../src/rulebook/intent.js';
import { envelopeWith, odd, SAMPLES, usdc, XLM } from '../../app/operation-samples.js';
import { type Case, EXCHANGE, ME, MUXED_7, NOON, RULES, type Rules, SHOP, STRANGER, USDC } from './case.js';

/** A request as the vault's process gets it: bytes, rows with their seals, and what it remembers. */
const sealed = (record: Record<string, unknown>, mac = 'sealed') => ({ record, mac });
const OWNED = { userId: 'usr_a', network: 'LOCAL' };
const BINDING = { ...OWNED, accountId: 'acc_a', holder: 'PASSKEY' };
const TYPED = { destinations: [{ address: SHOP, origin: 'CONTACT', typed: false }], amount: 'USER' };
const contact = (change: Record<string, unknown> = {}) =>
  sealed({ kind: 'contact', id: 'con_a', ...OWNED, name: 'Shop', address: SHOP, memo: null, ...change });
const payee = (address: string, approved: object, memo = '') =>
  sealed({ kind: 'payee', ...OWNED, address, memo, approved });
const price = (asset: string, usd: string, change: Record<string, unknown> = {}) =>
  sealed({
    kind: 'price',
    network: 'LOCAL',
    asset,
    amount: '1000000000000',
    usd,
    source: 'order book',
    at: NOON,
    demo: false,
    quotedAt: NOON,
    ...change,
  });
const policy = (rules: Partial<Rules>, change: Record<string, unknown> = {}, mac = 'sealed') =>
  sealed(
    {
      kind: 'policy',
      id: 'pol_a',
      userId: 'usr_a',
      accountId: null,
      version: 2,
      rules,
      createdAt: NOON,
      tightened: true,
      loosened: false,
      ...change,
    },
    mac,
  );
const EVIDENCE = {
  policies: { own: null as object | null, account: null as object | null },
  known: [contact()] as object[],
  prices: [price('XLM', '0.1'), price(USDC, '1')] as object[],
  frozen: { user: false, agent: false, account: false },
  agentCalls: 0,
  apiKey: null as object | null,
  state: null,
};
const STATE = { userId: 'usr_a', number: 0, policyVersions: {}, spends: [] as object[] };
const PROPOSAL = {
  kind: 'proposal',
  id: 'txn_01m81hzdx00000000000000000',
  ...OWNED,
  accountId: 'acc_a',
  proposedBy: 'AGENT',
  instruction: 'pay the shop 25',
  provenance: TYPED as object | null,
};

type Change = {
  operations?: xdr.Operation[];
  memo?: Memo;
  proposal?: Record<string, unknown>;
  proposalMac?: string;
  evidence?: Partial<typeof EVIDENCE>;
  state?: Partial<typeof STATE>;
} & Record<string, unknown>;
const pay = (amount: string, asset = usdc, destination = SHOP) => Operation.payment({ destination, asset, amount });

const judged = (
  name: string,
  { operations = [pay('25')], memo, proposal, proposalMac = 'sealed', evidence, state, ...rest }: Change = {},
): Case => {
  const envelope = envelopeWith(operations, memo && { memo });
  const record = { ...PROPOSAL, intent: intentOf(envelope), ...proposal };
  return {
    kind: 'judge',
    name: `the vault, ${name}`,
    input: {
      binding: BINDING,
      envelope,
      passphrase: passphraseOf('LOCAL'),
      defaults: RULES,
      now: NOON,
      ...rest,
      evidence: { ...EVIDENCE, ...evidence, proposal: sealed(record, proposalMac) },
      state: { ...STATE, ...state },
    },
  };
};

const typed = (address: string, more: object = {}) => ({
  provenance: { destinations: [{ address, origin: 'USER', typed: true }], amount: 'USER', ...more },
});
const fed = (address: string, amount = 'TOOL') => ({
  provenance: { destinations: [{ address, origin: 'TOOL', typed: false }], amount },
});

const people: Case[] = [
  judged('a payment to a contact'),
  judged('a payment by the person', { proposal: { proposedBy: 'PERSON' } }),
  judged('a stranger that the person typed', { operations: [pay('9', usdc, STRANGER)], proposal: typed(STRANGER) }),
  judged('a stranger above the limit', { operations: [pay('11', usdc, STRANGER)], proposal: typed(STRANGER) }),
  judged('a stranger that a tool named', { operations: [pay('1', usdc, STRANGER)], proposal: fed(STRANGER) }),
  judged('an amount that a tool named', { proposal: fed(SHOP) }),
  judged('nobody knows where it comes from', { proposal: { provenance: null } }),
  judged('a payee for whom as much was approved', {
    operations: [pay('25', usdc, STRANGER)],
    proposal: typed(STRANGER),
    evidence: { known: [payee(STRANGER, { [USDC]: '25' })] },
  }),
  judged('a payee for whom less was approved', {
    operations: [pay('25', usdc, STRANGER)],
    proposal: typed(STRANGER),
    evidence: { known: [payee(STRANGER, { [USDC]: '24.9999999' })] },
  }),
  judged('a payee with another memo', {
    operations: [pay('25', usdc, STRANGER)],
    memo: Memo.text('7'),
    proposal: typed(STRANGER, { memo: 'USER' }),
    evidence: { known: [payee(STRANGER, { [USDC]: '25' }, 'ID:7')] },
  }),
  judged('a contact whose seal is broken', { evidence: { known: [sealed(contact().record, 'forged')] } }),
  judged('a contact of somebody else', { evidence: { known: [contact({ userId: 'usr_b' })] } }),
  judged('a contact of another network', { evidence: { known: [contact({ network: 'TESTNET' })] } }),
  judged('a contact of today', { evidence: { known: [contact({ knownFrom: '2026-11-23T00:00:00.000Z' })] } }),
  judged('a contact of today that the person typed', {
    proposal: typed(SHOP),
    evidence: { known: [contact({ knownFrom: '2026-11-23T00:00:00.000Z' })] },
  }),
  judged('an account of the same person', {
    evidence: { known: [sealed({ kind: 'account', id: 'acc_b', ...OWNED, address: SHOP })] },
  }),
  judged('a customer of an account of the same person', {
    operations: [pay('25', usdc, MUXED_7)],
    evidence: { known: [sealed({ kind: 'account', id: 'acc_b', ...OWNED, address: EXCHANGE })] },
  }),
];

const exchange = (change: Record<string, unknown> = {}) => contact({ name: 'Exchange', address: EXCHANGE, ...change });
const atExchange = (name: string, memo: Memo, known: object[], proposal: Record<string, unknown> = {}): Case =>
  judged(name, { operations: [pay('25', usdc, EXCHANGE)], memo, evidence: { known }, proposal });
const memos: Case[] = [
  atExchange('the memo of the contact', Memo.id('7'), [exchange({ memo: '7', memoType: 'ID' })]),
  atExchange('another memo than the contact has', Memo.id('8'), [exchange({ memo: '7', memoType: 'ID' })]),
  atExchange('a memo of another kind', Memo.text('7'), [exchange({ memo: '7', memoType: 'ID' })]),
  atExchange('a contact without a type of its memo', Memo.text('7'), [exchange({ memo: '7' })]),
  atExchange('no memo where the contact has one', Memo.none(), [exchange({ memo: '7', memoType: 'ID' })]),
  atExchange('a memo that nobody typed', Memo.id('8'), [exchange()], typed(EXCHANGE, { memo: 'TOOL' })),
  atExchange('a memo that the person typed', Memo.id('8'), [exchange()], typed(EXCHANGE, { memo: 'USER' })),
  judged('a customer of a contact', {
    operations: [pay('25', usdc, MUXED_7)],
    evidence: { known: [exchange()] },
    proposal: typed(MUXED_7),
  }),
];

const rows: Case[] = [
  judged('a proposal whose seal is broken', { proposalMac: 'forged' }),
  judged('a proposal of somebody else', { proposal: { userId: 'usr_b' } }),
  judged('a proposal of another account', { proposal: { accountId: 'acc_b' } }),
  judged('a proposal of other bytes', { proposal: { intent: intentOf(envelopeWith([pay('24')])) } }),
  judged('a record of another kind', { proposal: { kind: 'contact' } }),
  judged('no price at all', { evidence: { prices: [] } }),
  judged('a price whose seal is broken', { evidence: { prices: [sealed(price(USDC, '1').record, 'forged')] } }),
  judged('a price of an hour ago', {
    evidence: { prices: [price(USDC, '1', { quotedAt: '2026-11-22T11:00:00.000Z' })] },
  }),
  judged('a price of a later time', {
    evidence: { prices: [price(USDC, '1', { quotedAt: '2026-11-22T12:02:00.000Z' })] },
  }),
  judged('a price for less', { evidence: { prices: [price(USDC, '1', { amount: '249999999' })] } }),
  judged('a price of another network', { evidence: { prices: [price(USDC, '1', { network: 'TESTNET' })] } }),
  judged('the first of two prices', { evidence: { prices: [price(USDC, '900'), price(USDC, '1')] } }),
  judged('frozen by the server', { evidence: { frozen: { user: true, agent: false, account: false } } }),
  judged('a stopped agent', { evidence: { frozen: { user: false, agent: true, account: false } } }),
  judged('a frozen account', { evidence: { frozen: { user: false, agent: false, account: true } } }),
];

const own = (rules: Partial<Rules>, change = {}) => ({ policies: { own: policy(rules, change), account: null } });
const policies: Case[] = [
  judged('a stricter policy', { evidence: own({ askAboveUsd: '20' }) }),
  judged('a milder policy', {
    operations: [pay('600')],
    evidence: own({ caps: [{ ...RULES.caps[1]!, perTransaction: '900' }] }),
  }),
  judged('a policy of two levels', {
    evidence: {
      policies: {
        own: policy({ askAboveUsd: '500' }),
        account: policy({ askAboveUsd: '20', denyList: [STRANGER] }, { accountId: 'acc_a', version: 3 }),
      },
    },
  }),
  judged('a milder policy of an account, which counts for nothing', {
    evidence: {
      policies: {
        own: policy({ askAboveUsd: '20' }),
        account: policy({ askAboveUsd: '900' }, { accountId: 'acc_a', version: 4 }),
      },
    },
  }),
  judged('a policy without a passkey', { evidence: own({ askAboveUsd: '900' }, { kind: 'demo-policy' }) }),
  judged('a policy without a passkey, for a demo account', {
    binding: { ...BINDING, holder: 'DEMO' },
    evidence: own({ askAboveUsd: '20' }, { kind: 'demo-policy' }),
  }),
  judged('an allow list without the payee', { evidence: own({ allowList: [STRANGER] }) }),
  judged('a deny list with the payee', { evidence: own({ denyList: [SHOP] }) }),
  judged('no hour at all', { evidence: own({ allowedHours: [] }) }),
  judged('a fee above the limit', { evidence: own({ feeMax: '0.000005' }) }),
  judged('as many calls as an hour has', { evidence: { ...own({ callsPerHour: 3 }), agentCalls: 3 } }),
];

const spend = (change: Record<string, unknown> = {}) => ({
  transactionId: 'txn_01m81gaap00000000000000000',
  hashes: ['ab'],
  network: 'LOCAL',
  source: ME,
  sequence: '7',
  outflows: [{ asset: USDC, amount: '49900000000' }],
  at: '2026-11-22T11:30:00.000Z',
  validUntil: '2026-11-22T11:35:00.000Z',
  state: 'SPENT',
  bumped: false,
  ...change,
});
const unasked = { strangersUsd: '50000000', received: [{ payee: STRANGER, asset: USDC, amount: '50000000' }] };
const remembered = (name: string, spends: object[], change: Change = {}): Case =>
  judged(name, { ...change, state: { spends } });
const small = { outflows: [{ asset: USDC, amount: '10000000' }], unasked };
const memory: Case[] = [
  remembered('a day that is used up', [spend()]),
  remembered('a day that is used up by what is open', [spend({ state: 'OPEN', at: '2026-11-20T11:30:00.000Z' })]),
  remembered('what is gone takes no room', [spend({ state: 'GONE' })]),
  remembered('what was spent a day ago', [spend({ at: '2026-11-21T12:00:00.000Z' })]),
  remembered('what was spent on another network', [spend({ network: 'TESTNET' })]),
  remembered('what was spent before midnight', [spend({ at: '2026-11-21T23:00:00.000Z' })], {
    evidence: own({ reset: 'CALENDAR_DAY' }),
  }),
  remembered('what strangers got counts together', [spend(small)], {
    operations: [pay('6', usdc, STRANGER)],
    proposal: typed(STRANGER),
  }),
  remembered('what a payee got unasked counts against what was approved', [spend(small)], {
    operations: [pay('25', usdc, STRANGER)],
    proposal: typed(STRANGER),
    evidence: { known: [payee(STRANGER, { [USDC]: '29.9999999' })] },
  }),
  remembered('what the agent had signed counts as calls', [spend({ ...small, byAgent: true })], {
    evidence: own({ callsPerHour: 1 }),
  }),
  remembered(
    'what the agent proposed more than an hour ago is no call',
    [spend({ ...small, byAgent: true, transactionId: 'txn_01m81ehj900000000000000000' })],
    { evidence: own({ callsPerHour: 1 }) },
  ),
];

const key = (change: Record<string, unknown> = {}, mac = 'sealed') =>
  sealed(
    {
      kind: 'api-key',
      id: 'api_a',
      userId: 'usr_a',
      name: 'Billing',
      prefix: 'tux_',
      tokenHash: 'ab',
      scopes: ['READ', 'PROPOSE'],
      createdAt: NOON,
      expiresAt: '2027-11-22T12:00:00.000Z',
      revokedAt: null,
      rules: {
        caps: [{ asset: USDC, network: 'LOCAL', perTransaction: '30', perDay: '60', overPerTransaction: 'ASK' }],
      },
      ...change,
    },
    mac,
  );
const byKey = (name: string, apiKey: object | null, change: Change = {}): Case =>
  judged(name, {
    proposal: { proposedBy: 'API_KEY', apiKeyId: 'api_a', provenance: null },
    ...change,
    evidence: { apiKey },
  });
const keys: Case[] = [
  byKey('a key within its limits', key()),
  byKey('a key above its limit', key(), { operations: [pay('31')] }),
  byKey('a key above its day', key(), {
    state: { spends: [spend({ apiKeyId: 'api_a', outflows: [{ asset: USDC, amount: '400000000' }] })] },
  }),
  byKey('a key that is not there', null),
  byKey('a key whose seal is broken', key({}, 'forged')),
  byKey('the key of somebody else', key({ userId: 'usr_b' })),
  byKey('another key', key({ id: 'api_b' })),
  byKey('a key that was revoked', key({ revokedAt: NOON })),
  byKey('a key that has expired', key({ expiresAt: NOON })),
  byKey('a key that may not propose', key({ scopes: ['READ'] })),
  byKey('a key with a list', key({ rules: { allowList: [STRANGER] } })),
  byKey('a key with lumens that it was not given', key(), { operations: [pay('1', XLM)] }),
];

const bytes = Object.entries(SAMPLES).map(([type, operation]) =>
  judged(`${type} by the agent`, { operations: [operation] }),
);
const raised: Case[] = [
  judged('a raised fee', { raised: { fee: '2000', by: '1900' } }),
  judged('a fee that is raised too far', { raised: { fee: '1000001', by: '1000000' } }),
  judged('a raised fee of a frozen person', {
    raised: { fee: '2000', by: '1900' },
    evidence: { frozen: { user: true, agent: false, account: false } },
  }),
  judged('odd money without a price and a limit', { operations: [pay('1', odd)] }),
];

export const JUDGED_BYTES: Case[] = [
  ...people,
  ...memos,
  ...rows,
  ...policies,
  ...memory,
  ...keys,
  ...bytes,
  ...raised,
];
