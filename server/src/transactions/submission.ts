import { ErrorCode } from '../errors.js';
import type { StellarGateway, SubmitResult } from '../stellar/gateway.js';
import { explainResultCodes } from '../stellar/result-codes.js';
import { TransactionStatus } from './life.js';
import type { Outcome } from './outcome.service.js';
import type { StoredFailure, Transaction } from './transaction.entity.js';

type Sent = Pick<Transaction, 'envelope' | 'hash' | 'validUntil' | 'sequence'>;

/**
 * One attempt to learn or bring about the end of a signed transaction: the hash first, then the same bytes again.
 * Null means: not decided yet, ask later.
 */
export const attempt = async (gateway: StellarGateway, sent: Sent, firstSend: boolean): Promise<Outcome | null> => {
  const known = firstSend ? null : await lookUp(gateway, sent);
  if (known) return known;
  if (!firstSend && (await isOver(gateway, sent))) return (await lookUp(gateway, sent)) ?? expired();
  return outcomeOf(gateway, sent, await gateway.submit(sent.envelope!));
};

/** Proved that the envelope can no longer apply: its time is over on the network's clock and the hash is absent. */
export const isGone = async (gateway: StellarGateway, sent: Sent): Promise<boolean> =>
  (await isOver(gateway, sent)) && (await gateway.findTransaction(sent.hash!)) === null;

const isOver = async (gateway: StellarGateway, { validUntil }: Sent): Promise<boolean> =>
  (await gateway.latestLedger()).closedAt > validUntil!;

const lookUp = async (gateway: StellarGateway, { hash }: Sent): Promise<Outcome | null> => {
  const found = await gateway.findTransaction(hash!);
  if (!found) return null;
  const { ledger, feeCharged } = found;
  if (found.successful) return { status: TransactionStatus.CONFIRMED, ledger, feeCharged };
  return { status: TransactionStatus.FAILED, failure: failureOf(found.resultCodes), gone: true, ledger, feeCharged };
};

const outcomeOf = async (gateway: StellarGateway, sent: Sent, result: SubmitResult): Promise<Outcome | null> => {
  if (result.kind === 'CONFIRMED')
    return { status: TransactionStatus.CONFIRMED, ledger: result.ledger, feeCharged: result.feeCharged };
  if (result.kind === 'TRY_AGAIN') return null;
  if (result.kind === 'UNKNOWN') return { status: TransactionStatus.UNKNOWN };
  // A second submission of an included transaction can answer tx_bad_seq, so the hash is asked before it is believed.
  const included = await lookUp(gateway, sent);
  return included ?? { status: TransactionStatus.FAILED, failure: failureOf(result.resultCodes), gone: false };
};

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
