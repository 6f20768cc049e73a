import { type KnownAccount, type KnownContact, sameName } from './facts.js';

export type Recipient = Pick<KnownContact, 'name' | 'address' | 'memo' | 'memoType'> & { network: string | null };
export type Details = { from: string | null; memo: string | null; reason: string | null };
export type Clarification = { question: string };

const ADDRESS = /^[GMC][A-Z2-7]{55}(?:[A-Z2-7]{13})?(?= |$)/;
const QUOTED = /^["'“‘](?<name>[^"'”’]+)["'”’]/;
const KEYWORD = /(?:^| )(with memo|memo|from|for|because|reason):? /i;
const MEMO_BYTES = 28;

/** Splits "Coffee Corner for beans from Savings" at a name that exists, so that a name may hold such words itself. */
export const findRecipient = (
  text: string,
  contacts: KnownContact[],
  others: KnownAccount[],
): { recipient: Recipient; rest: string } | Clarification => {
  const address = ADDRESS.exec(text)?.[0];
  if (address) return { recipient: known(address, contacts, others), rest: text.slice(address.length) };
  const quoted = QUOTED.exec(text);
  const all: Recipient[] = [
    ...contacts,
    ...others.map(({ name, address: own, network }) => ({
      name,
      address: own,
      memo: null,
      network,
    })),
  ];
  const names = quoted ? [quoted.groups!.name!] : all.map(({ name }) => name);
  const fitting = names.flatMap((name) => {
    const rest = quoted ? text.slice(quoted[0].length) : restAfter(text, name);
    return rest === null ? [] : [{ name, rest }];
  });
  const longest = fitting.sort((a, b) => b.name.length - a.name.length)[0];
  if (!longest) return { question: unknownName(text.split(KEYWORD)[0]!, contacts) };
  return theOne(longest.name, longest.rest, all, contacts);
};

const theOne = (
  name: string,
  rest: string,
  all: Recipient[],
  contacts: KnownContact[],
): { recipient: Recipient; rest: string } | Clarification => {
  const matches = all.filter((other) => sameName(other.name) === sameName(name));
  const [recipient] = matches;
  if (!recipient) return { question: unknownName(name, contacts) };
  const addresses = [...new Set(matches.map(({ address }) => address))];
  if (addresses.length > 1)
    return {
      question: `${name} stands for more than one address: ${addresses.join(', ')}. Write the address you mean.`,
    };
  return { recipient, rest };
};

const known = (address: string, contacts: KnownContact[], others: KnownAccount[]): Recipient => {
  const contact = contacts.find((other) => other.address === address);
  const own = others.find((other) => other.address === address);
  const { memo = null, memoType = null } = contact ?? {};
  return { name: contact?.name ?? own?.name ?? address, address, memo, memoType, network: null };
};

const restAfter = (text: string, name: string): string | null => {
  const plain = sameName(name);
  if (!text.toLowerCase().startsWith(plain)) return null;
  const rest = text.slice(plain.length).replace(/^[.!?]+/, '');
  return rest === '' || KEYWORD.exec(rest)?.index === 0 ? rest : null;
};

const unknownName = (name: string, contacts: KnownContact[]): string => {
  const list = contacts.map((contact) => contact.name).join(', ');
  const hint = list ? `Your contacts: ${list}.` : 'You have no contacts on this network.';
  return `I know no contact or account named "${name.trim()}". ${hint} You can also write a Stellar address.`;
};

/** "for invoice INV-2291 from Savings": what the payment is for, its memo and the account it comes from. */
export const readDetails = (text: string): Details | Clarification => {
  const [before, ...parts] = text.split(KEYWORD);
  if (before!.trim() !== '') return { question: `I do not understand "${text.trim()}" at the end of that sentence.` };
  const details: Details = { from: null, memo: null, reason: null };
  for (let i = 0; i < parts.length; i += 2) {
    const [keyword, value] = [parts[i]!.toLowerCase(), parts[i + 1]!.trim()];
    const kind = keyword === 'from' ? 'from' : keyword.endsWith('memo') ? 'memo' : 'reason';
    if (kind !== 'reason' && details[kind] !== null) return { question: `I can use only one "${keyword}".` };
    details[kind] = details[kind] === null ? value : `${details[kind]} ${keyword} ${value}`;
  }
  const long = details.memo !== null && !fitsMemo(details.memo);
  return long ? { question: `A memo holds ${MEMO_BYTES} bytes, and this one is longer. Shorten it.` } : details;
};

const fitsMemo = (text: string): boolean => Buffer.byteLength(text) <= MEMO_BYTES;

const invoiceMemo = (reason: string | null): string | null => {
  const found = /^(?:the )?invoice (?:(?:no\.?|number|#) ?)?#?(?<number>\S+)$/i.exec(reason ?? '')?.groups?.number;
  return found && fitsMemo(found) ? found : null;
};

/** A contact's own memo is what their account needs to tell whose money it is, so it comes before an invoice's number. */
export const chooseMemo = (
  { name, memo, memoType }: Recipient,
  details: Details,
): { memo: string | null; memoType?: string | null | undefined } | Clarification => {
  if (memo !== null && details.memo !== null && memo !== details.memo)
    return {
      question: `${name} always needs the memo "${memo}". Leave yours out, or write the address instead of the name.`,
    };
  if (memo !== null) return { memo, memoType };
  return { memo: details.memo ?? invoiceMemo(details.reason) };
};
