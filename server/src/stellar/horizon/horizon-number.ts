import type { Horizon } from '@stellar/stellar-sdk';
import type { Taker } from '../gateway.js';
import { readTransaction } from './horizon-transaction.js';

type TransactionRecord = Horizon.ServerApi.TransactionRecord;
type HorizonResponse = { status: number; headers: unknown; data: unknown };

const HEADER = 'latest-ledger';

/** Horizon states with each account, also one that it does not have, from which ledger that answer was read. */
export const ledgerOf = ({ headers }: Pick<HorizonResponse, 'headers'>): number | null => {
  const told = headers instanceof Headers ? headers.get(HEADER) : (headers as Record<string, string>)?.[HEADER];
  return told && /^[1-9]\d{0,9}$/.test(told) ? Number(told) : null;
};

/** Throws unless the answer is about this very account. */
export const numberOf = ({ data }: Pick<HorizonResponse, 'data'>, address: string): bigint => {
  const { account_id: told, sequence } = (data ?? {}) as { account_id?: unknown; sequence?: unknown };
  if (told !== address || typeof sequence !== 'string' || !/^\d+$/.test(sequence))
    throw new Error('The answer is not about this account.');
  return BigInt(sequence);
};

/** What a page of an account's transactions, newest first and without gaps, says of one of its numbers. */
export class TakerSearch {
  private isBehind = false;

  constructor(
    private readonly address: string,
    private readonly sequence: bigint,
  ) {}

  /** Undefined: an older page may tell. */
  read(records: TransactionRecord[], isLast: boolean): Taker | null | undefined {
    for (const record of records.filter(({ source_account }) => source_account === this.address)) {
      const number = BigInt(record.source_account_sequence);
      if (number === this.sequence) return { hashes: hashesOf(record), found: readTransaction(record, record.hash) };
      // A later number is there and an earlier one as well, or nothing before: it was jumped over, by `bumpSequence`.
      if (number < this.sequence) return this.isBehind ? NOBODY : null;
      this.isBehind = true;
    }
    if (isLast) return this.isBehind ? NOBODY : null;
    return undefined;
  }
}

const NOBODY: Taker = { hashes: [], found: null };

const hashesOf = (record: TransactionRecord): string[] => {
  const { hash, inner_transaction: inner, fee_bump_transaction: bump } = record;
  return [...new Set([hash, inner?.hash, bump?.hash].filter((one) => typeof one === 'string'))];
};
