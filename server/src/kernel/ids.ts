import { randomBytes } from 'node:crypto';

export type IdPrefix =
  | 'usr'
  | 'key'
  | 'api'
  | 'ses'
  | 'rec'
  | 'chl'
  | 'acc'
  | 'con'
  | 'thr'
  | 'msg'
  | 'run'
  | 'txn'
  | 'pay'
  | 'apr'
  | 'aud'
  | 'ckp'
  | 'evt'
  | 'res'
  | 'pol'
  | 'act'
  | 'bak';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
let lastTime = 0;
let lastRandom = 0n;

const encode = (value: bigint, length: number): string => {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n) text = ALPHABET[Number(rest & 31n)] + text;
  return text;
};

/** `acc_01k…`: type, 48 bits of time and 80 random bits, so that ids of one kind sort by their age. */
export const newId = (prefix: IdPrefix): string => {
  const now = Math.max(Date.now(), lastTime);
  // Within one millisecond the random part counts up, or two rows made together would sort by chance.
  lastRandom = now === lastTime ? lastRandom + 1n : BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n;
  lastTime = now;
  return `${prefix}_${encode(BigInt(now), 10)}${encode(lastRandom, 16)}`;
};

/** When an id was made, in milliseconds; NaN for what is none. */
export const timeOf = (id: string): number => {
  const digits = [...id.slice(id.indexOf('_') + 1).slice(0, 10)].map((digit) => ALPHABET.indexOf(digit));
  return digits.length < 10 || digits.includes(-1) ? Number.NaN : digits.reduce((time, digit) => time * 32 + digit, 0);
};

export const prefixOf = (id: string): string => id.slice(0, id.indexOf('_'));
