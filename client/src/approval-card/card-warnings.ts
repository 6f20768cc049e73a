import type { ApprovalCard_TransactionFragment } from '../graphql/generated/graphql.js';
import { MINUTE_MS } from '../ui/browser/durations.js';
import { fromStroops, toStroops } from '../ui/values/format-amount.js';

export type Warning = { title: string; text: string };
export type Risk = 'normal' | 'high' | 'unsized' | 'control';

const OLD_PRICE_MS = 5 * MINUTE_MS;
type Transaction = ApprovalCard_TransactionFragment;
type Recipient = Transaction['recipients'][number];

const aboutRecipient = ({ firstPayment, label, lookalikeOf, exists }: Recipient): Warning[] => {
  const warnings: Warning[] = [];
  if (lookalikeOf) {
    warnings.push({
      title: 'The address resembles another one.',
      text: `It begins and ends like “${lookalikeOf}” but is not the same. Compare every group.`,
    });
  }
  if (firstPayment) {
    const known = label ? `You know it as “${label}”.` : 'It is not in your contacts.';
    warnings.push({ title: 'First payment to this address.', text: known });
  }
  if (!exists) {
    warnings.push({
      title: 'This account does not exist yet.',
      text: 'The payment would create it. Check the address with its owner.',
    });
  }
  return warnings;
};

/** Who is told apart by a memo alone: both are shown, before anything else. */
const aboutMemo = ({ verdict }: Transaction): Warning[] => {
  const rule = verdict.rules.find(({ rule, matched }) => rule === 'memo-not-the-contacts' && matched);
  const text = 'It may be the account of somebody else at the same address.';
  return rule ? [{ title: rule.message, text }] : [];
};

const HINT = {
  destination: 'Compare it with what its owner told you.',
  amount: 'Compare it with what you meant to pay.',
} as const;

/** What neither the person nor their address book named: whoever wrote what the agent read may have put it there. */
const aboutOrigin = ({ provenance }: Transaction): Warning[] =>
  (['destination', 'amount'] as const).flatMap((value) => {
    const traced = provenance?.[value];
    return traced?.origin === 'TOOL' ? [{ title: traced.sentence, text: HINT[value] }] : [];
  });

const aboutPrice = (transaction: Transaction, nowMs: number): Warning[] =>
  spent(transaction).flatMap(({ code, price }) => {
    if (!price) return [{ title: `No price for ${code}.`, text: 'Tuxedo cannot say what this is worth.' }];
    const old = nowMs - Date.parse(price.at) > OLD_PRICE_MS;
    return old ? [{ title: `Old price for ${code}.`, text: 'It is more than five minutes old.' }] : [];
  });

/** Without what is only locked, which the effects tell. */
export const gone = ({ amount, reserve }: Transaction['outflows'][number]): string =>
  fromStroops((toStroops(amount) ?? 0n) - (toStroops(reserve) ?? 0n));

/** What leaves beside the network fee, which has a row of its own. */
export const spent = ({ outflows, fee }: Transaction): Transaction['outflows'] =>
  outflows.filter((outflow) => outflow.asset !== 'XLM' || toStroops(gone(outflow)) !== toStroops(fee));

/** Only what needs a look. Nothing here reassures: a row of green ticks teaches people not to read. */
export const warningsOf = (transaction: Transaction, nowMs: number): Warning[] => [
  ...aboutMemo(transaction),
  ...aboutOrigin(transaction),
  ...transaction.warnings.map((text) => ({ title: 'Who can sign.', text })),
  ...transaction.recipients.flatMap(aboutRecipient),
  ...aboutPrice(transaction, nowMs),
];

/** True where nobody can tell what may leave. */
export const isUnsized = (operations: Transaction['operations']): boolean =>
  operations.some((operation) => operation.unsized);

/** How much the card asks of the person before the passkey. */
export const riskOf = ({ operations, recipients }: Transaction): Risk => {
  if (operations.some((operation) => operation.changesControl)) return 'control';
  if (isUnsized(operations)) return 'unsized';
  return recipients.some((recipient) => recipient.lookalikeOf) ? 'high' : 'normal';
};

/** An operation without a single decoded field is one Tuxedo cannot read; nobody can agree to that. */
export const isReadable = ({ operations }: Transaction): boolean =>
  operations.length > 0 && operations.every((operation) => operation.fields.length > 0);
