// How a transaction went, and the XDR result that says so. A fee bump wraps the result of the transaction inside it.
import { xdr } from '@stellar/stellar-sdk/base';
import type { TransactionFrame } from './transaction-frame.js';

type InnerCode = xdr.InnerTransactionResultResult['type'];
export type BareCode = Exclude<InnerCode, 'txSuccess' | 'txFailed'>;

export type InnerOutcome = { code: 'txSuccess' | 'txFailed'; operations: xdr.OperationResult[] } | { code: BareCode };

/** `bumpCode` is a fault of the fee bump itself; then the inner transaction was never looked at. */
export type Outcome = InnerOutcome | { bumpCode: BareCode };

export function resultOf(frame: TransactionFrame, outcome: Outcome, feeCharged: bigint): xdr.TransactionResult {
  return new xdr.TransactionResult({
    feeCharged,
    result: resultBody(frame, outcome),
    ext: xdr.TransactionResultExt.v0(),
  });
}

export function isSuccess(result: xdr.TransactionResult): boolean {
  return result.result.type === 'txSuccess' || result.result.type === 'txFeeBumpInnerSuccess';
}

function resultBody(frame: TransactionFrame, outcome: Outcome): xdr.TransactionResultResult {
  if ('bumpCode' in outcome) return xdr.TransactionResultResult[outcome.bumpCode]();
  if (!frame.feeBump) {
    return 'operations' in outcome
      ? xdr.TransactionResultResult[outcome.code](outcome.operations)
      : xdr.TransactionResultResult[outcome.code]();
  }
  const pair = innerPair(frame, outcome);
  return outcome.code === 'txSuccess'
    ? xdr.TransactionResultResult.txFeeBumpInnerSuccess(pair)
    : xdr.TransactionResultResult.txFeeBumpInnerFailed(pair);
}

function innerPair(frame: TransactionFrame, outcome: InnerOutcome): xdr.InnerTransactionResultPair {
  const result =
    'operations' in outcome
      ? xdr.InnerTransactionResultResult[outcome.code](outcome.operations)
      : xdr.InnerTransactionResultResult[outcome.code]();
  return new xdr.InnerTransactionResultPair({
    transactionHash: frame.contentHash,
    // The fee is the bump's alone: the inner transaction pays nothing.
    result: new xdr.InnerTransactionResult({ feeCharged: 0n, result, ext: xdr.InnerTransactionResultExt.v0() }),
  });
}
