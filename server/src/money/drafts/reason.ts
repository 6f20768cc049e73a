import { badInput } from '../../kernel/errors.js';

const REASON_MAX = 500;
const KEY = /^[\x21-\x7e]{1,200}$/;
// Line breaks and tabs are part of a text; PostgreSQL cannot store NUL, and no other control character means anything.
const CONTROL = /(?![\n\r\t])\p{Cc}/u;

/** Somebody's words about a transaction as they are kept, or null for none. Nobody checks what they say. */
export const readReason = (text: string | null | undefined): string | null => {
  const reason = text?.trim() ?? '';
  if (reason === '') return null;
  if (reason.length > REASON_MAX) throw badInput(`The reason is longer than ${REASON_MAX} characters. Shorten it.`);
  if (!reason.isWellFormed() || CONTROL.test(reason)) throw badInput('The reason must not contain control characters.');
  return reason;
};

export const assertKey = (key: string | undefined): void => {
  if (key !== undefined && !KEY.test(key))
    throw badInput('`idempotencyKey` must have 1 to 200 printable ASCII characters without spaces.');
};
