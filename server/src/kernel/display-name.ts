import { badInput } from './errors.js';

const MAX_LENGTH = 80;
// Control characters and line separators break a line; bidi characters make a name read as another one.
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A text that people are shown as written: trimmed, 1 to `max` characters, one line, in one direction. */
export const displayName = (text: string, what: string, max = MAX_LENGTH): string => {
  const name = text.trim();
  const refuse = (rule: string) => badInput(`The ${what} ${rule}`);
  if (!name.isWellFormed() || FORBIDDEN.test(name))
    throw refuse('must not contain line breaks, control characters or characters that change the writing direction.');
  const length = [...name].length;
  if (length < 1 || length > max) throw refuse(`must have 1 to ${max} characters.`);
  return name;
};
