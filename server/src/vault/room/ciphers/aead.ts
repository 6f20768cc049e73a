import { createCipheriv, createDecipheriv } from 'node:crypto';
import { wipe } from '../../../kernel/secret-text.js';
import { randomSecret } from './ed25519.js';

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const CIPHER = 'aes-256-gcm';

export const randomNonce = (): Uint8Array => randomSecret(NONCE_LENGTH);

/** AES-256-GCM; the tag follows the ciphertext. */
export const encrypt = (key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, bound: Uint8Array): Uint8Array => {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH }).setAAD(bound);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** Throws where a bit of key, nonce, ciphertext or binding is another one; the caller wipes what it gets. */
export const decrypt = (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Uint8Array => {
  const tag = sealed.subarray(-TAG_LENGTH);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH }).setAAD(bound).setAuthTag(tag);
  const unverified = decipher.update(sealed.subarray(0, -TAG_LENGTH));
  try {
    decipher.final();
    return new Uint8Array(unverified);
  } finally {
    wipe(unverified);
  }
};
