/** What a sentence asks for. `tail` may still hold a name and the details after it: only the contacts tell them apart. */
export type Intent =
  | { kind: 'help' | 'unknown' | 'balances' | 'history' | 'limits' | 'contacts' | 'waiting' | 'network' }
  | { kind: 'price'; asset: string }
  | { kind: 'pay'; amount: string; asset: string; recipient: string | null; tail: string }
  | { kind: 'change'; amount: string; asset: string | null }
  | { kind: 'trust'; asset: string; remove: boolean; tail: string }
  | { kind: 'ask'; question: string };

const POLITE =
  /^(?:please|kindly|hi|hello|hey|ok|okay|now|can you|could you|would you|will you|i want to|i would like to|i'd like to|let's)[,!. ]+(?=\S)/i;
const PAY = /^(?:send|pay|transfer|give|wire)\b/i;
const AMOUNT = '(?<amount>[^\\sA-Za-z]*\\d[^\\sA-Za-z]*)';
const ASSET = '(?<asset>[A-Za-z][A-Za-z0-9]*(?::G[A-Z2-7]{55})?)';
const PAY_AMOUNT_TO = new RegExp(String.raw`^\w+ ${AMOUNT} ?${ASSET}? to (?<tail>.+)$`, 'i');
const PAY_NAME_AMOUNT = new RegExp(String.raw`^\w+ (?<recipient>.+?) ${AMOUNT} ?${ASSET}(?<tail> .*)?$`, 'i');
const PAY_AMOUNT_ONLY = new RegExp(String.raw`^\w+ ${AMOUNT}( ?${ASSET})?$`, 'i');

const CHANGE = new RegExp(
  `^(?:make|change)(?: (?:it|that|this|the amount))?(?: to)? ${AMOUNT}(?: ?${ASSET})?(?: instead)?$`,
  'i',
);

const TRUST =
  /^(?:(?:add|create|open|set up)(?: an?)?(?: new)? trust ?lines?|add trust|trust)(?: (?:for|to|in))? (?<asset>\S+)(?<tail>.*)$/i;
const UNTRUST =
  /^(?:(?:remove|delete|drop|close)(?: the| my)? trust(?: ?lines?)?(?: (?:for|to|in|of))?|untrust|stop trusting) (?<asset>\S+)(?<tail>.*)$/i;
const PRICES = [
  /\b(?:price|rate|value) (?:of|for) (?:one |1 |an? )?(?<asset>[A-Za-z0-9]+)/i,
  /\bhow much is (?:one |1 |an? )?(?<asset>[A-Za-z0-9]+)(?: worth)?$/i,
  /^(?<asset>[A-Za-z0-9]+) price$/i,
];
const NOT_ASSETS = new Set(['my', 'the', 'it', 'this', 'that', 'everything', 'all', 'left', 'in', 'there', 'our']);

const keywords: [RegExp, Exclude<Intent, { asset: string | null } | { question: string }>['kind']][] = [
  [/^(?:help|\?|what can (?:you|i) (?:do|say|ask)|who are you|what are you)/i, 'help'],
  [/\b(?:limits?|caps?|allowance|policy|allowed to spend|rules)\b/i, 'limits'],
  [/\b(?:waiting|pending|approvals?|to approve)\b/i, 'waiting'],
  [
    /\b(?:history|activity|recent|latest|past|last) ?(?:payments?|transactions?|transfers?|activity)?\b|\btransactions\b/i,
    'history',
  ],
  [/\b(?:contacts?|address book|who can i pay)\b/i, 'contacts'],
  [/\b(?:balances?|holdings|portfolio|how much|what do i (?:have|own|hold)|my accounts?|my money)\b/i, 'balances'],
  [/\b(?:network|ledger|fees?)\b/i, 'network'],
  [/^(?:hi|hello|hey|good (?:morning|day|evening))\b/i, 'help'],
];

const tidy = (text: string): string => {
  let rest = text.replaceAll(/\s+/g, ' ').trim();
  for (let before = ''; before !== rest; ) [before, rest] = [rest, rest.replace(POLITE, '')];
  return rest.replace(/[\s.!?]+$/, '').replace(/,? (?:please|thanks|thank you)$/i, '');
};

/** Understands the sentences it knows and no others; a sentence about money is never guessed at. */
export const parseSentence = (text: string): Intent => {
  const sentence = tidy(text);
  if (PAY.test(sentence)) return parsePay(sentence);
  const change = CHANGE.exec(sentence)?.groups;
  if (change) return toChange(change);
  const trust = parseTrust(sentence);
  if (trust) return trust;
  for (const pattern of PRICES) {
    const asset = pattern.exec(sentence)?.groups?.asset;
    if (asset && !NOT_ASSETS.has(asset.toLowerCase())) return { kind: 'price', asset };
  }
  return { kind: keywords.find(([pattern]) => pattern.test(sentence))?.[1] ?? 'unknown' };
};

const ask = (question: string): Intent => ({ kind: 'ask', question });

const parsePay = (sentence: string): Intent => {
  const found = (PAY_AMOUNT_TO.exec(sentence) ?? PAY_NAME_AMOUNT.exec(sentence))?.groups;
  if (found) return toPay(found);
  if (PAY_AMOUNT_ONLY.test(sentence)) return ask('To whom? Write for example: send 25 XLM to Coffee Corner');
  return ask(
    'I understand a payment only with its amount, asset and recipient. Write for example: send 25 XLM to Coffee Corner',
  );
};

const toPay = (found: Record<string, string | undefined>): Intent => {
  const amount = readAmount(found.amount!);
  if ('question' in amount) return ask(amount.question);
  if (!found.asset) return ask(`Which asset? Write for example: send ${amount.value} XLM to Coffee Corner`);
  const { asset, recipient = null, tail = '' } = found;
  return { kind: 'pay', amount: amount.value, asset, recipient, tail: tail.trim() };
};

const toChange = ({ amount, asset }: Record<string, string | undefined>): Intent => {
  const read = readAmount(amount!);
  return 'question' in read ? ask(read.question) : { kind: 'change', amount: read.value, asset: asset ?? null };
};

const parseTrust = (sentence: string): Intent | null => {
  const remove = UNTRUST.exec(sentence)?.groups;
  const found = remove ?? TRUST.exec(sentence)?.groups;
  if (!found) return null;
  return { kind: 'trust', asset: found.asset!, remove: remove !== undefined, tail: found.tail!.trim() };
};

const PLAIN = /^\d{1,15}(?:\.\d{1,7})?$/;
const GROUPED = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,7})?$/;
// In some countries 1.200 is twelve hundred, in others one and a fifth.
const DOTTED = /^[1-9]\d{0,2}\.\d{3}$/;

/** An amount exactly as written, or the question that a second reading of it makes necessary. */
export const readAmount = (text: string): { value: string } | { question: string } => {
  const value = GROUPED.test(text) ? text.replaceAll(',', '') : text;
  if (DOTTED.test(text)) {
    const question = `Is ${text} meant as ${text.replace('.', '')} or as ${text}0? Write it in that way.`;
    return { question };
  }
  if (!PLAIN.test(value))
    return { question: `I cannot read the amount "${text}" with certainty. Write it like 1200 or 1200.50.` };
  const exact = value
    .replace(/^0+(?=\d)/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return exact === '0' ? { question: 'The amount must be more than 0.' } : { value: exact };
};
