import { type Case, EXCHANGE, MUXED_7, MUXED_8, NOON, ODD, RULES, type Rules, SHOP, STRANGER, USDC } from './case.js';

/** Facts as `transactions.facts` keeps them: a payment of 25 USDC by the agent to a contact, typed by the person. */
const CONTACT = { address: SHOP, inContacts: true, paidBefore: false, typedByPerson: true, payee: SHOP };
const FACTS = {
  network: 'LOCAL',
  actor: 'AGENT',
  outflows: [] as object[],
  fee: { bid: '0.00001', resources: '0' } as object | undefined,
  destinations: [CONTACT] as object[],
  memo: '',
  trades: [] as object[],
  claims: [] as object[],
  burns: [] as object[],
  amountTyped: true,
  unknownTrusts: [] as string[],
  controlChanges: [] as string[],
  unsized: [] as string[],
  userFrozen: false,
  agentFrozen: false,
  accountFrozen: false,
};
const FEE = { asset: 'XLM', amount: '0.00001', fee: '0.00001' };
const price = (usd: string) => ({ usd, source: 'demo price', at: NOON, demo: true });
const INPUTS = {
  facts: FACTS,
  prices: { XLM: price('0.1'), [USDC]: price('1') } as Record<string, object | null>,
  incoming: {} as Record<string, object | null>,
  usage: { ROLLING: {}, CALENDAR_DAY: {} } as Record<string, Record<string, string>>,
  at: NOON,
  agentCalls: 0,
  strangersUsd: '0',
};
type Facts = Partial<typeof FACTS> & Record<string, unknown>;
type Change = { facts?: Facts; rules?: Partial<Rules>; version?: number } & Partial<Omit<typeof INPUTS, 'facts'>> &
  Record<string, unknown>;

const pays = (amount: string, asset: string = USDC) => [{ asset, amount, fee: '0' }, FEE];
const xlm = (amount: string, fee = '0.00001') => [{ asset: 'XLM', amount, fee }];
const to = (change: object) => [{ ...CONTACT, ...change }];
const used = (asset: string, stroops: string) => ({
  ROLLING: { [asset]: stroops },
  CALENDAR_DAY: { [asset]: stroops },
});

const judged = (name: string, { facts, rules, version = 1, ...rest }: Change): Case => ({
  kind: 'evaluate',
  name,
  input: {
    inputs: { ...INPUTS, ...rest, facts: { ...FACTS, outflows: pays('25'), ...facts } },
    rules: { ...RULES, ...rules },
    version,
  },
});
const ACTORS = ['PERSON', 'AGENT', 'API_KEY'];
const KEY = { problem: null, caps: [] as object[], allowList: null as string[] | null, usage: {} };
/** The same facts, proposed by each of the three. */
const byEach = (name: string, change: Change): Case[] =>
  ACTORS.map((actor) =>
    judged(`${name}, by ${actor}`, {
      ...change,
      facts: { ...change.facts, actor, ...(actor === 'API_KEY' && { apiKeyId: 'api_1' }) },
      ...(actor === 'API_KEY' && { apiKey: KEY }),
    }),
  );

const stops: Case[] = [
  ...byEach('a payment to a contact', {}),
  ...byEach('a frozen person', { facts: { userFrozen: true } }),
  ...byEach('a stopped agent', { facts: { agentFrozen: true } }),
  ...byEach('a frozen account', { facts: { accountFrozen: true } }),
  judged('everything frozen', { facts: { userFrozen: true, agentFrozen: true, accountFrozen: true } }),
  ...byEach('what nobody has sized', { facts: { unsized: ['Contract call', 'Other'] } }),
  ...byEach('a change of control', { facts: { controlChanges: ['Set options'] } }),
  judged('signatures that are missing', {
    facts: { signatures: { missing: 'Two signers must sign it.', warnings: [] } },
  }),
  judged('signatures with a warning alone', {
    facts: { signatures: { missing: null, warnings: ['Somebody else can sign.'] } },
  }),
  ...byEach('money that is destroyed', { facts: { burns: [{ asset: USDC, amount: '250000000' }] } }),
  judged('two kinds of money that are destroyed', {
    facts: {
      burns: [
        { asset: USDC, amount: '250000000' },
        { asset: ODD, amount: '1' },
      ],
    },
  }),
  judged('trust in an unknown issuer', { facts: { unknownTrusts: [ODD] } }),
];

const CLAIMS: [string, unknown][] = [
  ['at any time', 'ANY'],
  ['before a moment that is over', { before: '1700000000' }],
  ['before a moment that comes', { before: '1900000000' }],
  ['within five seconds', { within: '5' }],
  ['within a day', { within: '86400' }],
  ['never within a day and before it is over', { and: [{ within: '86400' }, { not: { within: '86400' } }] }],
  ['either of two times', { or: [{ before: '1700000000' }, { within: '3600' }] }],
  ['not before a time beyond all time', { not: { before: '9223372036854775807' } }],
];
const claims = CLAIMS.map(([words, when]) =>
  judged(`money set aside, to be claimed ${words}`, { facts: { claims: [{ address: STRANGER, when, words }] } }),
);

const limits: Case[] = [
  ...byEach('exactly the limit of one transaction', { facts: { outflows: pays('500') } }),
  ...byEach('a stroop above the limit of one transaction', { facts: { outflows: pays('500.0000001') } }),
  judged('a limit of one transaction that refuses', {
    facts: { outflows: pays('501') },
    rules: { caps: RULES.caps.map((cap) => ({ ...cap, overPerTransaction: 'REFUSE' })) },
  }),
  judged('lumens of exactly the limit beside their fee', { facts: { outflows: xlm('100.00001') } }),
  judged('lumens above the limit beside their fee', { facts: { outflows: xlm('100.0000101') } }),
  ...byEach('exactly what a day has left', { usage: used(USDC, '49750000000') }),
  ...byEach('a stroop more than a day has left', { usage: used(USDC, '49750000001') }),
  judged('a day that is counted since midnight', {
    rules: { reset: 'CALENDAR_DAY' },
    usage: { ROLLING: { [USDC]: '50000000000' }, CALENDAR_DAY: { [USDC]: '10000000' } },
  }),
  judged('a day that is counted since midnight, and used up', {
    rules: { reset: 'CALENDAR_DAY' },
    usage: { ROLLING: {}, CALENDAR_DAY: { [USDC]: '50000000000' } },
  }),
  judged('a fee that a day has no room for', { usage: used('XLM', '9999999950') }),
  judged('no cap at all', { rules: { caps: [] } }),
  judged('a cap of another network', { rules: { caps: RULES.caps.map((cap) => ({ ...cap, network: 'TESTNET' })) } }),
  judged('caps without numbers', {
    facts: { outflows: pays('900') },
    rules: {
      caps: RULES.caps.map((cap) => ({ ...cap, perTransaction: null, perDay: null })) as unknown as Rules['caps'],
    },
  }),
  ...byEach('worth exactly the value that asks', {
    facts: { outflows: pays('100') },
    prices: { XLM: price('0.1'), [USDC]: price('10') },
  }),
  ...byEach('worth a little more than the value that asks', {
    facts: { outflows: pays('100.0000001') },
    prices: { XLM: price('0.1'), [USDC]: price('10') },
  }),
  judged('an asset without a limit and a price', { facts: { outflows: pays('1', ODD) } }),
  judged('an asset without a price', { prices: { XLM: price('0.1') } }),
  judged('an asset whose price is null', { prices: { XLM: price('0.1'), [USDC]: null } }),
  judged('no price for what is fee alone', { facts: { outflows: [FEE] }, prices: {} }),
  judged('a reserve that is only locked', {
    facts: { outflows: [{ asset: 'XLM', amount: '0.50001', fee: '0.00001', reserve: '0.5' }] },
    prices: {},
  }),
  judged('a reserve beyond the limit', {
    facts: { outflows: [{ asset: 'XLM', amount: '101.00001', fee: '0.00001', reserve: '101' }] },
  }),
  judged('two assets, of which one is too much', {
    facts: { outflows: [{ asset: USDC, amount: '400', fee: '0' }, ...xlm('200.00001')] },
  }),
];

const FEES: [string, object][] = [
  ['of exactly the limit', { bid: '0.1', resources: '0' }],
  ['a stroop above the limit', { bid: '0.1000001', resources: '0' }],
  ['within it beside resources', { bid: '0.00001', resources: '1' }],
  ['with too many resources', { bid: '0.00001', resources: '1.0000001' }],
];
const fees = [
  ...FEES.flatMap(([words, fee]) => byEach(`a fee ${words}`, { facts: { fee } })),
  judged('a fee above a limit of the person', { rules: { feeMax: '0.000005' } }),
  judged('a fee of a decision of before', { facts: { fee: undefined, outflows: xlm('1', '1') } }),
];

const OTHER_MEMO = { contacts: ['Exchange has memo 1 (id)', 'Exchange 2 has no memo'], payment: 'memo 2 (id)' };
const lists: Case[] = [
  ...byEach('a destination on the deny list', { rules: { denyList: [SHOP] } }),
  judged('a customer of a denied account', {
    facts: { destinations: to({ address: MUXED_7 }) },
    rules: { denyList: [EXCHANGE] },
  }),
  judged('another customer than the denied one', {
    facts: { destinations: to({ address: MUXED_8 }) },
    rules: { denyList: [MUXED_7] },
  }),
  judged('an account with a memo whose customer is denied', {
    facts: { destinations: to({ address: EXCHANGE }), memo: 'ID:7' },
    rules: { denyList: [MUXED_7] },
  }),
  judged('an account without a memo whose customer is denied', {
    facts: { destinations: to({ address: EXCHANGE }) },
    rules: { denyList: [MUXED_7] },
  }),
  ...byEach('a destination that is not on the allow list', { rules: { allowList: [STRANGER, EXCHANGE] } }),
  ...byEach('a destination on the allow list', { rules: { allowList: [SHOP] } }),
  judged('an allow list with nobody on it', { rules: { allowList: [] } }),
  judged('a customer of an allowed account', {
    facts: { destinations: to({ address: MUXED_7 }) },
    rules: { allowList: [EXCHANGE] },
  }),
  ...byEach('another memo than the contact has', {
    facts: { destinations: to({ otherMemo: OTHER_MEMO }), memo: 'ID:2' },
  }),
];

const STRANGE = { address: STRANGER, inContacts: false, payee: STRANGER };
const strangers: Case[] = [
  ...byEach('a stranger at exactly the limit', { facts: { outflows: pays('10'), destinations: to(STRANGE) } }),
  ...byEach('a stranger above the limit', { facts: { outflows: pays('10.0000001'), destinations: to(STRANGE) } }),
  ...byEach('a stranger after others', {
    facts: { outflows: pays('3'), destinations: to(STRANGE) },
    strangersUsd: '7.0000001',
  }),
  judged('a stranger whose money has no price', {
    facts: { outflows: pays('1'), destinations: to(STRANGE) },
    prices: { XLM: price('0.1') },
  }),
  judged('somebody who was paid before', { facts: { destinations: to({ ...STRANGE, paidBefore: true }) } }),
  ...byEach('a contact of today', { facts: { destinations: to({ newContact: true }) } }),
  judged('a contact of today after strangers', {
    facts: { destinations: to({ newContact: true }) },
    strangersUsd: '9',
  }),
  ...byEach('an address that nobody typed', {
    facts: { outflows: pays('1'), destinations: to({ ...STRANGE, paidBefore: true, typedByPerson: false }) },
  }),
  ...byEach('an amount that nobody typed', { facts: { amountTyped: false } }),
  judged('a small amount that nobody typed', { facts: { amountTyped: false, outflows: pays('9') } }),
  judged('an amount without a price that nobody typed', {
    facts: { amountTyped: false },
    prices: { XLM: price('0.1') },
  }),
  judged('two destinations, the second a stranger', { facts: { destinations: [CONTACT, ...to(STRANGE)] } }),
  judged('a limit of nothing for strangers', {
    facts: { outflows: pays('0.0000001'), destinations: to(STRANGE) },
    rules: { newDestinationAskAboveUsd: '0' },
  }),
];

const WEEK = [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }];
const times: Case[] = [
  judged('a Sunday of a week of work', { rules: { allowedHours: WEEK } }),
  judged('a Monday of a week of work', { rules: { allowedHours: WEEK }, at: '2026-11-23T09:00:00.000Z' }),
  judged('the minute after a day of work', { rules: { allowedHours: WEEK }, at: '2026-11-23T17:00:00.000Z' }),
  judged('the last minute of a day of work', { rules: { allowedHours: WEEK }, at: '2026-11-23T16:59:59.999Z' }),
  judged('no hour at all', { rules: { allowedHours: [] } }),
  judged('two windows', {
    rules: {
      allowedHours: [
        { days: [7], from: 0, to: 60 },
        { days: [1, 2, 3, 4, 5, 6, 7], from: 600, to: 1440 },
      ],
    },
  }),
  ...byEach('as many proposals as an hour may have', { rules: { callsPerHour: 5 }, agentCalls: 5 }),
  ...byEach('one proposal less than an hour may have', { rules: { callsPerHour: 5 }, agentCalls: 4 }),
  judged('proposals of the agent for a key', {
    facts: { apiKeyId: 'api_1' },
    apiKey: KEY,
    rules: { callsPerHour: 0 },
  }),
];

export const JUDGED_FACTS: Case[] = [...stops, ...claims, ...limits, ...fees, ...lists, ...strangers, ...times];
export { judged, pays, price, to };
