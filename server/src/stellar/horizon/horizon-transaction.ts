import type { Horizon } from '@stellar/stellar-sdk';
import type { FoundTransaction } from '../gateway.js';
import { resultCodesOf } from '../results/result-xdr.js';

/** A transaction that a ledger holds. Throws unless the answer is about `hash` and says plainly how it ended. */
export const readTransaction = (found: Horizon.ServerApi.TransactionRecord, hash: string): FoundTransaction => {
  // A fee bump is also found by the hash of the transaction within.
  const isOurs = found.hash === hash || found.inner_transaction?.hash === hash;
  if (!isOurs || !Number.isSafeInteger(found.ledger_attr) || typeof found.successful !== 'boolean')
    throw new Error('The answer is not about this transaction.');
  return {
    ledger: found.ledger_attr,
    successful: found.successful,
    feeCharged: BigInt(found.fee_charged),
    resultCodes: resultCodesOf(found.result_xdr),
  };
};
