import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

// Crockford's alphabet: none of its characters looks like another.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LOOKUP_LENGTH = 8;
/** 16 characters of 5 bits: 80 bits that nobody guesses, even with the hash in hand. */
const SECRET_LENGTH = 16;
/** log2 of scrypt's N. Kept in each hash, so that it can be raised without ending the codes there are. */
export const DEFAULT_COST = 14;
const HASH_LENGTH = 32;
const SALT_LENGTH = 16;

const derive = promisify<string, Uint8Array, number, { N: number; r: number; p: number }, Buffer>(scrypt);

export type ParsedCode = { lookup: string; secret: string };
export type NewCode = { code: string; lookup: string; hash: string };

const randomText = (length: number): string =>
  [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');

const hashSecret = async (secret: string, salt: Uint8Array, cost: number): Promise<Buffer> =>
  derive(secret, salt, HASH_LENGTH, { N: 2 ** cost, r: 8, p: 1 });

/** `lookup-xxxx-xxxx-xxxx-xxxx`; only the hash of what follows the lookup is ever stored. */
export const newRecoveryCode = async (cost = DEFAULT_COST): Promise<NewCode> => {
  const [lookup, secret] = [randomText(LOOKUP_LENGTH), randomText(SECRET_LENGTH)];
  const salt = randomBytes(SALT_LENGTH);
  const hash = await hashSecret(secret, salt, cost);
  const code = [lookup, ...(secret.match(/.{4}/g) ?? [])].join('-');
  return { code, lookup, hash: `scrypt$${cost}$${salt.toString('base64')}$${hash.toString('base64')}` };
};

/** Reads a code as people type it: any case, any spacing, the letters that look like digits. */
export const parseRecoveryCode = (text: string): ParsedCode | null => {
  const plain = text.slice(0, 100).toLowerCase().replaceAll('o', '0').replaceAll(/[il]/g, '1').replaceAll(/[\s-]/g, '');
  if (!/^[0-9a-hjkmnp-tv-z]+$/.test(plain) || plain.length !== LOOKUP_LENGTH + SECRET_LENGTH) return null;
  return { lookup: plain.slice(0, LOOKUP_LENGTH), secret: plain.slice(LOOKUP_LENGTH) };
};

const NOBODYS_SALT = Buffer.alloc(SALT_LENGTH).toString('base64');
let pretending = false;

/**
 * Compares with a stored hash. Without one the same work is done, so that time does not tell which lookups exist; one at
 * a time, so that whoever makes codes up does not keep the machine from comparing those that there are.
 */
export const matchesHash = async (
  secret: string,
  stored: string | null,
  usualCost = DEFAULT_COST,
): Promise<boolean> => {
  if (stored === null && pretending) return false;
  pretending ||= stored === null;
  const [, cost = usualCost, salt = NOBODYS_SALT, hash = ''] = stored?.split('$') ?? [];
  const hashed = hashSecret(secret, Buffer.from(salt, 'base64'), Number(cost));
  const actual = await hashed.finally(() => {
    if (stored === null) pretending = false;
  });
  const expected = Buffer.from(hash, 'base64');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
};
