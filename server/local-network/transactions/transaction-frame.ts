// A submitted envelope, opened once: hashes, who pays, who acts. Old envelopes are read as if they were new ones.
import { hash, xdr } from '@stellar/stellar-sdk/base';
import { baseAccountIdOf } from '../ledger/addresses.js';
import { LOCAL_PASSPHRASE } from '../ledger/passphrase.js';

type FeeBump = {
  hash: Uint8Array;
  feeSource: xdr.MuxedAccount;
  fee: bigint;
  signatures: xdr.DecoratedSignature[];
};

export type TransactionFrame = {
  /** The envelope as base64, encoded anew, so that one transaction has one form. */
  envelopeXdr: string;
  /** Hex of the hash the network knows the envelope by; the fee bump's if there is one. */
  hash: string;
  tx: xdr.Transaction;
  /** The hash the inner transaction's signatures are made over. */
  contentHash: Uint8Array;
  signatures: xdr.DecoratedSignature[];
  sourceId: string;
  feeBump: FeeBump | null;
  /** Who pays the fee, and the most they offered to pay. */
  feeSourceId: string;
  feeBid: bigint;
};

const NETWORK_ID = hash(LOCAL_PASSPHRASE);

/** Throws if the text is not a transaction envelope. */
export function openEnvelope(base64: string): TransactionFrame {
  const envelope = xdr.TransactionEnvelope.fromXdr(base64, 'base64');
  const envelopeXdr = envelope.toXdr('base64');
  switch (envelope.type) {
    case 'envelopeTypeTxV0':
      return plainFrame(envelopeXdr, upgrade(envelope.value.tx), envelope.value.signatures);
    case 'envelopeTypeTx':
      return plainFrame(envelopeXdr, envelope.value.tx, envelope.value.signatures);
    case 'envelopeTypeTxFeeBump':
      return bumpedFrame(envelopeXdr, envelope.value);
  }
}

/** How many operations the fee is counted for: a fee bump counts as one more. */
export function feeUnits(frame: TransactionFrame): bigint {
  return BigInt(Math.max(1, frame.tx.operations.length) + (frame.feeBump ? 1 : 0));
}

function plainFrame(envelopeXdr: string, tx: xdr.Transaction, signatures: xdr.DecoratedSignature[]): TransactionFrame {
  const contentHash = payloadHash(xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTx(tx));
  const sourceId = baseAccountIdOf(tx.sourceAccount);
  return {
    envelopeXdr,
    hash: Buffer.from(contentHash).toString('hex'),
    tx,
    contentHash,
    signatures,
    sourceId,
    feeBump: null,
    feeSourceId: sourceId,
    feeBid: BigInt(tx.fee),
  };
}

function bumpedFrame(envelopeXdr: string, { tx, signatures }: xdr.FeeBumpTransactionEnvelope): TransactionFrame {
  const inner = plainFrame(envelopeXdr, tx.innerTx.value.tx, tx.innerTx.value.signatures);
  const outerHash = payloadHash(xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTxFeeBump(tx));
  return {
    ...inner,
    hash: Buffer.from(outerHash).toString('hex'),
    feeBump: { hash: outerHash, feeSource: tx.feeSource, fee: tx.fee, signatures },
    feeSourceId: baseAccountIdOf(tx.feeSource),
    feeBid: tx.fee,
  };
}

function payloadHash(taggedTransaction: xdr.TransactionSignaturePayloadTaggedTransaction): Uint8Array {
  return hash(new xdr.TransactionSignaturePayload({ networkId: NETWORK_ID, taggedTransaction }).toXdr());
}

function upgrade(old: xdr.TransactionV0): xdr.Transaction {
  return new xdr.Transaction({
    sourceAccount: xdr.MuxedAccount.keyTypeEd25519(old.sourceAccountEd25519.toBytes()),
    fee: old.fee,
    seqNum: old.seqNum,
    cond: old.timeBounds ? xdr.Preconditions.precondTime(old.timeBounds) : xdr.Preconditions.precondNone(),
    memo: old.memo,
    operations: old.operations,
    ext: xdr.TransactionExt.v0(),
  });
}
