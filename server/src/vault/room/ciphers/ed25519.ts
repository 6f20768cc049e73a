import { createPrivateKey, createPublicKey, type KeyObject, randomFillSync, sign } from 'node:crypto';
import { StrKey } from '@stellar/stellar-sdk/base';
import { wipe } from '../../../kernel/secret-text.js';

export const SEED_LENGTH = 32;

// An ed25519 private key in PKCS #8 is this header followed by the raw seed.
const PKCS8_HEADER = Uint8Array.from(Buffer.from('302e020100300506032b657004220420', 'hex'));

export const randomSecret = (length = SEED_LENGTH): Uint8Array => randomFillSync(new Uint8Array(length));

const privateKeyOf = (seed: Uint8Array): KeyObject => {
  if (seed.length !== SEED_LENGTH) throw new Error('An ed25519 seed has 32 bytes.');
  const der = Buffer.concat([PKCS8_HEADER, seed]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    wipe(der);
  }
};

const rawPublicKey = (privateKey: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32));

/** The Stellar address (G…) of a seed. */
export const addressOf = (seed: Uint8Array): string => StrKey.encodeEd25519PublicKey(rawPublicKey(privateKeyOf(seed)));

/** The 32 bytes that everybody may know. */
export const publicKeyOf = (seed: Uint8Array): Uint8Array => rawPublicKey(privateKeyOf(seed));

export const signWith = (seed: Uint8Array, message: Uint8Array): Uint8Array =>
  new Uint8Array(sign(null, message, privateKeyOf(seed)));
