import { Memo } from '@stellar/stellar-sdk/base';
import { passphraseOf } from '../../../../src/kernel/networks.js';
import { intentOf } from '../../../../src/rulebook/intent.js';
import { envelopeWith, SAMPLES, THIRD, tampered } from '../../app/operation-samples.js';
import { type Case, EURC, EXCHANGE, ME, MUXED_7, NOON, RULES, type Rules, SHOP, STRANGER, USDC } from './case.js';

const [XLM_CAP, USDC_CAP] = RULES.caps as [Rules['caps'][0], Rules['caps'][0]];
const capped = (change: Record<string, unknown>) => ({ caps: [XLM_CAP, { ...USDC_CAP, ...change }] as Rules['caps'] });
const WORK = [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }];
const MORNING = [{ days: [1, 2, 3], from: 540, to: 720 }];

/** From one set of rules to another; each is taken the other way round as well. */
const CHANGES: [string, Partial<Rules>, Partial<Rules>][] = [
  ['nothing', {}, {}],
  ['a lower limit of one transaction', {}, capped({ perTransaction: '400' })],
  ['no limit of one transaction', {}, capped({ perTransaction: null })],
  ['a lower limit of a day', {}, capped({ perDay: '4000' })],
  ['a refusal beyond one transaction', {}, capped({ overPerTransaction: 'REFUSE' })],
  ['a cap that is gone', {}, { caps: [XLM_CAP] }],
  ['a cap for one more asset', {}, { caps: [...RULES.caps, { ...USDC_CAP, asset: EURC }] }],
  ['the same cap on another network', {}, capped({ network: 'TESTNET' })],
  ['a lower value that asks', {}, { askAboveUsd: '900' }],
  ['a lower value for strangers', {}, { newDestinationAskAboveUsd: '0' }],
  ['a lower fee', {}, { feeMax: '0.05' }],
  ['a smaller loss', {}, { tradeLossPercent: 1 }],
  ['an allow list', {}, { allowList: [SHOP, EXCHANGE] }],
  ['an allow list of nobody', { allowList: [SHOP] }, { allowList: [] }],
  ['another allow list', { allowList: [SHOP, EXCHANGE] }, { allowList: [EXCHANGE, STRANGER] }],
  ['a deny list', {}, { denyList: [STRANGER, MUXED_7] }],
  ['hours', {}, { allowedHours: WORK }],
  ['shorter hours', { allowedHours: WORK }, { allowedHours: MORNING }],
  ['no hours', { allowedHours: WORK }, { allowedHours: [] }],
  ['calls of an hour', {}, { callsPerHour: 10 }],
  ['fewer calls of an hour', { callsPerHour: 10 }, { callsPerHour: 9 }],
  ['a day since midnight', {}, { reset: 'CALENDAR_DAY' }],
  [
    'much at once',
    { denyList: [SHOP], callsPerHour: 3, allowedHours: MORNING },
    { ...capped({ perDay: '9000' }), allowList: [SHOP], askAboveUsd: '1', feeMax: '1', allowedHours: WORK },
  ],
];
const changes = CHANGES.flatMap(([words, from, to]): Case[] => {
  const [before, after] = [
    { ...RULES, ...from },
    { ...RULES, ...to },
  ];
  return [
    { kind: 'changes', name: `a policy gets ${words}`, input: { before, after } },
    { kind: 'changes', name: `a policy loses ${words}`, input: { before: after, after: before } },
  ];
});

const GROUP = { count: 2, sums: [{ asset: USDC, network: 'LOCAL', amount: '3' }], sumUsd: '3' };
const CHANGE = {
  id: 'chl_a',
  userId: 'usr_a',
  accountId: null as string | null,
  fromVersion: 3,
  differences: [{ rule: 'ask above', direction: 'LOOSER', from: '10 USD', to: '20 USD' }] as object[],
  backtest: {
    considered: 9,
    wouldAllow: GROUP,
    wouldAsk: GROUP,
    wouldStop: GROUP,
    stillAllowed: 1,
    stillAsked: 2,
    stillRefused: 4,
  },
  issuedAt: NOON,
  expiresAt: '2026-11-22T12:05:00.000Z',
};
const changeText = (name: string, change: Partial<typeof CHANGE>): Case => ({
  kind: 'change-text',
  name: `the text of ${name}`,
  input: { ...CHANGE, ...change },
});
const changeTexts: Case[] = [
  changeText('a milder policy', {}),
  changeText('a milder policy of an account', { accountId: 'acc_a' }),
  changeText('a policy without a difference', { differences: [] }),
];

const payment = envelopeWith([SAMPLES.payment]);
const FIELDS = {
  approval: 'apr_a',
  user: 'usr_a',
  account: `acc_a ${ME}`,
  network: passphraseOf('LOCAL'),
  transaction: intentOf(payment),
  outflow: ['5.0000000 USDC', '0.0000100 XLM'],
  price: ['XLM none'],
  policy: '1',
  expires: NOON,
};
const consent = (name: string, change: Partial<typeof FIELDS>): Case => ({
  kind: 'consent',
  name: `the consent to ${name}`,
  input: { ...FIELDS, ...change },
});
const readText = (name: string, text: string): Case => ({
  kind: 'consent-read',
  name: `a consent ${name}`,
  input: { text },
});
const TEXT = `tuxedo-consent/v1\napproval: a\nuser: b\naccount: c\nnetwork: d\ntransaction: e\npolicy: 1\nexpires: ${NOON}\n`;
const consents: Case[] = [
  consent('a payment', {}),
  consent('a payment with prices', { price: [`${USDC} 1 ${NOON} order book`, `XLM 0.1 ${NOON} configured`] }),
  consent('what costs nothing but a fee', { outflow: ['0.0000100 XLM'], price: [] }),
  consent('another account', { account: `acc_b ${SHOP}` }),
  consent('another policy', { policy: '17' }),
  readText('as it is written', TEXT),
  readText('without its last line end', TEXT.slice(0, -1)),
  readText('of another kind', TEXT.replace('consent', 'policy')),
  readText('in another order', TEXT.replace('approval: a\nuser: b', 'user: b\napproval: a')),
  readText('with a line that nobody knows', `${TEXT}more: yes\n`),
  readText('with carriage returns', TEXT.replaceAll('\n', '\r\n')),
  readText('that says something twice', TEXT.replace('user: b', 'user: b\nuser: x')),
];

const VALID = { sequence: '4398046511104', validUntil: '2026-11-22T12:05:00.999Z' };
const ENVELOPES: [string, string][] = [
  ...Object.entries(SAMPLES).map(([type, one]): [string, string] => [type, envelopeWith([one])]),
  ['a payment with a memo', envelopeWith([SAMPLES.payment], { memo: Memo.text('7') })],
  ['a payment under another fee', envelopeWith([SAMPLES.payment], { fee: '1000' })],
  ['a payment of another account', envelopeWith([SAMPLES.payment], { source: THIRD })],
  ['a payment of another number', tampered(payment, () => ({ seqNum: 999n }))],
  ['what is no envelope', 'AAAA'],
];
const intents = ENVELOPES.map(
  ([words, envelope]): Case => ({ kind: 'intent', name: `the intent of ${words}`, input: { envelope, ...VALID } }),
);
const raws = [
  ...ENVELOPES.slice(-5),
  ['no operation', envelopeWith([])] as [string, string],
  ['a fee below the least', tampered(payment, () => ({ fee: 99 }))] as [string, string],
].map(
  ([words, envelope]): Case => ({ kind: 'raw', name: `a raw transaction: ${words}`, input: { envelope, address: ME } }),
);

const VALUES = {
  destinations: [SHOP],
  outflows: [{ asset: USDC, amount: '250000000', fee: '0' }],
  memo: null as string | null,
};
const LABELS = { [SHOP]: { label: 'Corner Shop', labelSource: 'CONTACT' } };
const said = (instruction: string, kind = 'AGENT', change: object = {}, proposer: object = {}): Case => ({
  kind: 'origins',
  name: `${kind} is told: ${instruction} ${JSON.stringify(change)}${JSON.stringify(proposer)}`,
  input: {
    values: { ...VALUES, ...change },
    labels: LABELS,
    proposer: { kind, userId: 'usr_a', instruction, ...proposer },
  },
});
const WORDS = [
  'pay the corner shop 25',
  'pay Corner\u200b Shop 25.0',
  'pay 1,025 to corner shop',
  'twenty five',
  `25 ${SHOP}`,
];
const origins: Case[] = [
  ...WORDS.map((words) => said(words)),
  ...["25'000", '25 000', '2.500,25', '25,00', '2025-11-25', '#25', 'INV-25', '25USDC', '25.', '0025', '1e25'].map(
    (words) => said(words),
  ),
  said('pay', 'PERSON'),
  said('pay', 'API_KEY'),
  said('pay 25', 'AGENT', {}, { apiKeyId: 'api_a' }),
  said('pay', 'AGENT', {}, { words: ['25 to corner shop'] }),
  said('pay 25 with memo INV-7', 'AGENT', { memo: 'INV-7' }),
  said('pay 25', 'AGENT', { memo: 'INV-7' }),
  said('pay 25', 'PERSON', { memo: 'INV-7' }),
  said('pay a stranger 25', 'AGENT', { destinations: [STRANGER] }),
  said('pay 25 and 3', 'AGENT', { outflows: [...VALUES.outflows, { asset: 'XLM', amount: '30000100', fee: '100' }] }),
  said('nothing leaves', 'AGENT', { outflows: [], destinations: [] }),
];

export const CHANGES_AND_TEXTS: Case[] = [...changes, ...changeTexts, ...consents, ...intents, ...raws, ...origins];
