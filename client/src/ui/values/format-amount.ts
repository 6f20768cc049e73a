const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?$/;
const PLACES = 7;

/** Stroops of a decimal string; null when it is no such number. Money never becomes a `number`. */
export const toStroops = (amount: string): bigint | null => {
  const match = AMOUNT.exec(amount.trim());
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > PLACES) return null;
  const stroops = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return sign === '-' ? -stroops : stroops;
};

export const fromStroops = (stroops: bigint): string => {
  const digits = (stroops < 0n ? -stroops : stroops).toString().padStart(PLACES + 1, '0');
  return `${stroops < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
};

const grouped = (whole: string): string => whole.replace(/\B(?=(\d{3})+$)/g, ',');

/** All seven decimals, grouped: what is signed, never rounded. */
export const exactAmount = (amount: string): string => {
  const stroops = toStroops(amount);
  if (stroops === null) return amount;
  const [whole = '', fraction = ''] = fromStroops(stroops).split('.');
  return `${whole.startsWith('-') ? '-' : ''}${grouped(whole.replace('-', ''))}.${fraction}`;
};

/** Exact, without the zeros at the end that carry nothing, and at least two decimals. */
export const shortAmount = (amount: string): string => exactAmount(amount).replace(/(\.\d{2}\d*?)0+$/, '$1');

/** Dollars to the cent, half a cent rounds up: an estimate, so it is always named as one. */
export const usd = (amount: string): string => {
  const stroops = toStroops(amount);
  if (stroops === null) return `${amount} USD`;
  const magnitude = stroops < 0n ? -stroops : stroops;
  const cents = (magnitude + 50_000n) / 100_000n;
  const text = cents.toString().padStart(3, '0');
  const sign = stroops < 0n && cents > 0n ? '-' : '';
  return `${sign}${grouped(text.slice(0, -2))}.${text.slice(-2)} USD`;
};

/** Parts of a whole, 0 to 100, for drawing only. */
export const percentOf = (part: bigint, whole: bigint): number => {
  if (whole <= 0n) return 100;
  const thousandths = (part * 1000n) / whole;
  return Math.max(0, Math.min(100, Number(thousandths) / 10));
};
