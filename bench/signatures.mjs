import { randomBytes } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk/base';
import { isEd25519 } from '../server/dist/src/kernel/ed25519-check.js';
import { publicKeyOf, signWith } from '../server/dist/src/vault/room/ciphers/ed25519.js';
import { compare } from './measure.mjs';

/** Ed25519 of node:crypto, as the vault and the verifiers use it, and that of the Stellar SDK. */
export const run = async () => {
  const [seed, hash] = [new Uint8Array(randomBytes(32)), randomBytes(32)];
  const keypair = Keypair.fromRawEd25519Seed(Buffer.from(seed));
  const signature = Buffer.from(signWith(seed, hash));
  const theirs = keypair.sign(hash);
  const [publicKey, text] = [Buffer.from(publicKeyOf(seed)).toString('base64'), signature.toString('base64')];
  if (!signature.equals(Buffer.from(theirs)) || !isEd25519(publicKey, hash, text)) throw new Error('They disagree.');
  await compare('sign a hash', {
    peerName: 'the Stellar SDK',
    times: 200,
    ours: () => signWith(seed, hash),
    peer: () => keypair.sign(hash),
  });
  await compare('verify a signature', {
    peerName: 'the Stellar SDK',
    times: 200,
    ours: () => isEd25519(publicKey, hash, text),
    peer: () => keypair.verify(hash, signature),
  });
};
