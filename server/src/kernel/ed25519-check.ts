import { createPublicKey, verify } from 'node:crypto';

/** `publicKey` and `signature` are raw Ed25519 in base64. */
export const isEd25519 = (publicKey: string, message: Uint8Array, signature: string): boolean => {
  const [x, bytes] = [Buffer.from(publicKey, 'base64'), Buffer.from(signature, 'base64')];
  if (x.length !== 32 || bytes.length !== 64) return false;
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }, format: 'jwk' });
    return verify(null, message, key, bytes);
  } catch {
    return false; // 32 bytes that are no point of the curve are nobody's key.
  }
};
