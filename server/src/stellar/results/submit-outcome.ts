import type { SubmitResult } from '../gateway.js';
import { resultCodesOf } from './result-xdr.js';

type TransactionJson = {
  hash?: unknown;
  ledger?: unknown;
  successful?: unknown;
  fee_charged?: unknown;
  result_xdr?: unknown;
};
type Problem = {
  type?: unknown;
  tx_status?: unknown;
  extras?: { result_codes?: { transaction?: string; inner_transaction?: string; operations?: string[] } };
};
type HttpFailure = { response?: { status: number; data?: unknown } };

const unknown = (message: string): SubmitResult => ({ kind: 'UNKNOWN', message });

/** What a 200 to a submission means. It counts as confirmed only if it speaks of the very transaction we sent. */
export const acceptedOutcome = (data: unknown, hash: string): SubmitResult => {
  const { hash: told, ledger, successful, fee_charged, result_xdr } = (data ?? {}) as TransactionJson;
  const fee = String(fee_charged);
  if (told !== hash || typeof ledger !== 'number' || !/^\d+$/.test(fee))
    return unknown('The network answered something unreadable.');
  if (successful === false && typeof result_xdr === 'string')
    return { kind: 'FAILED', resultCodes: resultCodesOf(result_xdr), feeCharged: BigInt(fee) };
  return successful === true
    ? { kind: 'CONFIRMED', ledger, feeCharged: BigInt(fee), hash }
    : unknown('The network did not say whether the transaction succeeded.');
};

// Horizon turns these away before it hands the transaction on.
const NOT_TAKEN = ['rate_limit_exceeded', 'server_over_capacity', 'stale_history', 'still_ingesting'];

/** What any other answer means, or none. Whatever does not prove the opposite is UNKNOWN: it may have been taken. */
export const refusedOutcome = (error: unknown): SubmitResult => {
  const response = (error as HttpFailure | null)?.response;
  if (!response) return unknown('The connection to the network was lost before it answered.');
  const problem = (typeof response.data === 'object' && response.data !== null ? response.data : {}) as Problem;
  const codes = problem.extras?.result_codes;
  if (codes?.transaction) {
    const inner = codes.inner_transaction ? [codes.inner_transaction] : [];
    return { kind: 'FAILED', resultCodes: [codes.transaction, ...inner, ...(codes.operations ?? [])] };
  }
  const slug = String(problem.type).split('/').at(-1) ?? '';
  if (slug === 'transaction_malformed') return { kind: 'FAILED', resultCodes: ['tx_malformed'] };
  if (problem.tx_status === 'TRY_AGAIN_LATER' || NOT_TAKEN.includes(slug)) return { kind: 'TRY_AGAIN' };
  return unknown(`The network has not said yet what became of the transaction (HTTP ${response.status}).`);
};
