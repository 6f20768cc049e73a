import { need } from '../../tee/quote-verifier/refuted.js';

/** Everything outside strings without the white space that JSON allows. */
const squeezed = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1');

// What some writers make of letters outside ASCII; the only other spelling that is taken.
const ascii = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Reads JSON that has one spelling: no key twice, no needless escape, no second way to write a number. So a text with
 * any other byte in it, white space apart, is either refused here or means something else.
 */
export const parseStrictly = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  const [written, normal] = [squeezed(text), JSON.stringify(value)];
  need(
    written === normal || written === ascii(normal),
    'This is not JSON as the server wrote it: a key stands there twice, or a value is spelled in another way.',
  );
  return value;
};
