import { StrKey } from '@stellar/stellar-sdk/base';
import { badInput } from '../../../kernel/errors.js';
import { decodeSecret, wipe } from '../../../kernel/secret-text.js';
import type { LegacyRecord } from '../../contract/vault.js';
import { addressOf, SEED_LENGTH } from '../ciphers/ed25519.js';
import { type LegacyKey, openFernet, stretchedKey } from './fernet.js';

const SECRET_LENGTH = 56;
const HEX_LENGTH = 64;
const VERSION_BYTES = 1;

/**
 * The seed in an old record; the caller wipes it. A record proves itself: a seed that does not give the record's own
 * public key is refused, whether the record was damaged, swapped with another one or opened with a wrong key.
 */
export const legacySeed = (keys: readonly LegacyKey[], record: LegacyRecord): Uint8Array => {
  if (keys.length === 0)
    throw badInput('There is no key for old records. Set LEGACY_ENCRYPTION_MASTER_KEY or ENCRYPTION_MASTER_KEY.');
  if (!StrKey.isValidEd25519PublicKey(record.publicKey)) throw badInput('publicKey is not a Stellar address (G…).');
  const plain = opened(keys, record);
  if (!plain) throw badInput('None of the keys opens this token. Check the key, the salt and legacyUserId.');
  const seed = seedIn(plain);
  wipe(plain);
  if (!seed) throw badInput('The token holds no Stellar secret key.');
  if (addressOf(seed) === record.publicKey) return seed;
  wipe(seed);
  throw badInput('The key in the token is not the key of publicKey. Do not use this record.');
};

const opened = (keys: readonly LegacyKey[], { token, legacyUserId }: LegacyRecord): Uint8Array | null => {
  for (const legacy of keys)
    for (const make of [() => decodeSecret(legacy.text), () => stretchedKey(legacy, legacyUserId)]) {
      const key = make();
      const plain = key && openFernet(key, token);
      wipe(key ?? undefined);
      if (plain) return plain;
    }
  return null;
};

/** S… as text, 64 hex digits, or the 32 bytes themselves. */
const seedIn = (plain: Uint8Array): Uint8Array | null => {
  if (plain.length === SEED_LENGTH) return Uint8Array.from(plain);
  if (plain.length === HEX_LENGTH) return hexIn(plain);
  return plain.length === SECRET_LENGTH ? strKeyIn(plain) : null;
};

const hexIn = (text: Uint8Array): Uint8Array | null => {
  const digits = Array.from(text, (byte) => '0123456789abcdef'.indexOf(String.fromCharCode(byte | 0x20)));
  if (digits.includes(-1)) return null;
  return Uint8Array.from({ length: SEED_LENGTH }, (_, index) => digits[2 * index]! * 16 + digits[2 * index + 1]!);
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRET_SEED = 18 << 3;

// Read by hand, because StrKey takes a string and a string of a secret cannot be wiped.
const strKeyIn = (text: Uint8Array): Uint8Array | null => {
  const bytes = new Uint8Array((SECRET_LENGTH * 5) / 8);
  let [bits, kept, at] = [0, 0, 0];
  for (const letter of text) {
    const value = BASE32.indexOf(String.fromCharCode(letter));
    if (value < 0) return null;
    [bits, kept] = [((bits << 5) | value) & 0xfff, kept + 5];
    if (kept >= 8) {
      kept -= 8;
      bytes[at++] = (bits >> kept) & 0xff;
    }
  }
  const payload = bytes.subarray(0, VERSION_BYTES + SEED_LENGTH);
  const isSeed = bytes[0] === SECRET_SEED && crc16(payload) === (bytes[33]! | (bytes[34]! << 8));
  const seed = isSeed ? Uint8Array.from(payload.subarray(VERSION_BYTES)) : null;
  wipe(bytes);
  return seed;
};

/** CRC-16/XMODEM, the check of every Stellar key. */
const crc16 = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => {
    let crc = sum ^ (byte << 8);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    return crc;
  }, 0);
