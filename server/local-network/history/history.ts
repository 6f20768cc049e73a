// Everything that happened, indexed the ways it can be asked for. Lists are in order of their ids, which is order of time.
import { xdr } from '@stellar/stellar-sdk/base';
import type { ClosedLedger, ClosedTransaction } from '../ledger/closed-ledger.js';
import { isSuccess } from '../transactions/outcome.js';
import { openEnvelope, type TransactionFrame } from '../transactions/transaction-frame.js';
import { sourceOf } from '../transactions/validate.js';
import { operationParticipants } from './participants.js';
import { toidOf } from './toid.js';

export type TransactionRecord = {
  id: bigint;
  ledger: ClosedLedger;
  frame: TransactionFrame;
  closed: ClosedTransaction;
  result: xdr.TransactionResult;
  successful: boolean;
  operations: OperationRecord[];
};

export type OperationRecord = {
  id: bigint;
  transaction: TransactionRecord;
  sourceId: string;
  body: xdr.OperationBody;
  sourceAccount: xdr.MuxedAccount;
};

export type LedgerRecord = { id: bigint; ledger: ClosedLedger; transactions: TransactionRecord[] };

type AccountHistory = { transactions: TransactionRecord[]; operations: OperationRecord[] };

export class History {
  readonly ledgers: LedgerRecord[] = [];
  readonly transactions: TransactionRecord[] = [];
  readonly operations: OperationRecord[] = [];
  private readonly byAccount = new Map<string, AccountHistory>();
  private readonly byHash = new Map<string, TransactionRecord>();

  /** The transaction with this hash, be it that of a fee bump or of the transaction inside one. */
  findTransaction(hash: string): TransactionRecord | undefined {
    return this.byHash.get(hash);
  }

  findLedger(seq: number): LedgerRecord | undefined {
    return this.ledgers[seq - 1];
  }

  ofAccount(accountId: string): AccountHistory {
    return this.byAccount.get(accountId) ?? { transactions: [], operations: [] };
  }

  add(ledger: ClosedLedger): LedgerRecord {
    const transactions = ledger.transactions.map((closed, index) => recordOf(ledger, closed, index + 1));
    const record = { id: toidOf(ledger.seq), ledger, transactions };
    this.ledgers.push(record);
    for (const transaction of transactions) this.index(transaction);
    return record;
  }

  private index(transaction: TransactionRecord): void {
    const { frame } = transaction;
    this.transactions.push(transaction);
    this.byHash.set(frame.hash, transaction);
    this.byHash.set(Buffer.from(frame.contentHash).toString('hex'), transaction);
    const involved = new Set([frame.sourceId, frame.feeSourceId]);
    for (const operation of transaction.operations) {
      this.operations.push(operation);
      for (const accountId of operationParticipants(operation)) {
        involved.add(accountId);
        this.entryOf(accountId).operations.push(operation);
      }
    }
    for (const accountId of involved) this.entryOf(accountId).transactions.push(transaction);
  }

  private entryOf(accountId: string): AccountHistory {
    const known = this.byAccount.get(accountId);
    if (known) return known;
    const fresh: AccountHistory = { transactions: [], operations: [] };
    this.byAccount.set(accountId, fresh);
    return fresh;
  }
}

function recordOf(ledger: ClosedLedger, closed: ClosedTransaction, order: number): TransactionRecord {
  const frame = openEnvelope(closed.envelope);
  const result = xdr.TransactionResult.fromXdr(closed.result, 'base64');
  const id = toidOf(ledger.seq, order);
  const transaction: TransactionRecord = {
    id,
    ledger,
    frame,
    closed,
    result,
    successful: isSuccess(result),
    operations: [],
  };
  transaction.operations = frame.tx.operations.map((operation, index) => ({
    id: toidOf(ledger.seq, order, index + 1),
    transaction,
    sourceId: sourceOf(operation, frame),
    body: operation.body,
    sourceAccount: operation.sourceAccount ?? frame.tx.sourceAccount,
  }));
  return transaction;
}
