import type { KnownAccount, KnownContact, Seen } from './facts.js';

export const MADE_OF =
  'I am the offline planner of Tuxedo, not a language model: I know a few sentences and nothing else.';

export const HELP = `${MADE_OF} To talk freely, connect a model with OPENAI_API_KEY and OPENAI_MODEL.

You can write:
- What are my balances?
- Show my history
- Send 25 XLM to Coffee Corner
- Pay Acme Supplies 1,200 USDC for invoice INV-2291
- Make it 1,000 (while a payment waits)
- Trust USDC, or: remove trust for USDC
- Price of XLM
- What are my limits?
- What is waiting for approval?
- Show my contacts`;

export const UNKNOWN = `I did not understand that. ${HELP}`;

export const failed = (message: string | null): string => `That did not work: ${message ?? 'a tool gave no answer.'}`;

type Activity = {
  kind: string;
  asset: string | null;
  amount: string | null;
  counterparty: { address: string; label: string | null } | null;
  memo: string | null;
  at: string;
  successful: boolean;
};
type Rule = { rule: string; decision: string; matched: boolean; message: string };
type Transaction = {
  id: string;
  status: string;
  summary: string;
  valueUsd?: string | null;
  hash: string | null;
  ledger?: number | null;
  failure: { message: string } | null;
  approval?: { reason: string | null } | null;
  verdict?: { rules: Rule[] };
};
type Spending = {
  asset: string;
  perTransaction: string | null;
  perDay: string | null;
  used: string;
  reserved: string;
  remaining: string | null;
};

const plain = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount);
const money = (amount: string, asset: string): string => `${plain(amount)} ${asset.split(':')[0]}`;
const short = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`;
const lines = (items: string[]): string => items.map((item) => `- ${item}`).join('\n');
const nodes = <T>(value: unknown): T[] => (value as { nodes?: T[] } | null | undefined)?.nodes ?? [];
const because = (text: string | null | undefined): string => (text ? ` ${text}` : '');

const balances = (accounts: KnownAccount[]): string => {
  if (accounts.length === 0) return 'You have no account yet.';
  return lines(
    accounts.map(({ name, network, balances: held, totalUsd }) => {
      const list = held.map(({ amount, code }) => money(amount, code)).join(', ') || 'nothing yet';
      return `${name} (${network}): ${list}${totalUsd ? `, worth about ${plain(totalUsd)} USD` : ''}`;
    }),
  );
};

const words: Record<string, string> = {
  CREATED: 'created with',
  SENT: 'sent',
  RECEIVED: 'received',
  TRUST_ADDED: 'added a trust line for',
  TRUST_REMOVED: 'removed the trust line for',
  OTHER: 'another operation',
};

const activityLine = ({ kind, asset, amount, counterparty, memo, at, successful }: Activity): string => {
  const what = asset && amount ? ` ${money(amount, asset)}` : asset ? ` ${asset.split(':')[0]}` : '';
  const preposition = kind === 'SENT' ? 'to' : 'from';
  const who = counterparty ? ` ${preposition} ${counterparty.label ?? short(counterparty.address)}` : '';
  const time = at.slice(0, 16).replace('T', ' ');
  return `${time} UTC: ${words[kind] ?? kind}${what}${who}${memo ? `, memo ${memo}` : ''}${successful ? '' : ' (failed)'}`;
};

const history = (name: string, { value }: Seen, isOneOfMany: boolean): string => {
  const all = nodes<Activity>((value as { activity?: unknown } | undefined)?.activity);
  const hint = isOneOfMany ? '\n\nName another account to see its history.' : '';
  if (all.length === 0) return `Nothing has happened on ${name} yet.${hint}`;
  return `The latest on ${name}:\n${lines(all.map(activityLine))}${hint}`;
};

const contacts = (all: KnownContact[]): string =>
  all.length === 0
    ? 'You have no contacts yet.'
    : lines(all.map(({ name, address, network }) => `${name}: ${short(address)} (${network})`));

const price = (code: string, { value }: Seen): string => {
  const found = value as { usd: string; source: string; demo: boolean } | null;
  if (!found) return `I have no price for ${code}.`;
  return `1 ${code} is ${plain(found.usd)} USD (${found.source}${found.demo && !/demo/i.test(found.source) ? ', a demonstration price' : ''}).`;
};

const limits = (spending: Seen, policy: Seen): string => {
  const rules = policy.value as { askAboveUsd: string; newDestinationAskAboveUsd: string };
  const list = ((spending.value as Spending[] | undefined) ?? []).map(
    ({ asset, perTransaction, perDay, used, remaining }) =>
      `${asset.split(':')[0]}: ${perTransaction ? plain(perTransaction) : 'no limit'} for each payment, ` +
      `${perDay ? plain(perDay) : 'no limit'} a day; used ${plain(used)}${remaining ? `, left ${plain(remaining)}` : ''}`,
  );
  const asks = `You are asked above ${plain(rules.askAboveUsd)} USD, and above ${plain(rules.newDestinationAskAboveUsd)} USD for an address that was never paid before.`;
  return `${lines(list) || 'No limit is set.'}\n\n${asks}`;
};

const waiting = ({ value }: Seen): string => {
  const all = nodes<Transaction>(value);
  return all.length === 0
    ? 'Nothing waits for you.'
    : `These wait for you:\n${lines(all.map(({ summary }) => summary))}`;
};

const network = ({ value }: Seen): string => {
  const {
    network: name,
    reachable,
    ledger,
    message,
  } = value as {
    network: string;
    reachable: boolean;
    ledger: number | null;
    message: string;
  };
  return `${name} is ${reachable ? 'reachable' : 'not reachable'}${ledger ? `, latest ledger ${ledger}` : ''}. ${message}`;
};

const outcomes: Record<string, (transaction: Transaction) => string> = {
  CONFIRMED: ({ summary, hash, ledger }) =>
    `Done: ${summary}. It is confirmed on the network${hash ? `, transaction ${hash}` : ''}${ledger ? ` in ledger ${ledger}` : ''}.`,
  DENIED: ({ verdict }) => `The policy refused this, and nothing was sent.${because(refusals(verdict))}`,
  REJECTED: ({ approval }) =>
    `You rejected this, and nothing was sent.${approval?.reason ? ` Your reason: ${approval.reason}` : ''}`,
  EXPIRED: () => 'Its time ran out, and nothing was sent. Ask again if you still want it.',
  SUPERSEDED: () => 'It was replaced by something newer, and nothing was sent.',
  FAILED: ({ failure }) => `The network did not carry it out.${because(failure?.message)}`,
};

const refusals = (verdict: Transaction['verdict']): string =>
  (verdict?.rules ?? [])
    .filter(({ matched, decision }) => matched && decision === 'REFUSE')
    .map(({ message }) => message)
    .join(' ');

const proposal = (what: string, { value, message }: Seen): string => {
  const transaction = value as Transaction | undefined;
  if (!transaction) return failed(message);
  const tell = outcomes[transaction.status];
  return tell ? tell(transaction) : `The ${what} is ${transaction.status}: ${transaction.summary}.`;
};

/** What the tools' answers mean in words. */
export const describe = { balances, history, contacts, price, limits, waiting, network, proposal };
