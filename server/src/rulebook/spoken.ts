import { toStroops } from '../kernel/amount.js';
import { nameKey } from '../kernel/name-key.js';

/** Looks for what a person said, in their own words. Where a text can be read in two ways, it is not taken as said. */
const LETTER = /[\p{L}\p{N}]/u;

/** Whether one of these texts holds `what`, and not as a piece of something longer. */
const holds = (texts: readonly string[], what: string): boolean =>
  what !== '' &&
  texts.some((text) => {
    for (let at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
      const [before, after] = [text[at - 1] ?? '', text[at + what.length] ?? ''];
      if (!LETTER.test(before) && !LETTER.test(after)) return true;
    }
    return false;
  });

export const saysAddress = (words: readonly string[], address: string): boolean => holds(words, address);

/** As it is shown, hidden characters written out; a memo of one or two digits may well be a part of what was said otherwise. */
export const saysMemo = (words: readonly string[], memo: string): boolean => holds(words, memo);

/** Names are compared as the address book compares them: without case and without what one cannot see. */
export const saysName = (words: readonly string[], name: string): boolean => holds(words.map(nameKey), nameKey(name));

// Not a part of a date, of a number such as INV-2291 or #7, or of a longer word; a code may follow at once, as in 25USDC.
const START = String.raw`(?<![\p{L}\p{N}_.,'’/:#-])`;
const END = String.raw`(?![\p{N}_/:-])`;
const TOKEN = new RegExp(String.raw`${START}\d[\d.,'’]*${END}`, 'gu');
const SPACED = new RegExp(String.raw`${START}\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,7})?(?![\d.,'’])${END}`, 'gu');

const PLAIN = /^\d+(?:\.\d{1,7})?$/;
const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d{1,7})?$|^\d{1,3}(?:['’]\d{3})+(?:[.,]\d{1,7})?$/;
const DECIMAL_COMMA = /^\d+,(?:\d{1,2}|\d{4,7})$|^\d{1,3}(?:\.\d{3})+,\d{1,7}$/;

const readNumber = (token: string): bigint | null => {
  const text = token.replace(/[.,'’]+$/, '');
  if (PLAIN.test(text)) return stroopsOf(text);
  if (THOUSANDS.test(text)) return stroopsOf(text.replace(/['’]|,(?=\d{3}(?!\d))/g, '').replace(',', '.'));
  if (DECIMAL_COMMA.test(text)) return stroopsOf(text.replaceAll('.', '').replace(',', '.'));
  return null;
};

const stroopsOf = (decimal: string): bigint | null => {
  try {
    return toStroops(decimal.replace(/^0+(?=\d)/, ''));
  } catch {
    return null; // More than the ledger could hold: nobody can have meant it.
  }
};

/** The amounts that somebody named: `1200`, `1,200`, `1 200.00`, `1'200`, `12,50`. `1.200` is a little more than one. */
export const amountsIn = (words: readonly string[]): Set<bigint> => {
  const tokens = words.flatMap((text) => text.match(TOKEN) ?? []);
  const spaced = words.flatMap((text) =>
    (text.match(SPACED) ?? []).map((found) => found.replace(/[ \u00a0\u202f]/g, '')),
  );
  return new Set([...tokens, ...spaced].map(readNumber).filter((amount) => amount !== null));
};

const NUMBER = String.raw`\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,7})?|\d[\d.,'’]*`;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const namesOf = (code: string): string => (code === 'XLM' ? 'XLM|lumens?' : escaped(code));

/** The amounts that are named of an asset, as in `25 USDC` and `1,200usdc`, in the order of the text. */
export const amountsOfCode = (text: string, code: string): bigint[] => {
  const named = new RegExp(String.raw`${START}(${NUMBER})[ \u00a0\u202f]*(?:${namesOf(code)})(?![\p{L}\p{N}])`, 'giu');
  return [...text.matchAll(named)]
    .map(([, number]) => readNumber(number!.replace(/[ \u00a0\u202f]/g, '')))
    .filter((amount) => amount !== null);
};
