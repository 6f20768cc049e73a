import { toStroops } from '../../kernel/amount.js';
import type { Network } from '../../kernel/networks.js';
import type { PriceQuoteRecord, SealedPriceQuote, Side } from './price-quote.js';

/** What one unit is worth, in 1/10,000,000 USD; who says so, and when. */
export type Usd = { usd: bigint; source: string; at: Date; demo: boolean };

/** Prices by asset; null is unknown, never 0. `problems` says why, in a sentence; `quotes` is what the vault believes. */
export type Prices = ReadonlyMap<string, Usd | null> & {
  /** What could be had for one unit of what comes in. The prices beside it are what buying it back would cost. */
  readonly incoming?: ReadonlyMap<string, Usd | null>;
  readonly problems?: ReadonlyMap<string, string>;
  readonly quotes?: SealedPriceQuote[];
};

/** The word of one source as it gave it; nobody has checked it yet. */
export type Sample = { usd: string; at: Date };

/** Somebody who knows prices. Null: knows none for that much of this asset. Throws where it cannot be asked. */
export interface PriceSource {
  readonly name: string;
  readonly demo?: boolean;
  quote(asset: string, network: Network, amount: bigint, side: Side): Promise<Sample | null>;
}

const ONE = 10_000_000n;

/** Worth of an amount in USD, rounded up, because a cap must count the worst case. */
export const worth = (amount: bigint, usd: bigint): bigint => (amount * usd + ONE - 1n) / ONE;

/** Worth of what comes in, rounded down for the same reason. */
export const worthAtLeast = (amount: bigint, usd: bigint): bigint => (amount * usd) / ONE;

/** A quote as the rules take it. Whether the vault gave it is for the vault to say. */
export const readQuote = (quote: PriceQuoteRecord | undefined): Usd | null =>
  quote ? { usd: toStroops(quote.usd), source: quote.source, at: new Date(quote.at), demo: quote.demo } : null;

const DRIFT_MAX_PERCENT = 5n;

/** A price that has come or gone has moved as well. */
export const hasMoved = (agreed: bigint | null, now: bigint | null): boolean => {
  if (agreed === null || now === null) return agreed !== now;
  const drift = now > agreed ? now - agreed : agreed - now;
  return drift * 100n > agreed * DRIFT_MAX_PERCENT;
};
