import type { ActorKind, WarningCode } from '../graphql/generated/graphql.js';
import { assetCode, shortened } from '../ui/values/group-address.js';
import { groupAmount } from '../ui/values/group-amounts.js';
import type { Warning } from './card-warnings.js';

export type Words = { title: string; text: string };
type Read = (name: string) => string;

const money = (amount: string, asset: string): string => groupAmount(`${amount} ${assetCode(asset)}`);
const issuedBy = (asset: string): string => {
  const [code, issuer] = asset.split(':');
  return issuer ? `${code} of ${shortened(issuer)}` : `${code}`;
};
const amountOf = (read: Read): string => money(read('amount'), read('asset'));
const known = (read: Read): string =>
  read('name') ? `You know it as “${read('name')}”.` : 'It is not in your contacts.';
const deal = (read: Read): string =>
  read('pays')
    ? `${money(read('pays'), read('paysAsset'))} for as little as ${money(read('least'), read('leastAsset'))}.`
    : 'Compare what it pays with what it brings.';

const ASKED: Record<ActorKind, string> = {
  PERSON: 'You asked for',
  AGENT: 'The agent says',
  API_KEY: 'The program says',
  OPERATOR: 'The operator says',
  SERVER: 'The server says',
};
const SAID_TOO: Partial<Record<string, string>> = {
  AGENT: 'The agent’s words say the same. ',
  API_KEY: 'The program’s words say the same. ',
};

type Mismatch = { by: string; asked: string; sends: string; asset: string };
export const mismatchTitle = ({ by, asked, sends, asset }: Mismatch): string =>
  `${ASKED[by as ActorKind] ?? by} ${money(asked, asset)}, this sends ${money(sends, asset)}.`;

const mismatch = (read: Read): Words => ({
  title: mismatchTitle({ by: read('by'), asked: read('asked'), sends: read('sends'), asset: read('asset') }),
  text: `${SAID_TOO[read('also')] ?? ''}Only what is sent counts.`,
});

/** The words for each code of the server; a language of its own would be another table like this one. */
const WORDS: Record<WarningCode, (read: Read) => Words> = {
  CLAIM_MISMATCH: mismatch,
  CONTROL_CHANGE: (read) => ({
    title: 'This changes who controls the account.',
    text: `${read('operations')}: afterwards you may not be able to move this money, or someone else may.`,
  }),
  UNKNOWN_COST: (read) => ({
    title: 'Tuxedo cannot tell what this may cost.',
    text: `${read('operations')}: the amounts below are not the most that can leave the account.`,
  }),
  BURN: (read) => ({ title: `This destroys ${amountOf(read)}.`, text: 'It goes back to its issuer.' }),
  OTHER_ISSUER: (read) => ({
    title: `This is not the ${assetCode(read('known'))} that you know.`,
    text: `It is ${issuedBy(read('asset'))}; the well-known one is ${issuedBy(read('known'))}.`,
  }),
  LOOKALIKE_ADDRESS: (read) => ({
    title: 'The address resembles another one.',
    text: `It begins and ends like “${read('other')}” but is not the same. Compare every group.`,
  }),
  LOOKALIKE_NAME: (read) => ({
    title: 'Two of your names read the same.',
    text: `“${read('name')}” is written in other letters than “${read('other')}”, and is another address.`,
  }),
  OTHER_MEMO: (read) => ({
    title: `Contact ${read('contacts')}; this payment has ${read('payment')}.`,
    text: 'It may be the account of somebody else at the same address.',
  }),
  RUINOUS_RATE: (read) => ({ title: `At worst ${read('percent')} % of its worth is lost.`, text: deal(read) }),
  WORST_RATE: (read) => ({ title: `At worst ${read('percent')} % of its worth is lost.`, text: deal(read) }),
  UNKNOWN_RATE: (read) => ({ title: 'Nobody can tell whether this rate is good.', text: deal(read) }),
  MIXED_SCRIPTS: (read) => ({
    title: `“${read('name')}” mixes letters of two alphabets.`,
    text: 'Compare the address with what its owner told you.',
  }),
  UNTYPED_DESTINATION: () => ({
    title: 'You did not type this address; the agent read it somewhere.',
    text: 'Compare it with what its owner told you.',
  }),
  UNTYPED_AMOUNT: () => ({
    title: 'You did not type this amount; the agent read or worked it out somewhere.',
    text: 'Compare it with what you meant to pay.',
  }),
  FIRST_PAYMENT: (read) => ({ title: 'First payment to this address.', text: known(read) }),
  NEW_ACCOUNT: () => ({
    title: 'This account does not exist yet.',
    text: 'The payment would create it. Check the address with its owner.',
  }),
  UNKNOWN_ASSET: (read) => ({
    title: `${assetCode(read('asset'))} is not a well-known asset.`,
    text: `Check its issuer: ${issuedBy(read('asset'))}.`,
  }),
  SIGNERS: (read) => ({ title: 'Who can sign.', text: read('note') }),
  NO_PRICE: (read) => ({
    title: `No price for ${assetCode(read('asset'))}.`,
    text: 'Tuxedo cannot say what this is worth.',
  }),
  OLD_PRICE: (read) => ({
    title: `Old price for ${assetCode(read('asset'))}.`,
    text: 'It is more than five minutes old.',
  }),
  LOCKED_RESERVE: (read) => ({
    title: `${amountOf(read)} is locked as a reserve.`,
    text: 'It comes back when what it is for is removed.',
  }),
};

/** A code that a newer server has and this page does not know is shown as it is, rather than not at all. */
const unknownWords = ({ code, parameters }: Warning): Words => ({
  title: `${code.toLowerCase().replaceAll('_', ' ')}.`,
  text: Object.values(parameters).map(String).join(', '),
});

export const wordsOf = (warning: Warning): Words => {
  const words = (WORDS as Partial<typeof WORDS>)[warning.code];
  return words ? words((name) => String(warning.parameters[name] ?? '')) : unknownWords(warning);
};
