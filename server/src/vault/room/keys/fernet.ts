import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { wipe } from '../../../kernel/secret-text.js';

const VERSION = 0x80;
const HEADER = 1 + 8;
const IV = 16;
const MAC = 32;
const ITERATIONS = 100_000;
const FORM = /^[A-Za-z0-9_-]+={0,2}$/;

/**
 * What a Fernet token holds, null where the key is not the token's or a bit of it was changed. Its age does not matter:
 * it was stored, not sent. The key is 16 bytes for the HMAC and 16 for AES; the caller wipes what it gets.
 */
export const openFernet = (key: Uint8Array, token: string): Uint8Array | null => {
  if (key.length !== 32 || !FORM.test(token)) return null;
  const bytes = new Uint8Array(Buffer.from(token, 'base64url'));
  const end = bytes.length - MAC;
  if (bytes[0] !== VERSION || end < HEADER + IV + 16 || (end - HEADER - IV) % 16 !== 0) return null;
  const mac = createHmac('sha256', key.subarray(0, 16)).update(bytes.subarray(0, end)).digest();
  if (!timingSafeEqual(mac, bytes.subarray(end))) return null;
  const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), bytes.subarray(HEADER, HEADER + IV));
  return joinedAndWiped(decipher.update(bytes.subarray(HEADER + IV, end)), () => decipher.final());
};

const joinedAndWiped = (first: Uint8Array, final: () => Uint8Array): Uint8Array | null => {
  let last: Uint8Array | undefined;
  try {
    last = final();
    return new Uint8Array(Buffer.concat([first, last]));
  } catch {
    return null; // The padding is wrong although the MAC is right: nobody's token.
  } finally {
    wipe(first, last);
  }
};

/** The text of the old ENCRYPTION_MASTER_KEY as bytes, and the old ENCRYPTION_SALT. */
export type LegacyKey = { text: Uint8Array; salt: string };

/** The old system stretched its master key for each person; its user's id was part of the salt. The caller wipes it. */
export const stretchedKey = ({ text, salt }: LegacyKey, legacyUserId: string): Uint8Array =>
  new Uint8Array(pbkdf2Sync(text, `${salt}${legacyUserId}`, ITERATIONS, 32, 'sha256'));
