import { exactAmount, toStroops } from '../ui/format-amount.js';

type Outflow = { code: string; amount: string };

const escapeForRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const amountsSaid = (words: string, code: string): string[] =>
  [...words.matchAll(new RegExp(`(\\d[\\d,]*(?:\\.\\d{1,7})?)\\s*${escapeForRegex(code)}\\b`, 'gi'))].map((match) =>
    match[1]!.replaceAll(',', ''),
  );

/** Compares amounts the agent named with the amounts that would leave; a sentence for each that differs. */
export const claimDifferences = (words: string, outflows: Outflow[]): string[] =>
  outflows.flatMap(({ code, amount }) => {
    const said = amountsSaid(words, code);
    if (said.length === 0 || said.some((claim) => toStroops(claim) === toStroops(amount))) return [];
    return [`The agent said ${said[0]} ${code}; the transaction sends ${exactAmount(amount)} ${code}.`];
  });
