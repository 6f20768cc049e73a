import { Keypair } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifySignature } from './ed25519.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** RFC 8032, section 7.1, tests 1 to 3. */
const vectors = [
  {
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

describe('checking a signature', () => {
  it.each(vectors)('accepts the published vector with message "$message" and none of its alterations', (vector) => {
    const [key, message, signature] = [bytes(vector.key), bytes(vector.message), bytes(vector.signature)];
    expect(verifySignature(message, signature, key)).toBe(true);
    for (let index = 0; index < 64; index++) {
      const altered = Uint8Array.from(signature);
      altered[index]! ^= 1;
      expect(verifySignature(message, altered, key)).toBe(false);
    }
    expect(verifySignature(Uint8Array.of(...message, 0), signature, key)).toBe(false);
  });

  it('agrees with the SDK on whatever is signed and however it is spoilt', () => {
    const message = fc.uint8Array({ maxLength: 100 });
    const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const flip = fc.option(fc.nat({ max: 511 }));
    fc.assert(
      fc.property(seed, message, flip, (rawSeed, text, bit) => {
        const keypair = Keypair.fromRawEd25519Seed(rawSeed);
        const signature = Uint8Array.from(keypair.sign(text));
        if (bit !== null) signature[bit >> 3]! ^= 1 << (bit & 7);
        const ours = verifySignature(text, signature, keypair.rawPublicKey());
        expect(ours).toBe(keypair.verify(text, signature));
        expect(ours).toBe(bit === null);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a scalar above the order of the group, as the SDK does', () => {
    const { key, message, signature } = vectors[1]!;
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const raised = Buffer.from(bytes(signature));
    let scalar = order + BigInt(`0x${Buffer.from(raised.subarray(32)).reverse().toString('hex')}`);
    for (let index = 32; index < 64; index++, scalar >>= 8n) raised[index] = Number(scalar & 255n);
    expect(verifySignature(bytes(message), raised, bytes(key))).toBe(false);
  });

  it('refuses signatures of another length and keys that are no points', () => {
    const { key, message, signature } = vectors[0]!;
    expect(verifySignature(bytes(message), bytes(signature).subarray(1), bytes(key))).toBe(false);
    expect(verifySignature(bytes(message), bytes(signature), new Uint8Array(32).fill(0xff))).toBe(false);
  });
});
