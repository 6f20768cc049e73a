/** Digits in threes, for reading: what is signed and sent keeps its own spelling. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

const NUMBER = /(?<![\w.,:-])(\d{4,})(?=(?:\.\d+)?(?![\w.,:-]))/g;

/** Groups every number that stands alone. Only for text in which no person chose a word, such as "1200 USDC". */
export const groupNumbers = (text: string): string => text.replace(NUMBER, grouped);

/** The same for a value that is one amount, such as a limit; any other value stays. */
export const groupAmount = (value: string): string => (/^\d+(\.\d+)? \S+$/.test(value) ? groupNumbers(value) : value);

/**
 * Groups these amounts in a sentence of the server, each where it is named first. A sentence may also hold a name that
 * somebody chose, which must be read as it is.
 */
export const groupAmounts = (sentence: string, amounts: readonly string[]): string => {
  let [done, rest] = ['', sentence];
  for (const amount of amounts) {
    const at = rest.indexOf(amount);
    if (amount === '' || at < 0 || /[\w.,]/.test(rest.charAt(at - 1))) continue;
    done += rest.slice(0, at) + groupNumbers(amount);
    rest = rest.slice(at + amount.length);
  }
  return done + rest;
};

type Operations = readonly { fields: readonly { kind: string; value: string }[] }[];

/** The headline of a transaction with its decoded amounts grouped. */
export const readableSummary = (summary: string, operations: Operations): string =>
  groupAmounts(
    summary,
    operations.flatMap(({ fields }) => fields.filter(({ kind }) => kind === 'AMOUNT').map(({ value }) => value)),
  );
