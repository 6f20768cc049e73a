// A closed ledger as it is journaled, kept in history and checked: its header commits to everything else in it.
import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk/base';

export const PROTOCOL_VERSION = 25;
export const BASE_FEE_STROOPS = 100;
export const MAX_OPERATIONS_A_LEDGER = 1000;
export const TOTAL_STROOPS = 1_000_000_000_000_000_000n;

/** One transaction in the order it was applied, all in base64 XDR. */
export type ClosedTransaction = { envelope: string; result: string; feeMeta: string; meta: string };

export type ClosedLedger = {
  seq: number;
  hash: string;
  header: xdr.LedgerHeader;
  transactions: ClosedTransaction[];
  /** Entries that came into being without a transaction: only in the first ledger. */
  genesis: string;
};

type Contents = {
  previous: ClosedLedger | null;
  closeTime: bigint;
  feePool: bigint;
  transactions: ClosedTransaction[];
  genesis: string;
};

export function sha256(...parts: Uint8Array[]): Uint8Array {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

export function sealLedger({ previous, closeTime, feePool, transactions, genesis }: Contents): ClosedLedger {
  const before = previous?.header;
  const header = new xdr.LedgerHeader({
    ledgerVersion: PROTOCOL_VERSION,
    previousLedgerHash: previous ? Buffer.from(previous.hash, 'hex') : new Uint8Array(32),
    scpValue: new xdr.StellarValue({
      txSetHash: hashOf(transactions.map((tx) => tx.envelope)),
      closeTime,
      upgrades: [],
      ext: xdr.StellarValueExt.stellarValueBasic(),
    }),
    txSetResultHash: hashOf(transactions.map((tx) => tx.result)),
    // There are no buckets here; a running hash over every change of state takes their place.
    bucketListHash: hashOf([genesis, ...transactions.flatMap((tx) => [tx.feeMeta, tx.meta])], before?.bucketListHash),
    ledgerSeq: (before?.ledgerSeq ?? 0) + 1,
    totalCoins: TOTAL_STROOPS,
    feePool,
    inflationSeq: 0,
    idPool: before?.idPool ?? 0n,
    baseFee: BASE_FEE_STROOPS,
    baseReserve: 5_000_000,
    maxTxSetSize: MAX_OPERATIONS_A_LEDGER,
    skipList: Array.from({ length: 4 }, () => new Uint8Array(32)),
    ext: xdr.LedgerHeaderExt.v0(),
  });
  return { seq: header.ledgerSeq, hash: headerHash(header), header, transactions, genesis };
}

function headerHash(header: xdr.LedgerHeader): string {
  return Buffer.from(sha256(header.toXdr())).toString('hex');
}

/** Throws unless the ledger is whole and follows the one before: the journal is not trusted, it is checked. */
export function assertFollows(ledger: ClosedLedger, previous: ClosedLedger | null): void {
  const { closeTime } = ledger.header.scpValue;
  const resealed = sealLedger({ ...ledger, previous, closeTime, feePool: ledger.header.feePool }).header;
  const whole =
    ledger.hash === headerHash(ledger.header) &&
    ledger.header.ledgerSeq === resealed.ledgerSeq &&
    ledger.header.previousLedgerHash.equals(resealed.previousLedgerHash) &&
    ledger.header.scpValue.equals(resealed.scpValue) &&
    ledger.header.txSetResultHash.equals(resealed.txSetResultHash) &&
    ledger.header.bucketListHash.equals(resealed.bucketListHash);
  if (!whole) throw new Error(`Ledger ${ledger.seq} does not follow from the ledger before it: a hash is wrong.`);
}

function hashOf(base64Parts: string[], seed: xdr.Hash | undefined = undefined): Uint8Array {
  const bodies = base64Parts.map((part) => sha256(Buffer.from(part, 'base64')));
  return sha256(seed?.toBytes() ?? new Uint8Array(0), ...bodies);
}
