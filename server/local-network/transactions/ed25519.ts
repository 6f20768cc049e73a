// Checks signatures with Node's own cryptography: about ten times faster than the SDK's JavaScript.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** What DER puts before the 32 bytes of an ed25519 public key. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const MAX_REMEMBERED_KEYS = 1000;

const keyByHex = new Map<string, KeyObject>();

export function verifySignature(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    return verify(null, message, keyObjectOf(publicKey), signature);
  } catch {
    return false; // Not a point on the curve: no signature can be valid for it.
  }
}

function keyObjectOf(publicKey: Uint8Array): KeyObject {
  const hex = Buffer.from(publicKey).toString('hex');
  const known = keyByHex.get(hex);
  if (known) return known;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  if (keyByHex.size >= MAX_REMEMBERED_KEYS) keyByHex.clear();
  keyByHex.set(hex, key);
  return key;
}
