import { describe } from './answers.js';
import { codeOf, typedAsset } from './choice.js';
import type { Facts } from './facts.js';
import type { PlannedTurn } from './planned-turn.js';
import type { Intent } from './sentence.js';

type Change = Extract<Intent, { kind: 'change' }>;
type Waiting = {
  id: string;
  account: { id: string };
  operations: { type: string }[];
  outflows: { asset: string }[];
  recipients: { address: string }[];
  memo: string | null;
  memoType: string | null;
};

const NOTHING = 'Nothing of this conversation waits to be changed. Write for example: send 25 XLM to Coffee Corner';
const SEVERAL =
  'More than one of my proposals waits here. Reject those that you do not want, and write the payment anew.';
const NO_PAYMENT = 'What waits is no single payment, so I cannot change its amount. Reject it, and write it anew.';

/** The payment that waits, with another amount: proposed in its place, so that no more than one of them can be approved. */
export const planChange = (intent: Change, { seen, waiting }: Facts): PlannedTurn => {
  const done = seen.get('proposePayment');
  if (done) return { text: describe.proposal('payment', done) };
  const [id, another] = waiting;
  if (id === undefined) return { text: NOTHING };
  if (another !== undefined) return { text: SEVERAL };
  const old = seen.get('transaction');
  if (!old) return { text: 'I look up what waits.', call: { name: 'transaction', arguments: { id } } };
  return proposeInstead(intent, old.value as Waiting);
};

const proposeInstead = ({ amount, asset }: Change, old: Waiting): PlannedTurn => {
  const [recipient, other] = old.recipients;
  // Of a payment in another asset the network fee is a second outflow.
  const paid = old.outflows.find((outflow) => outflow.asset !== 'XLM')?.asset ?? 'XLM';
  const isPayment = old.operations.length === 1 && old.operations[0]?.type === 'Payment';
  if (!isPayment || !recipient || other) return { text: NO_PAYMENT };
  if (asset !== null && typedAsset(asset) !== codeOf(paid))
    return {
      text: `What waits pays ${codeOf(paid)}. To pay ${typedAsset(asset)}, reject it and write the payment anew.`,
    };
  const memo = old.memo === null ? {} : { memo: old.memo, ...(old.memoType !== null && { memoType: old.memoType }) };
  const whom = { accountId: old.account.id, destination: recipient.address, asset: paid };
  const input = { ...whom, amount, ...memo, replaces: old.id };
  const text = `I propose ${amount} ${codeOf(paid)} in its place.`;
  return { text, call: { name: 'proposePayment', arguments: { input } } };
};
