import { describe, failed, HELP, MADE_OF, UNKNOWN } from './answers.js';
import { planChange } from './change.js';
import { chooseAccount, codeOf, heldAsset, NO_ACCOUNT, typedAsset } from './choice.js';
import { accountsIn, contactsIn, type Facts, sameName } from './facts.js';
import type { PlannedTurn } from './planned-turn.js';
import { chooseMemo, findRecipient, readDetails } from './recipient.js';
import { type Intent, parseSentence } from './sentence.js';

type Of<K extends Intent['kind']> = Extract<Intent, { kind: K }>;

/** Decides from the sentence and what the tools said so far, and from nothing else. */
export const planTurn = (facts: Facts): PlannedTurn => {
  const refused = [...facts.seen].find(([, { ok, value }]) => !ok && value === undefined);
  if (refused) return { text: failed(refused[1].message) };
  const intent = parseSentence(facts.sentence);
  switch (intent.kind) {
    case 'help':
      return { text: HELP };
    case 'unknown':
      return { text: UNKNOWN };
    case 'ask':
      return { text: `${intent.question}\n\n${MADE_OF}` };
    case 'pay':
      return planPayment(intent, facts);
    case 'change':
      return planChange(intent, facts);
    case 'trust':
      return planTrust(intent, facts);
    case 'price':
      return planPrice(intent, facts);
    default:
      return planLook(intent.kind, facts);
  }
};

const call = (text: string, name: string, args: Record<string, unknown> = {}): PlannedTurn => ({
  text,
  call: { name, arguments: args },
});
const lookUpAccounts = (): PlannedTurn => call('I look up your accounts.', 'accounts');

const planPayment = (intent: Of<'pay'>, facts: Facts): PlannedTurn => {
  const done = facts.seen.get('proposePayment');
  if (done) return { text: describe.proposal('payment', done) };
  if (!facts.seen.has('accounts')) return lookUpAccounts();
  if (!facts.seen.has('viewer')) return call('I look up whom you mean among your contacts.', 'viewer');
  return proposePayment(intent, facts);
};

const proposePayment = (intent: Of<'pay'>, facts: Facts): PlannedTurn => {
  const accounts = accountsIn(facts);
  const found = findRecipient(intent.recipient ?? intent.tail, contactsIn(facts), accounts);
  if ('question' in found) return { text: found.question };
  if (intent.recipient !== null && found.rest.trim() !== '')
    return { text: `I do not understand "${intent.recipient}" as a recipient. Write a contact's name or an address.` };
  const details = readDetails(intent.recipient === null ? found.rest : ` ${intent.tail}`.trimEnd());
  if ('question' in details) return { text: details.question };
  const source = chooseAccount(accounts, details.from, intent.asset);
  if ('question' in source) return { text: source.question };
  const asset = heldAsset(source.account, intent.asset);
  if ('question' in asset) return { text: asset.question };
  const { recipient } = found;
  if (recipient.network !== null && recipient.network !== source.account.network)
    return {
      text: `${recipient.name} is on ${recipient.network}, but ${source.account.name} is on ${source.account.network}.`,
    };
  const memo = chooseMemo(recipient, details);
  if ('question' in memo) return { text: memo.question };
  const input = {
    accountId: source.account.id,
    destination: recipient.address,
    asset: asset.asset,
    amount: intent.amount,
    ...(memo.memo !== null && { memo: memo.memo }),
    ...(memo.memoType != null && { memoType: memo.memoType }),
    ...(details.reason !== null && { reason: details.reason }),
  };
  const text = `${source.note}I propose to send ${intent.amount} ${codeOf(asset.asset)} to ${recipient.name} from ${source.account.name}.`;
  return call(text, 'proposePayment', { input });
};

const planTrust = (intent: Of<'trust'>, facts: Facts): PlannedTurn => {
  const done = facts.seen.get('proposeTrustline');
  if (done) return { text: describe.proposal('trust line', done) };
  const code = typedAsset(intent.asset);
  if (code === 'XLM') return { text: 'XLM needs no trust line: every account can hold it.' };
  if (!facts.seen.has('accounts')) return lookUpAccounts();
  const place = /^(?:$|(?:on|in|for|with|from) (?:my |account )*(?<name>.+?)(?: account)?$)/i.exec(intent.tail);
  if (!place) return { text: `I do not understand "${intent.tail}" at the end of that sentence.` };
  const source = chooseAccount(accountsIn(facts), place.groups?.name ?? null, intent.remove ? intent.asset : null);
  if ('question' in source) return { text: source.question };
  const held = intent.remove ? heldAsset(source.account, intent.asset) : { asset: code };
  if ('question' in held) return { text: held.question };
  const input = { accountId: source.account.id, asset: held.asset, ...(intent.remove && { limit: '0' }) };
  const act = intent.remove ? 'remove the trust line for' : 'add a trust line for';
  return call(
    `${source.note}I propose to ${act} ${codeOf(held.asset)} on ${source.account.name}.`,
    'proposeTrustline',
    { input },
  );
};

const planPrice = (intent: Of<'price'>, facts: Facts): PlannedTurn => {
  const done = facts.seen.get('price');
  const code = typedAsset(intent.asset);
  if (done) return { text: describe.price(code, done) };
  if (!facts.seen.has('accounts')) return lookUpAccounts();
  const [account] = accountsIn(facts);
  const held = account ? heldAsset(account, code) : undefined;
  const asset = held && 'asset' in held ? held.asset : code;
  return call(`I look up the price of ${code}.`, 'price', { asset, ...(account && { network: account.network }) });
};

const planLook = (
  kind: 'balances' | 'history' | 'limits' | 'contacts' | 'waiting' | 'network',
  facts: Facts,
): PlannedTurn => {
  const { seen } = facts;
  if (kind === 'contacts')
    return seen.has('viewer')
      ? { text: describe.contacts(contactsIn(facts)) }
      : call('I look up your contacts.', 'viewer');
  if (kind === 'waiting') return planWaiting(facts);
  if (kind === 'limits') return planLimits(facts);
  if (!seen.has('accounts')) return lookUpAccounts();
  if (kind === 'balances') return { text: describe.balances(accountsIn(facts)) };
  return kind === 'history' ? planHistory(facts) : planNetwork(facts);
};

const planWaiting = ({ seen }: Facts): PlannedTurn => {
  const done = seen.get('transactions');
  if (done) return { text: describe.waiting(done) };
  return call('I look for what waits for you.', 'transactions', { filter: { status: ['AWAITING_APPROVAL'] } });
};

const planLimits = ({ seen }: Facts): PlannedTurn => {
  const [spending, policy] = [seen.get('spending'), seen.get('policy')];
  if (!spending) return call('I look up your spending limits.', 'spending');
  if (!policy) return call('And the rules around them.', 'policy');
  return { text: describe.limits(spending, policy) };
};

const planHistory = (facts: Facts): PlannedTurn => {
  const accounts = accountsIn(facts);
  const sentence = sameName(facts.sentence);
  const account = accounts.find(({ name }) => sentence.includes(sameName(name))) ?? accounts[0];
  if (!account) return { text: NO_ACCOUNT };
  const done = facts.seen.get('account');
  if (!done) return call(`I look up what happened on ${account.name}.`, 'account', { id: account.id });
  return { text: describe.history(account.name, done, accounts.length > 1) };
};

const planNetwork = (facts: Facts): PlannedTurn => {
  const done = facts.seen.get('networkStatus');
  if (done) return { text: describe.network(done) };
  const [account] = accountsIn(facts);
  return call('I ask the network.', 'networkStatus', account ? { network: account.network } : {});
};
