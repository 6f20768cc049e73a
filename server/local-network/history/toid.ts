// Horizon's ids (SEP-35): ledger, transaction and operation packed into one number that sorts by time.
const TRANSACTION_SHIFT = 12n;
const LEDGER_SHIFT = 32n;

/** Orders count from one; zero stands for the ledger or the transaction itself. */
export function toidOf(ledgerSeq: number, transactionOrder = 0, operationOrder = 0): bigint {
  return (BigInt(ledgerSeq) << LEDGER_SHIFT) | (BigInt(transactionOrder) << TRANSACTION_SHIFT) | BigInt(operationOrder);
}
