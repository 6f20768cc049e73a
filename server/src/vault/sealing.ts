import { createCipheriv, createDecipheriv } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError, ErrorCode } from '../errors.js';
import { randomSecret, wipe } from './ed25519.js';
import type { KeyBinding, SealedKey } from './vault.js';

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const CIPHER = 'aes-256-gcm';
const KEY_VERSION = 1;

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const decode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

// Named fields in canonical JSON, so that no two bindings can run together into the same bytes.
const boundTo = ({ userId, accountId, network, holder }: KeyBinding, purpose: string): Uint8Array =>
  Buffer.from(
    canonicalize({ version: 1, keyVersion: KEY_VERSION, purpose, userId, accountId, network, holder }) as string,
  );

const encrypt = (key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, bound: Uint8Array): Uint8Array => {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH }).setAAD(bound);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

const decrypt = (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Uint8Array => {
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

/** Encrypts a seed under a data key of its own, and that key under the wrap key; both bound to user, account, network. */
export const sealSeed = (wrapKey: Uint8Array, binding: KeyBinding, seed: Uint8Array): SealedKey => {
  const [dataKey, nonce, wrapNonce] = [randomSecret(), randomSecret(NONCE_LENGTH), randomSecret(NONCE_LENGTH)];
  try {
    return {
      version: 1,
      keyVersion: KEY_VERSION,
      wrapNonce: encode(wrapNonce),
      wrappedKey: encode(encrypt(wrapKey, wrapNonce, dataKey, boundTo(binding, 'data-key'))),
      nonce: encode(nonce),
      ciphertext: encode(encrypt(dataKey, nonce, seed, boundTo(binding, 'seed'))),
    };
  } finally {
    wipe(dataKey);
  }
};

/** Opens a sealed seed; the caller wipes it. Whatever was changed, the answer is the same sentence. */
export const openSeed = (wrapKey: Uint8Array, binding: KeyBinding, sealed: SealedKey): Uint8Array => {
  let dataKey: Uint8Array | undefined;
  try {
    if (sealed.version !== 1 || sealed.keyVersion !== KEY_VERSION) throw new Error('unknown version');
    const wrapped = decode(sealed.wrappedKey);
    dataKey = decrypt(wrapKey, decode(sealed.wrapNonce), wrapped, boundTo(binding, 'data-key'));
    return decrypt(dataKey, decode(sealed.nonce), decode(sealed.ciphertext), boundTo(binding, 'seed'));
  } catch {
    // The cause is dropped on purpose: it would tell a forger which layer gave way.
    throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault cannot open the key of this account.');
  } finally {
    wipe(dataKey);
  }
};
