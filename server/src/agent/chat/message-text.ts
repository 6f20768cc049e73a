import { badInput } from '../../kernel/errors.js';

const TEXT_MAX = 4_000;
const KEY = /^[\x21-\x7e]{1,200}$/;
const TITLE_MAX = 60;
// Line breaks and tabs are part of a message; other control characters are not, and PostgreSQL cannot store NUL.
const CONTROL = /(?![\n\r\t])\p{Cc}/u;
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A message as it is kept: trimmed, 1 to 4000 characters. */
export const messageText = (text: string): string => {
  const trimmed = text.trim();
  const length = [...trimmed].length;
  if (length < 1 || length > TEXT_MAX) throw badInput(`A message must have 1 to ${TEXT_MAX} characters.`);
  if (!trimmed.isWellFormed() || CONTROL.test(trimmed))
    throw badInput('A message must not contain control characters.');
  return trimmed;
};

export const messageKey = (key: string | null | undefined): string | null => {
  if (key === null || key === undefined) return null;
  if (!KEY.test(key)) throw badInput('`idempotencyKey` must have 1 to 200 printable ASCII characters without spaces.');
  return key;
};

/** The title that a first message gives to its thread: one line, in one direction, not too long. */
export const titleFrom = (text: string): string | null => {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll(INVISIBLE, '').trim();
  const characters = [...line];
  if (characters.length <= TITLE_MAX) return line || null;
  return `${characters
    .slice(0, TITLE_MAX - 1)
    .join('')
    .trimEnd()}…`;
};
