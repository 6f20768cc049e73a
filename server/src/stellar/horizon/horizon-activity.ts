import { toStroops } from '../../kernel/amount.js';
import { NATIVE } from '../../kernel/assets.js';
import { MemoType } from '../../rulebook/facts/memo.js';
import type { LedgerActivity } from '../gateway.js';

type Transaction = { source_account: string; memo_type?: string; memo?: string };

/** The fields of Horizon's operations that are read here; each kind of operation has some of them. */
export type OperationJson = {
  id: string;
  type: string;
  transaction_hash: string;
  transaction_successful: boolean;
  created_at: string;
  source_account: string;
  transaction_attr?: Transaction;
  account?: string;
  funder?: string;
  starting_balance?: string;
  from?: string;
  to?: string;
  into?: string;
  amount?: string;
  asset_type?: string;
  asset_code?: string;
  asset_issuer?: string;
  source_amount?: string;
  source_asset_type?: string;
  source_asset_code?: string;
  source_asset_issuer?: string;
  limit?: string;
};

type Told = Pick<LedgerActivity, 'kind' | 'asset' | 'amount' | 'counterparty'>;

const asset = (type?: string, code?: string, issuer?: string): string | null => {
  if (type === 'native') return NATIVE;
  return code && issuer ? `${code}:${issuer}` : null;
};
const amount = (decimal?: string): bigint | null => (decimal === undefined ? null : toStroops(decimal));

const payment = (o: OperationJson, address: string): Told => {
  const paid = asset(o.asset_type, o.asset_code, o.asset_issuer);
  if (o.from !== address)
    return { kind: 'RECEIVED', asset: paid, amount: amount(o.amount), counterparty: o.from ?? null };
  // A path payment leaves in one asset and arrives in another; the sender's side is what was spent.
  const sent = o.source_asset_type ? asset(o.source_asset_type, o.source_asset_code, o.source_asset_issuer) : paid;
  return { kind: 'SENT', asset: sent, amount: amount(o.source_amount ?? o.amount), counterparty: o.to ?? null };
};

const createAccount = (o: OperationJson, address: string): Told => {
  const opened = o.account === address;
  const counterparty = (opened ? o.funder : o.account) ?? null;
  return { kind: opened ? 'CREATED' : 'SENT', asset: NATIVE, amount: amount(o.starting_balance), counterparty };
};

const changeTrust = (o: OperationJson): Told => ({
  kind: amount(o.limit) === 0n ? 'TRUST_REMOVED' : 'TRUST_ADDED',
  asset: asset(o.asset_type, o.asset_code, o.asset_issuer),
  amount: null,
  counterparty: null,
});

const merge = (o: OperationJson, address: string): Told => {
  const received = o.into === address;
  const counterparty = (received ? o.account : o.into) ?? null;
  return { kind: received ? 'RECEIVED' : 'SENT', asset: NATIVE, amount: null, counterparty };
};

const tell = (o: OperationJson, address: string): Told => {
  switch (o.type) {
    case 'payment':
    case 'path_payment_strict_send':
    case 'path_payment_strict_receive':
      return payment(o, address);
    case 'create_account':
      return createAccount(o, address);
    case 'change_trust':
      return changeTrust(o);
    case 'account_merge':
      return merge(o, address);
    default:
      return { kind: 'OTHER', asset: null, amount: null, counterparty: null };
  }
};

/** Horizon gives hashes in base64; people and explorers compare them in hexadecimal digits. */
const memoOf = ({
  memo_type: kind = 'none',
  memo,
}: Partial<Transaction> = {}): Pick<LedgerActivity, 'memo' | 'memoType'> => {
  const type = Object.values(MemoType).find((one) => one.toLowerCase() === kind);
  if (!type || memo === undefined) return { memo: null, memoType: null };
  const isHash = type === 'HASH' || type === 'RETURN';
  return { memo: isHash ? Buffer.from(memo, 'base64').toString('hex') : memo, memoType: type };
};

/** One operation as `address` lived it. */
export const readActivity = (o: OperationJson, address: string): LedgerActivity => ({
  ...tell(o, address),
  id: o.id,
  ...memoOf(o.transaction_attr),
  transactionHash: o.transaction_hash,
  // An operation's id starts with the number of its ledger (SEP-35).
  ledger: Number(BigInt(o.id) >> 32n),
  at: new Date(o.created_at),
  successful: o.transaction_successful,
});

/** Others' failed transactions cost nothing to send, so they would be a free way to write into somebody's history. */
export const concerns = (o: OperationJson, address: string): boolean =>
  o.transaction_successful || (o.transaction_attr?.source_account ?? o.source_account) === address;
