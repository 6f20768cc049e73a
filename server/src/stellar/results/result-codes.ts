import { ErrorCode } from '../../kernel/errors.js';
import { explanations } from './result-sentences.js';

export type Explanation = { code: ErrorCode; message: string };

const isSuccess = (code: string): boolean => code.endsWith('_success');

/**
 * One sentence for a refused transaction, from Horizon's codes with the transaction's first. The first operation that
 * failed says most; `tx_failed` alone says nothing.
 */
export const explainResultCodes = (codes: string[]): Explanation => {
  const failed = codes.filter((code) => !isSuccess(code));
  const telling = failed.find((code) => !code.startsWith('tx_')) ?? failed.at(-1);
  const known = telling === undefined ? undefined : explanations[telling];
  if (known) return { code: known[0], message: known[1] };
  return {
    code: ErrorCode.TRANSACTION_FAILED,
    message: `The network refused the transaction (${codes.join(', ') || 'no code'}).`,
  };
};
