import { DomainError, ErrorCode } from '../errors.js';

const MEMO_BYTES_MAX = 28;

/** A memo as the ledger takes it, or null for none. */
export const readMemo = (text: string | null | undefined): string | null => {
  const memo = text?.trim() ?? '';
  if (memo === '') return null;
  if (!memo.isWellFormed() || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(memo))
    throw new DomainError(ErrorCode.BAD_USER_INPUT, 'The memo must be one line without control characters.');
  if (Buffer.byteLength(memo) > MEMO_BYTES_MAX)
    throw new DomainError(ErrorCode.BAD_USER_INPUT, `The memo is longer than ${MEMO_BYTES_MAX} bytes. Shorten it.`);
  return memo;
};
