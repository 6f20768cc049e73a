import { exactAmount, fromStroops, toStroops } from '../ui/values/format-amount.js';

type Outflow = { code: string; amount: string; fee: string; reserve?: string };

const SPEAKERS = {
  AGENT: 'The agent said',
  API_KEY: 'The program said',
  PERSON: 'You wrote',
  OPERATOR: 'The operator said',
  SERVER: 'The server said',
} as const;
export type Speaker = keyof typeof SPEAKERS;

const escapeForRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const amountsSaid = (words: string, code: string): string[] =>
  [...words.matchAll(new RegExp(`(\\d[\\d,]*(?:\\.\\d{1,7})?)\\s*${escapeForRegex(code)}\\b`, 'gi'))].map((match) =>
    match[1]!.replaceAll(',', ''),
  );

/** Compares amounts the proposer named with the amounts that would leave; a sentence for each that differs. */
export const claimDifferences = (words: string, outflows: Outflow[], speaker: Speaker = 'AGENT'): string[] =>
  outflows.flatMap(({ code, amount, fee, reserve = '0' }) => {
    const said = amountsSaid(words, code);
    // Of lumens the network fee leaves too; whoever names the payment alone is right.
    const [all, ofFee] = [(toStroops(amount) ?? 0n) - (toStroops(reserve) ?? 0n), toStroops(fee) ?? 0n];
    const right = [all, all - ofFee, ofFee];
    if (said.length === 0 || said.some((claim) => right.includes(toStroops(claim) ?? -1n))) return [];
    const sends = exactAmount(fromStroops(all - ofFee));
    return [`${SPEAKERS[speaker]} ${said[0]} ${code}; the transaction sends ${sends} ${code}.`];
  });
