// Weighs the signatures on a transaction, and remembers which were needed: a spare one makes the transaction invalid.
import { xdr } from '@stellar/stellar-sdk/base';
import { masterWeightOf } from '../ledger/account-rules.js';
import { sha256 } from '../ledger/closed-ledger.js';
import { verifySignature } from './ed25519.js';

const MAX_WEIGHT = 255;
type SignerKind = xdr.SignerKey['type'];
const CHECKED_IN_ORDER: SignerKind[] = [
  'signerKeyTypeHashX',
  'signerKeyTypeEd25519',
  'signerKeyTypeEd25519SignedPayload',
];

export function signersOf(account: xdr.AccountEntry): xdr.Signer[] {
  const weight = masterWeightOf(account);
  return weight === 0 ? account.signers : [masterSigner(account.accountId, weight), ...account.signers];
}

export function masterSigner(accountId: xdr.PublicKey, weight: number): xdr.Signer {
  return new xdr.Signer({ key: xdr.SignerKey.signerKeyTypeEd25519(accountId.ed25519.toBytes()), weight });
}

export class SignatureChecker {
  private readonly used: boolean[];

  constructor(
    private readonly contentHash: Uint8Array,
    private readonly signatures: readonly xdr.DecoratedSignature[],
  ) {
    this.used = signatures.map(() => false);
  }

  /** Even a needed weight of zero takes one valid signature. */
  check(signers: readonly xdr.Signer[], neededWeight: number): boolean {
    let weight = 0;
    for (const { key, weight: own } of signers) {
      if (key.type !== 'signerKeyTypePreAuthTx' || !bytesEqual(key.preAuthTx.toBytes(), this.contentHash)) continue;
      weight += Math.min(own, MAX_WEIGHT);
      if (weight >= neededWeight) return true;
    }
    for (const kind of CHECKED_IN_ORDER) {
      const left = signers.filter(({ key }) => key.type === kind);
      weight = this.addWeights(left, weight, neededWeight);
      if (weight > 0 && weight >= neededWeight) return true;
    }
    return false;
  }

  allUsed(): boolean {
    return this.used.every(Boolean);
  }

  private addWeights(left: xdr.Signer[], weight: number, neededWeight: number): number {
    for (const [index, signature] of this.signatures.entries()) {
      const match = left.findIndex((signer) => this.isSignedBy(signature, signer.key));
      if (match < 0) continue;
      this.used[index] = true;
      weight += Math.min(left[match]!.weight, MAX_WEIGHT);
      if (weight >= neededWeight) return weight;
      left.splice(match, 1);
    }
    return weight;
  }

  private isSignedBy(decorated: xdr.DecoratedSignature, key: xdr.SignerKey): boolean {
    const hint = decorated.hint.toBytes();
    const signature = decorated.signature.toBytes();
    switch (key.type) {
      case 'signerKeyTypePreAuthTx':
        return false;
      case 'signerKeyTypeHashX':
        return endsWith(key.hashX.toBytes(), hint) && bytesEqual(sha256(signature), key.hashX.toBytes());
      case 'signerKeyTypeEd25519': {
        const publicKey = key.ed25519.toBytes();
        return endsWith(publicKey, hint) && verifySignature(this.contentHash, signature, publicKey);
      }
      case 'signerKeyTypeEd25519SignedPayload': {
        const { ed25519, payload } = key.ed25519SignedPayload;
        const publicKey = ed25519.toBytes();
        return bytesEqual(hint, payloadHint(publicKey, payload)) && verifySignature(payload, signature, publicKey);
      }
    }
  }
}

function payloadHint(publicKey: Uint8Array, payload: Uint8Array): Uint8Array {
  const tail = new Uint8Array(4);
  tail.set(payload.slice(-4));
  return tail.map((byte, index) => byte ^ publicKey[publicKey.length - 4 + index]!);
}

function endsWith(bytes: Uint8Array, tail: Uint8Array): boolean {
  return bytesEqual(bytes.subarray(bytes.length - tail.length), tail);
}

function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
