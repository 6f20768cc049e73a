import {
  type OperationRecord,
  type Transaction as StellarTransaction,
  TransactionBuilder,
} from '@stellar/stellar-sdk/base';
import type { NetworkName } from '../config.js';
import type { Outflow } from '../policy/policy.js';
import type { DecodedOperation } from './decoded.js';
import { type Sized, size } from './sizing.js';

export type Decoded = {
  summary: string;
  operations: DecodedOperation[];
  /** Worst case by asset, the network fee included in XLM. */
  outflows: Outflow[];
  destinations: string[];
  unknownTrusts: string[];
  controlChanges: string[];
  unsized: string[];
  feeMax: bigint;
  memo: string | null;
};

/** Reads what a transaction does from its bytes alone. `labels` names addresses for people. */
export const decode = (
  intent: string,
  passphrase: string,
  network: NetworkName,
  labels: (address: string) => string,
): Decoded => {
  const transaction = TransactionBuilder.fromXdr(intent, passphrase) as StellarTransaction;
  const sized = transaction.operations.map((operation) => sizeFrom(transaction.source, operation, labels, network));
  const feeMax = BigInt(transaction.fee);
  return {
    summary:
      sized.length === 1
        ? sized[0]!.intent
        : `${sized.length} operations: ${sized.map(({ intent }) => intent).join('; ')}`,
    operations: sized.map(toOperation),
    outflows: outflowsOf(sized, feeMax),
    destinations: [...new Set(sized.flatMap(({ destination }) => destination ?? []))],
    unknownTrusts: sized.flatMap(({ unknownTrust }) => unknownTrust ?? []),
    controlChanges: sized.filter((s) => s.changesControl).map(({ name }) => name),
    unsized: sized.filter((s) => s.unsized).map(({ name }) => name),
    feeMax,
    memo: memoText(transaction),
  };
};

// An operation may name another account as its source, whose money is not counted here.
const sizeFrom = (
  source: string,
  operation: OperationRecord,
  labels: (address: string) => string,
  network: NetworkName,
): Sized => {
  const sized = size(operation, labels, network);
  return operation.source && operation.source !== source ? { ...sized, unsized: true } : sized;
};

const toOperation = ({ name, intent, fields, destination, changesControl }: Sized): DecodedOperation => ({
  type: name,
  intent,
  fields,
  destination,
  changesControl,
});

const outflowsOf = (sized: Sized[], feeMax: bigint): Outflow[] => {
  const sums = new Map<string, bigint>();
  for (const { outflow } of sized)
    if (outflow) sums.set(outflow.asset, (sums.get(outflow.asset) ?? 0n) + outflow.amount);
  sums.set('XLM', (sums.get('XLM') ?? 0n) + feeMax);
  return [...sums].map(([asset, amount]) => ({ asset, amount, fee: asset === 'XLM' ? feeMax : 0n }));
};

const memoText = ({ memo }: StellarTransaction): string | null => {
  if (memo.type === 'none' || memo.value == null) return null;
  return typeof memo.value === 'string'
    ? memo.value
    : Buffer.from(memo.value).toString(memo.type === 'text' ? 'utf8' : 'hex');
};
