const NUL = '\u0000';

/** Whether databases and hashes can hold a text: PostgreSQL stores no NUL, and half a character has no UTF-8. */
export const isStorable = (text: string): boolean => !text.includes(NUL) && text.isWellFormed();

/** Plain JSON with every text of it made storable, keys too: what cannot be held is shown as U+FFFD. */
export const storable = <T>(value: T): T => made(value) as T;

const made = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll(NUL, '\ufffd').toWellFormed();
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [made(key), made(item)]));
};
