import { badInput } from './errors.js';

const STROOPS_PER_UNIT = 10_000_000n;
const PLACES = 7;
/** The ledger keeps every amount in a signed 64-bit integer. */
export const MAX_STROOPS = 2n ** 63n - 1n;

// No sign, no exponent, no spaces, no second zero in front: one way to write each amount.
const DECIMAL = /^(0|[1-9]\d{0,18})(?:\.(\d{1,7}))?$/;

/** `"1.5"` to `15000000n`. Refuses everything the ledger could not hold exactly. */
export const toStroops = (decimal: string): bigint => {
  const match = DECIMAL.exec(decimal);
  if (!match)
    throw badInput('An amount is a decimal number of at least 0 with up to 7 places after a point, such as "12.5".');
  const stroops = BigInt(match[1]!) * STROOPS_PER_UNIT + BigInt((match[2] ?? '').padEnd(PLACES, '0'));
  if (stroops > MAX_STROOPS) throw badInput(`An amount can be at most ${fromStroops(MAX_STROOPS)}.`);
  return stroops;
};

/** Exactly 7 places, as the network writes amounts. */
export const fromStroops7 = (stroops: bigint): string => {
  const size = stroops < 0n ? -stroops : stroops;
  const fraction = (size % STROOPS_PER_UNIT).toString().padStart(PLACES, '0');
  return `${stroops < 0n ? '-' : ''}${size / STROOPS_PER_UNIT}.${fraction}`;
};

/** Without needless zeros, as a person writes amounts. */
export const fromStroops = (stroops: bigint): string => fromStroops7(stroops).replace(/\.?0+$/, '');
