import canonicalize from 'canonicalize';
import { wipe } from '../../../kernel/secret-text.js';
import { cannotOpen } from '../../contract/refusals.js';
import type { KeyBinding, SealedKey } from '../../contract/vault.js';
import { decrypt, encrypt, randomNonce } from './aead.js';
import { addressOf, randomSecret } from './ed25519.js';

/** The version of the key that wraps data keys before the first rotation. */
export const FIRST_KEY_VERSION = 1;

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const decode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** What of a record is readable and bound all the same: its version, and for whom it signs if not for itself. */
export type Kind = { version: 1 } | { version: 2; signsFor: string };

const OWN: Kind = { version: 1 };

const kindOf = (sealed: SealedKey): Kind => {
  if (sealed.version === 1) return OWN;
  if (sealed.version === 2 && typeof sealed.signsFor === 'string') return { version: 2, signsFor: sealed.signsFor };
  throw new Error('unknown version');
};

// Named fields in canonical JSON, so that no two bindings can run together into the same bytes.
const boundTo = (
  { userId, accountId, network, holder }: KeyBinding,
  kind: Kind,
  purpose: 'data-key' | 'seed',
  keyVersion: number,
): Uint8Array => Buffer.from(canonicalize({ ...kind, keyVersion, purpose, userId, accountId, network, holder })!);

// Only the outer layer changes its key. The inner one is bound to the number it has had since the first release.
const seedBinding = (binding: KeyBinding, kind: Kind): Uint8Array => boundTo(binding, kind, 'seed', FIRST_KEY_VERSION);

const wrapDataKey = (wrapKey: WrapKey, binding: KeyBinding, kind: Kind, dataKey: Uint8Array) => {
  const wrapNonce = randomNonce();
  const bound = boundTo(binding, kind, 'data-key', wrapKey.version);
  const wrappedKey = encrypt(wrapKey.key, wrapNonce, dataKey, bound);
  return { ...kind, keyVersion: wrapKey.version, wrapNonce: encode(wrapNonce), wrappedKey: encode(wrappedKey) };
};

const unwrapDataKey = (wrapKey: Uint8Array, binding: KeyBinding, sealed: SealedKey): Uint8Array => {
  const bound = boundTo(binding, kindOf(sealed), 'data-key', sealed.keyVersion);
  return decrypt(wrapKey, decode(sealed.wrapNonce), decode(sealed.wrappedKey), bound);
};

/** One sentence whatever was changed: a forger learns nothing from it. */
/** Encrypts a seed under a data key of its own, and that key under the wrap key; both bound to user, account, network. */
export const sealSeed = (wrapKey: WrapKey, binding: KeyBinding, seed: Uint8Array, kind: Kind = OWN): SealedKey => {
  const [dataKey, nonce] = [randomSecret(), randomNonce()];
  try {
    return {
      ...wrapDataKey(wrapKey, binding, kind, dataKey),
      nonce: encode(nonce),
      ciphertext: encode(encrypt(dataKey, nonce, seed, seedBinding(binding, kind))),
    };
  } finally {
    wipe(dataKey);
  }
};

/** Opens a sealed seed; the caller wipes it. Whatever was changed, the answer is the same sentence. */
export const openSeed = (wrapKey: Uint8Array, binding: KeyBinding, sealed: SealedKey): Uint8Array => {
  let dataKey: Uint8Array | undefined;
  try {
    dataKey = unwrapDataKey(wrapKey, binding, sealed);
    return decrypt(dataKey, decode(sealed.nonce), decode(sealed.ciphertext), seedBinding(binding, kindOf(sealed)));
  } catch {
    // The cause is dropped on purpose: it would tell a forger which layer gave way.
    throw cannotOpen();
  } finally {
    wipe(dataKey);
  }
};

export type WrapKey = { version: number; key: Uint8Array };

/** The same record under another wrap key; the seed stays encrypted, and what does not open afterwards is not given out. */
export const rewrapSeed = (from: Uint8Array, to: WrapKey, binding: KeyBinding, sealed: SealedKey): SealedKey => {
  let [dataKey, seed]: (Uint8Array | undefined)[] = [];
  try {
    dataKey = unwrapDataKey(from, binding, sealed);
    const next: SealedKey = { ...sealed, ...wrapDataKey(to, binding, kindOf(sealed), dataKey) };
    seed = openSeed(to.key, binding, next);
    return next;
  } catch {
    throw cannotOpen();
  } finally {
    wipe(dataKey, seed);
  }
};

/** The same seed under a new data key: what an older copy of the record and its wrap key gave away opens this no more. */
export const resealSeed = (from: Uint8Array, to: WrapKey, binding: KeyBinding, sealed: SealedKey): SealedKey => {
  const seed = openSeed(from, binding, sealed);
  try {
    return sealSeed(to, binding, seed, kindOf(sealed));
  } finally {
    wipe(seed);
  }
};

/** The account that an opened record signs for; what the record says of it was proved by opening it. */
export const accountOf = (sealed: SealedKey, seed: Uint8Array): string =>
  sealed.version === 2 ? sealed.signsFor! : addressOf(seed);
