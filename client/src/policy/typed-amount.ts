import { toStroops } from '../ui/values/format-amount.js';

export const AMOUNT_HINT = 'A plain number such as 1200 or 0.5, above 0 and with at most 7 decimals.';

/** What a person typed as an amount: absent where they typed nothing, null where it is none. */
export const typedAmount = (form: FormData, name: string): string | undefined | null => {
  const text = String(form.get(name) ?? '').trim();
  if (text === '') return undefined;
  const stroops = text.startsWith('-') ? null : toStroops(text);
  return stroops === null || stroops <= 0n ? null : text;
};

/** Whether two amounts are the same money, whatever their zeros. */
export const sameAmount = (one: string | null | undefined, other: string | null | undefined): boolean =>
  one != null && other != null ? toStroops(one) === toStroops(other) : one == null && other == null;
