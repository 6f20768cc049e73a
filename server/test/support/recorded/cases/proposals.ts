import { Memo, Operation, type xdr } from '@stellar/stellar-sdk/base';
import { ACME } from '../../app/money-case.js';
import { envelopeWith, SAMPLES, usdc, XLM } from '../../app/operation-samples.js';
import { EXCHANGE, MUXED_7, SHOP, STRANGER } from './case.js';

/** Something that somebody proposes through the door, in an app with nobody else in it. */
export type ProposalCase = {
  name: string;
  by: 'PERSON' | 'AGENT' | 'API_KEY';
  /** What the person said to the agent. */
  words?: string;
  /** Made stricter before. */
  policy?: object;
  contact?: object;
  /** The limits of the key. */
  key?: object;
  frozen?: 'PERSON' | 'ACCOUNT';
  /** A payment by name, or an envelope whose source becomes the person's account. */
  pay?: object;
  envelope?: string;
};

const coffee = { destination: 'Coffee Corner', asset: 'XLM', amount: '5' };
const acme = { destination: 'Acme Supplies', asset: 'USDC', amount: '25' };
const exchange = { name: 'Exchange', address: EXCHANGE, memo: '7', memoType: 'ID' };
const person = (name: string, change: object, more: Partial<ProposalCase> = {}): ProposalCase => ({
  name,
  by: 'PERSON',
  pay: { ...coffee, ...change },
  ...more,
});
const agent = (name: string, words: string, change: object, more: Partial<ProposalCase> = {}): ProposalCase => ({
  name: `the agent, ${name}`,
  by: 'AGENT',
  words,
  pay: { ...acme, ...change },
  ...more,
});
const key = (name: string, change: object, limits: object = {}): ProposalCase => ({
  name: `a key, ${name}`,
  by: 'API_KEY',
  key: limits,
  pay: { ...acme, ...change },
});

const payments: ProposalCase[] = [
  person('a little to a contact', {}),
  person('exactly the limit of lumens', { amount: '100' }),
  person('more than the limit of lumens', { amount: '100.0000001' }),
  person('more than the limit of dollars', { ...acme, amount: '501' }),
  person('more than a day', { ...acme, amount: '5001' }),
  person('an asset without a limit', { ...acme, asset: 'EURC', amount: '1' }),
  person('somebody who is no contact', { destination: SHOP }),
  person('somebody without an account', { destination: STRANGER, amount: '2' }),
  person('a customer of an exchange', { destination: MUXED_7 }),
  person('a memo of an invoice', { ...acme, memo: 'INV-2291' }),
  person('the memo of the contact', { destination: EXCHANGE, memo: '7', memoType: 'ID' }, { contact: exchange }),
  person(
    'another memo than that of the contact',
    { destination: EXCHANGE, memo: '8', memoType: 'ID' },
    { contact: exchange },
  ),
  person('everything stopped', {}, { frozen: 'PERSON' }),
  person('a frozen account', {}, { frozen: 'ACCOUNT' }),
];

const agents: ProposalCase[] = [
  agent('who was told all of it', 'pay Acme Supplies 25 USDC', {}),
  agent('who was told no amount', 'pay Acme Supplies', {}),
  agent('who was told a small amount by nobody', 'pay Coffee Corner', { ...coffee }),
  agent('who was told an address', `pay 5 to ${SHOP}`, { ...coffee, destination: SHOP }),
  agent('who was told an address, for more', `pay 25 to ${SHOP}`, { destination: SHOP }),
  agent('who read an address somewhere', 'pay the invoice', { destination: SHOP, amount: '0.01' }),
  agent('beyond a limit', 'pay Acme Supplies 501', { amount: '501' }),
  agent('beyond a day', 'pay Acme Supplies 5001', { amount: '5001' }),
  agent(
    'to a new contact that was not named',
    'pay 25',
    { destination: EXCHANGE, memo: '7', memoType: 'ID' },
    { contact: exchange },
  ),
  agent(
    'to a new contact that was named',
    'pay Exchange 25 with memo 7',
    { destination: EXCHANGE, memo: '7', memoType: 'ID' },
    { contact: exchange },
  ),
];

const policies: ProposalCase[] = [
  ['a lower value that asks', { askAboveUsd: '20' }],
  ['a deny list', { denyList: [ACME, STRANGER] }],
  ['an allow list of others', { allowList: [SHOP] }],
  ['no call of the agent', { callsPerHour: 0 }],
  ['a lower fee', { feeMax: '0.00001' }],
  ['hardly anything for strangers', { newDestinationAskAboveUsd: '0.0000001' }],
  ['a refusal beyond a limit', { assetCaps: [{ asset: 'USDC', perTransaction: '20', overPerTransaction: 'REFUSE' }] }],
  ['a lower day', { assetCaps: [{ asset: 'USDC', perDay: '24' }] }],
].flatMap(([name, policy]) => [
  agent(`under ${name}`, 'pay Acme Supplies 25', {}, { policy: policy as object }),
  person(`a payment under ${name}`, acme, { policy: policy as object }),
]);

const keys: ProposalCase[] = [
  key('to a contact', {}),
  key('to a stranger', { destination: SHOP, amount: '1' }),
  key('within its limits', {}, { caps: [{ asset: 'USDC', perTransaction: '25', perDay: '25' }] }),
  key('above its limit', {}, { caps: [{ asset: 'USDC', perTransaction: '24', perDay: '50' }] }),
  key(
    'above its day',
    {},
    { caps: [{ asset: 'USDC', perTransaction: '24', perDay: '24', overPerTransaction: 'ASK' }] },
  ),
  key('with another asset', { ...coffee }, { caps: [{ asset: 'USDC', perTransaction: '25', perDay: '25' }] }),
  key('to somebody who is not on its list', {}, { allowList: [SHOP] }),
];

const raw = (name: string, operations: xdr.Operation[], memo?: Memo): ProposalCase => ({
  name: `an envelope of ${name}`,
  by: 'PERSON',
  envelope: envelopeWith(operations, memo && { memo }),
});
const pay = (amount: string) => Operation.payment({ destination: SHOP, asset: usdc, amount });
const envelopes: ProposalCase[] = [
  ...Object.entries(SAMPLES).map(([type, operation]) => raw(type, [operation])),
  raw('two payments', [pay('5'), Operation.payment({ destination: SHOP, asset: XLM, amount: '1' })]),
  raw('a payment with a hash', [pay('5')], Memo.hash('ab'.repeat(32))),
  { ...raw('a change of control, by the agent', [SAMPLES.setOptions]), by: 'AGENT' },
  { ...raw('an offer, by the agent', [SAMPLES.manageSellOffer]), by: 'AGENT' },
  { ...raw('an offer, by a key', [SAMPLES.manageSellOffer]), by: 'API_KEY', key: {} },
];

export const PROPOSALS: ProposalCase[] = [...payments, ...agents, ...policies, ...keys, ...envelopes];
