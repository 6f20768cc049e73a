// What the network knows about one kind of operation: how much signature it needs, what makes it malformed, what it does.
import type { xdr } from '@stellar/stellar-sdk/base';
import type { Threshold } from '../ledger/account-rules.js';
import type { EntryLayer } from '../ledger/entry-store.js';

export type OperationContext = {
  layer: EntryLayer;
  sourceId: string;
  ledgerSeq: number;
};

/** The result the ledger records, and whether it is a success. A failure leaves nothing behind in the layer. */
export type OperationOutcome = { ok: boolean; result: xdr.OperationResult };

export interface OperationRule {
  threshold: Threshold;
  /** A failure that shows without looking at the ledger, or null. */
  check(sourceId: string): xdr.OperationResult | null;
  apply(context: OperationContext): OperationOutcome;
  /** What the result says while nothing has gone wrong. */
  success: xdr.OperationResult;
}

export function succeeded(result: xdr.OperationResult): OperationOutcome {
  return { ok: true, result };
}

export function failed(result: xdr.OperationResult): OperationOutcome {
  return { ok: false, result };
}
