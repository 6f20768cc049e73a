import { badInput } from '../../kernel/errors.js';
import { MemoType, type TypedMemo } from '../../rulebook/facts/memo.js';

const MEMO_BYTES_MAX = 28;
const ID_MAX = 2n ** 64n - 1n;

type Given = { memo?: string | null | undefined; memoType?: MemoType | null | undefined };

/** A memo as the ledger takes it, or null for none. Never of another type than it was given as. */
export const readMemo = ({ memo: text, memoType }: Given): TypedMemo | null => {
  const value = text?.trim() ?? '';
  const type = memoType ?? MemoType.TEXT;
  if (value === '' && type !== MemoType.TEXT)
    throw badInput('`memoType` says of which type a memo is. Give the memo as well, or leave the type out.');
  return value === '' ? null : { type, value: READERS[type](value) };
};

const readText = (text: string): string => {
  if (!text.isWellFormed() || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    throw badInput('The memo must be one line without control characters.');
  if (Buffer.byteLength(text) > MEMO_BYTES_MAX)
    throw badInput(`The memo is longer than ${MEMO_BYTES_MAX} bytes. Shorten it.`);
  return text;
};

const readId = (digits: string): string => {
  if (/^(?:0|[1-9]\d{0,19})$/.test(digits) && BigInt(digits) <= ID_MAX) return digits;
  throw badInput(
    `A memo of type ID is a whole number from 0 to ${ID_MAX}, without zeros in front or any other character.`,
  );
};

const readHash = (hex: string): string => {
  if (/^[0-9a-f]{64}$/i.test(hex)) return hex.toLowerCase();
  throw badInput('A memo of type HASH or RETURN has 32 bytes: 64 hexadecimal digits (0 to 9, a to f).');
};

const READERS: Record<MemoType, (value: string) => string> = {
  TEXT: readText,
  ID: readId,
  HASH: readHash,
  RETURN: readHash,
};
