import type { ApprovalCard_TransactionFragment } from '../graphql/generated/graphql.js';
import { fromStroops, toStroops } from '../ui/values/format-amount.js';

type Transaction = ApprovalCard_TransactionFragment;
export type Warning = NonNullable<Transaction['approval']>['warnings'][number];

/** What a card asks for before Approve: nothing, a tick that somebody compared, or the account's name by hand. */
export type Gate = 'none' | 'compare' | 'name';

const NAMED_BY_HAND: readonly string[] = ['CONTROL_CHANGE', 'UNKNOWN_COST'];

/** The server says how bad it is. */
export const gateOf = ({ approval }: Transaction): Gate => {
  if (approval?.riskLevel !== 'HIGH') return 'none';
  return approval.warnings.some(({ code }) => NAMED_BY_HAND.includes(code)) ? 'name' : 'compare';
};

/** Without what is only locked, which the effects tell. */
export const gone = ({ amount, reserve }: Transaction['outflows'][number]): string =>
  fromStroops((toStroops(amount) ?? 0n) - (toStroops(reserve) ?? 0n));

/** What leaves beside the network fee, which has a row of its own. */
export const spent = ({ outflows, fee }: Transaction): Transaction['outflows'] =>
  outflows.filter((outflow) => outflow.asset !== 'XLM' || toStroops(gone(outflow)) !== toStroops(fee));

/** An operation without a single decoded field is one Tuxedo cannot read; nobody can agree to that. */
export const isReadable = ({ operations }: Transaction): boolean =>
  operations.length > 0 && operations.every((operation) => operation.fields.length > 0);
