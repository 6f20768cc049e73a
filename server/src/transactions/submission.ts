import { ErrorCode } from '../errors.js';
import type { FoundTransaction, StellarGateway, SubmitResult } from '../stellar/gateway.js';
import { explainResultCodes } from '../stellar/result-codes.js';
import { TransactionStatus } from './life.js';
import type { Outcome } from './outcome.service.js';
import type { StoredFailure, Transaction } from './transaction.entity.js';

type Sent = Pick<Transaction, 'envelope' | 'hash' | 'validUntil' | 'status'>;

/**
 * One attempt to learn or bring about the end of a signed transaction: the hash first, then the same bytes again.
 * Null means: not decided yet, ask later.
 */
export const attempt = async (gateway: StellarGateway, sent: Sent, firstSend: boolean): Promise<Outcome | null> => {
  const known = firstSend ? null : await lookUp(gateway, sent);
  if (known) return known;
  // Asked for once more, because the last ledger that could hold it may have closed between the two questions.
  if (!firstSend && (await isOver(gateway, sent))) return (await lookUp(gateway, sent)) ?? expired();
  return outcomeOf(gateway, sent, await gateway.submit(sent.envelope!), firstSend);
};

export type Proof = 'APPLIED' | 'GONE';

/** What is proved of an envelope that was given up; null while it could still apply. */
export const proofOf = async (gateway: StellarGateway, sent: Sent): Promise<Proof | null> => {
  const over = await isOver(gateway, sent);
  const found = await gateway.findTransaction(sent.hash!);
  if (found) return found.successful ? 'APPLIED' : 'GONE';
  return over ? 'GONE' : null;
};

const isOver = async (gateway: StellarGateway, { validUntil }: Sent): Promise<boolean> =>
  (await gateway.latestLedger()).closedAt > validUntil!;

const lookUp = async (gateway: StellarGateway, { hash }: Sent): Promise<Outcome | null> => {
  const found = await gateway.findTransaction(hash!);
  return found && included(found);
};

const included = ({ successful, ledger, feeCharged, resultCodes }: FoundTransaction): Outcome =>
  successful
    ? { status: TransactionStatus.CONFIRMED, ledger, feeCharged }
    : { status: TransactionStatus.FAILED, failure: failureOf(resultCodes), gone: true, ledger, feeCharged };

const outcomeOf = async (
  gateway: StellarGateway,
  sent: Sent,
  result: SubmitResult,
  firstSend: boolean,
): Promise<Outcome | null> => {
  if (result.kind === 'CONFIRMED')
    return { status: TransactionStatus.CONFIRMED, ledger: result.ledger, feeCharged: result.feeCharged };
  if (result.kind === 'TRY_AGAIN') return null;
  if (result.kind === 'UNKNOWN') return { status: TransactionStatus.UNKNOWN };
  const { resultCodes, feeCharged } = result;
  if (feeCharged !== undefined)
    return { status: TransactionStatus.FAILED, failure: failureOf(resultCodes), gone: true, feeCharged };
  if (resultCodes[0] === 'tx_bad_seq') {
    // These very bytes may be what used the number up, in a ledger that was not seen when it was refused.
    const found = await lookUp(gateway, sent);
    if (found) return found;
  }
  return mayHaveBeenTaken(sent, resultCodes, firstSend)
    ? { status: TransactionStatus.UNKNOWN }
    : { status: TransactionStatus.FAILED, failure: failureOf(resultCodes), gone: false };
};

// After a send whose end nobody knows, a refusal speaks only of the second one. A ledger or the clock decides.
const mayHaveBeenTaken = ({ status }: Sent, [code]: string[], firstSend: boolean): boolean =>
  status === TransactionStatus.UNKNOWN || (!firstSend && code === 'tx_bad_seq');

const failureOf = (resultCodes: string[]): StoredFailure => ({ ...explainResultCodes(resultCodes), resultCodes });

const expired = (): Outcome => ({
  status: TransactionStatus.EXPIRED,
  failure: {
    code: ErrorCode.TRANSACTION_FAILED,
    message: 'The network did not take it in time. Nothing was sent; propose it again.',
    resultCodes: null,
  },
  gone: true,
});
