import type { NetworkDefinition } from '../kernel/networks.js';
import type { MemoType } from '../rulebook/facts/memo.js';

export type LedgerBalance = {
  /** Canonical: `XLM` or `CODE:ISSUER`. */
  asset: string;
  amount: bigint;
  /** The most the trust line may hold; absent for XLM. */
  limit?: bigint;
  /** What a payment could send now: without what offers hold and, for XLM, without the reserve. */
  spendable: bigint;
  sellingLiabilities: bigint;
  buyingLiabilities: bigint;
  authorized: boolean;
};

export type LedgerAccount = {
  address: string;
  sequence: bigint;
  balances: LedgerBalance[];
  subentryCount: number;
  thresholds: { low: number; medium: number; high: number };
  signers: { key: string; weight: number; type: string }[];
  /** SEP-29: payments to this account must carry a memo. */
  memoRequired: boolean;
};

/**
 * What became of one submission.
 * FAILED is the network's word with its codes; look up the hash before giving the envelope up, because a second
 * submission of an included transaction can answer `tx_bad_seq`.
 * TRY_AGAIN: not taken now, send the same bytes later. UNKNOWN: it may have been taken, follow the hash.
 */
export type SubmitResult =
  | { kind: 'CONFIRMED'; ledger: number; feeCharged: bigint; hash: string }
  | { kind: 'FAILED'; resultCodes: string[]; feeCharged?: bigint }
  | { kind: 'TRY_AGAIN' }
  | { kind: 'UNKNOWN'; message: string };

export type FoundTransaction = { ledger: number; successful: boolean; feeCharged: bigint; resultCodes: string[] };

/**
 * An account's number, and the ledger at which the node stood that told it, by that same answer. `asOf` is null where the
 * node does not say; its `closedAt` where no node has said yet when that ledger closed.
 */
export type NumberReading = {
  /** Null where the node has no such account. */
  sequence: bigint | null;
  asOf: { ledger: number; closedAt: Date | null } | null;
};

/** Who used a number up: all hashes of one transaction, or none at all where the number was jumped over. */
export type Taker = { hashes: string[]; found: FoundTransaction | null };

export type LatestLedger = { sequence: number; closedAt: Date; protocol: number; baseFee: bigint };
/** For one operation. `suggested` is what lets a transaction in now; `p50` and `p95` are of what others offer. */
export type FeeStats = { p50: bigint; p95: bigint; suggested: bigint };

/** One price of an order book: `n / d` of the counter asset for one unit of the base. Amounts are in stroops. */
export type OfferLevel = { price: { n: bigint; d: bigint }; amount: bigint };
/** Best first. `asks` sell the base asset, with amounts of it; `bids` buy it, with amounts of the counter asset. */
export type OrderBook = { asks: OfferLevel[]; bids: OfferLevel[] };

export type LedgerActivity = {
  /** The operation's id on the network; also its cursor. */
  id: string;
  kind: 'CREATED' | 'SENT' | 'RECEIVED' | 'TRUST_ADDED' | 'TRUST_REMOVED' | 'OTHER';
  asset: string | null;
  amount: bigint | null;
  counterparty: string | null;
  memo: string | null;
  /** Null where there is no memo. */
  memoType?: MemoType | null;
  transactionHash: string;
  ledger: number;
  at: Date;
  successful: boolean;
};
/** `cursor` is where the next page begins; a page may hold fewer items than asked for and still not be the last. */
export type ActivityPage = { items: LedgerActivity[]; cursor: string | null; hasNextPage: boolean };

/** One Stellar network as the rest of the program sees it. Reads throw NETWORK_ERROR; `submit` never throws. */
export interface StellarGateway {
  readonly definition: NetworkDefinition;
  /** Null where the address is not on the ledger yet. */
  loadAccount(address: string): Promise<LedgerAccount | null>;
  submit(envelopeXdr: string): Promise<SubmitResult>;
  /** Null where no ledger up to the latest one holds this hash. */
  findTransaction(hash: string): Promise<FoundTransaction | null>;
  latestLedger(): Promise<LatestLedger>;
  numberAt(address: string): Promise<NumberReading>;
  /** The transaction of this account with this number; null where what is shown does not reach as far. */
  takerOf(address: string, sequence: bigint): Promise<Taker | null>;
  feeStats(): Promise<FeeStats>;
  /** Newest first; an address that is not on the ledger has none. */
  activity(address: string, page: { cursor?: string | undefined; limit: number }): Promise<ActivityPage>;
  /** Offers of `base` against `counter`, at most `limit` of each side; none where nobody trades them. */
  orderBook(base: string, counter: string, limit: number): Promise<OrderBook>;
  /** Test money from friendbot; an address that has it already is fine. LOCAL also gives `asset` by its code. */
  fund(address: string, asset?: string): Promise<void>;
}
