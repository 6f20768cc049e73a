import { type Case, ODD, SHOP, STRANGER, USDC } from './case.js';
import { judged, pays, price, to } from './judged-facts.js';

const CAP = { asset: USDC, network: 'LOCAL', perTransaction: '20', perDay: '100', overPerTransaction: 'REFUSE' };
const KEY = { problem: null, caps: [CAP], allowList: null as string[] | null, usage: {} as Record<string, string> };

/** By a key itself, and by the agent that a program told to. */
const byKey = (name: string, apiKey: object | null, facts: Record<string, unknown> = {}): Case[] =>
  ['API_KEY', 'AGENT'].map((actor) =>
    judged(`${name}, ${actor === 'AGENT' ? 'by way of the agent' : 'by itself'}`, {
      facts: { actor, apiKeyId: 'api_1', outflows: pays('15'), ...facts },
      apiKey: apiKey && { ...KEY, ...apiKey },
    }),
  );

const keys: Case[] = [
  ...byKey('a key within its limits', {}),
  ...byKey('a key that nobody knows', null),
  ...byKey('a key that was revoked', { problem: 'The API key behind this was revoked, so nothing of it is signed.' }),
  ...byKey('a key at exactly its limit', {}, { outflows: pays('20') }),
  ...byKey('a key above its limit', {}, { outflows: pays('20.0000001') }),
  ...byKey('a key whose limit asks', { caps: [{ ...CAP, overPerTransaction: 'ASK' }] }, { outflows: pays('21') }),
  ...byKey('a key at exactly its day', { usage: { [USDC]: '850000000' } }),
  ...byKey('a key above its day', { usage: { [USDC]: '850000001' } }),
  ...byKey('a key with an asset that it was not given', {}, { outflows: pays('1', ODD) }),
  ...byKey('a key that was given no asset by name', { caps: [] }),
  ...byKey('a key that may not pay him', { allowList: [STRANGER] }),
  ...byKey('a key that may pay him', { allowList: [SHOP] }),
  ...byKey(
    'a key to somebody who is no contact',
    {},
    { destinations: to({ inContacts: false, typedByPerson: false }) },
  ),
  judged('a person has nothing to do with a key', { facts: { actor: 'PERSON' }, apiKey: { ...KEY, problem: 'Bad.' } }),
];

type Trade = {
  operation: string;
  pays: object[] | null;
  least: object[] | null;
  unknownAssets: string[];
  stays: boolean;
};
const swap = (paid: string, least: string, change: Partial<Trade> = {}): Trade => ({
  operation: 'Path payment',
  pays: [{ asset: 'XLM', amount: paid }],
  least: [{ asset: USDC, amount: least }],
  unknownAssets: [],
  stays: false,
  ...change,
});
const PRICES = { XLM: price('1'), [USDC]: price('1') };
const trade = (name: string, trades: Trade[], change: Record<string, unknown> = {}): Case[] =>
  ['PERSON', 'AGENT'].map((actor) =>
    judged(`${name}, by ${actor}`, {
      prices: PRICES,
      incoming: PRICES,
      ...change,
      facts: {
        actor,
        destinations: [],
        outflows: [{ asset: 'XLM', amount: '10.00001', fee: '0.00001' }],
        trades,
        ...(change.facts as object),
      },
    }),
  );

const trades: Case[] = [
  ...trade('a trade that loses exactly 2 percent', [swap('100000000', '98000000')]),
  ...trade('a trade that loses a stroop more', [swap('100000000', '97999999')]),
  ...trade('a trade that brings nothing', [swap('100000000', '0')]),
  ...trade('a trade that wins', [swap('100000000', '200000000')]),
  ...trade('two trades that lose together', [swap('100000000', '99000000'), swap('50000000', '48900000')]),
  ...trade('a trade of an unknown asset', [swap('100000000', '100000000', { unknownAssets: [ODD] })]),
  ...trade('an offer that stays', [swap('100000000', '100000000', { operation: 'Sell offer', stays: true })]),
  ...trade('a trade of which nobody knows what it brings', [swap('1', '1', { least: null })]),
  ...trade('a trade of which nobody knows what it takes', [swap('1', '1', { pays: null })]),
  ...trade('a trade without a price of what comes', [swap('100000000', '100000000')], { incoming: {} }),
  ...trade('a trade without a price of what goes', [swap('100000000', '100000000')], { prices: {} }),
  ...trade('a trade beside an allow list', [swap('100000000', '100000000')], { rules: { allowList: [SHOP] } }),
  ...trade('a trade beside a deny list', [swap('100000000', '100000000')], { rules: { denyList: [SHOP] } }),
  ...trade('a trade of a milder policy', [swap('100000000', '91000000')], { rules: { tradeLossPercent: 9 } }),
  judged('a trade by a key', {
    facts: { actor: 'API_KEY', apiKeyId: 'api_1', destinations: [], trades: [swap('100000000', '100000000')] },
    apiKey: { ...KEY, caps: [] },
  }),
  judged('a trade for a key with a list', {
    facts: { apiKeyId: 'api_1', destinations: [], trades: [swap('100000000', '100000000')] },
    apiKey: { ...KEY, caps: [], allowList: [SHOP] },
  }),
];

export const JUDGED_KEYS_AND_TRADES: Case[] = [...keys, ...trades];
