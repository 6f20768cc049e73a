import { Keypair, StrKey } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wipe } from '../../../kernel/secret-text.js';
import { addressOf, randomSecret, signWith } from './ed25519.js';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

// RFC 8032, section 7.1, tests 1, 2, 3 and SHA(abc).
const VECTORS = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const;

it.each(VECTORS)('signs the vector of RFC 8032 with seed %s', (seed, publicKey, message, signature) => {
  expect(addressOf(hex(seed))).toBe(StrKey.encodeEd25519PublicKey(hex(publicKey)));
  expect(Buffer.from(signWith(hex(seed), hex(message))).toString('hex')).toBe(signature);
});

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const edges = [0x00, 0xff, 0x80, 0x7f].map((byte) => new Uint8Array(32).fill(byte));

it('addresses and signatures equal those of the Stellar SDK, edge seeds and empty messages included', () => {
  const agree = (seed: Uint8Array, message: Uint8Array) => {
    const theirs = Keypair.fromRawEd25519Seed(seed);
    const signature = signWith(seed, message);
    expect(addressOf(seed)).toBe(theirs.publicKey());
    expect(signature).toEqual(new Uint8Array(theirs.sign(message)));
    expect(theirs.verify(message, signature)).toBe(true);
  };
  for (const seed of edges)
    for (const length of [0, 1, 32, 64, 1_000]) agree(seed, new Uint8Array(length).fill(seed[0]!));
  fc.assert(fc.property(seeds, fc.uint8Array({ maxLength: 200 }), agree), { numRuns: 40 });
});

it('never changes the seed it signs with, and wiping leaves zeros', () => {
  const seed = randomSecret();
  const before = Uint8Array.from(seed);
  signWith(seed, hex('00'));
  expect(seed).toEqual(before);
  wipe(seed, undefined);
  expect(seed).toEqual(new Uint8Array(32));
});

it.each([0, 31, 33, 64])('refuses a seed of %i bytes', (length) => {
  expect(() => addressOf(new Uint8Array(length))).toThrow('32 bytes');
});
