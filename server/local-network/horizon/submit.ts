// Takes transactions in: one door waits for the ledger and answers with the outcome, the other answers at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { xdr } from '@stellar/stellar-sdk/base';
import type { TransactionRecord } from '../history/history.js';
import type { Network } from '../network/network.js';
import { openEnvelope, type TransactionFrame } from '../transactions/transaction-frame.js';
import { badRequest, malformedTransaction, Problem, submissionTimeout } from './problem.js';
import { renderTransaction } from './render-transaction.js';
import { resultCodesOf } from './result-codes.js';

type Json = Record<string, unknown>;

const WAIT_MS = 30_000;
const STATUS = { PENDING: 201, DUPLICATE: 409, TRY_AGAIN_LATER: 503, ERROR: 400 } as const;

/** Answers once the transaction is in a ledger. One that is there already is answered just as the first time. */
export async function submitAndWait(network: Network, params: URLSearchParams, base: string): Promise<Json> {
  const frame = readFrame(params);
  const deadline = AbortSignal.timeout(WAIT_MS);
  while (!deadline.aborted) {
    const known = network.history.findTransaction(frame.hash);
    if (known) return outcomeOf(known, base);
    const submission = network.submit(frame);
    if (submission.status === 'ERROR') throw transactionFailed(frame.envelopeXdr, submission.result);
    if (submission.status !== 'TRY_AGAIN_LATER')
      return outcomeOf(await inTime(submission.included, frame, deadline), base);
    // Another transaction of this account is on its way; this one's turn comes with the next ledger.
    await Promise.race([network.whenFree(frame.sourceId), aborted(deadline)]);
  }
  throw submissionTimeout(frame.hash, frame.envelopeXdr);
}

export function submitOnly(network: Network, params: URLSearchParams): { status: number; body: Json } {
  const frame = readFrame(params);
  const submission = network.submit(frame);
  const body: Json = { tx_status: submission.status, hash: frame.hash };
  if (submission.status === 'ERROR') body.error_result_xdr = submission.result.toXdr('base64');
  return { status: STATUS[submission.status], body };
}

/** Thrown for a transaction that was refused, or that is in a ledger but failed. */
export function transactionFailed(envelopeXdr: string, result: xdr.TransactionResult): Problem {
  return new Problem({
    slug: 'transaction_failed',
    title: 'Transaction Failed',
    status: 400,
    detail:
      'The transaction failed when submitted to the stellar network. The `extras.result_codes` field on this response contains further details.  Descriptions of each code can be found at: https://developers.stellar.org/api/errors/http-status-codes/horizon-specific/transaction-failed/',
    extras: { envelope_xdr: envelopeXdr, result_codes: resultCodesOf(result), result_xdr: result.toXdr('base64') },
  });
}

function readFrame(params: URLSearchParams): TransactionFrame {
  const envelope = params.get('tx');
  if (!envelope) throw badRequest('tx', 'The field tx must hold a transaction envelope in base64.');
  try {
    return openEnvelope(envelope);
  } catch {
    throw malformedTransaction(envelope);
  }
}

function outcomeOf(record: TransactionRecord, base: string): Json {
  if (record.successful) return renderTransaction(record, base);
  throw transactionFailed(record.closed.envelope, record.result);
}

/** A ledger that could not be written leaves the outcome open, just like one that does not come. */
async function inTime(
  included: Promise<TransactionRecord>,
  frame: TransactionFrame,
  deadline: AbortSignal,
): Promise<TransactionRecord> {
  const record = await Promise.race([included.catch(() => null), aborted(deadline)]);
  if (!record) throw submissionTimeout(frame.hash, frame.envelopeXdr);
  return record;
}

async function aborted(deadline: AbortSignal): Promise<null> {
  await sleep(WAIT_MS, null, { signal: deadline, ref: false }).catch(() => null);
  return null;
}
