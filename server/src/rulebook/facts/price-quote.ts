/** What an amount would cost to buy back, or what it could be sold for. */
export type Side = 'BUY' | 'SELL';

/** What one unit is worth, in 1/10,000,000 USD, or the sentence that says why nobody knows. */
export type PriceQuote =
  | { price: { usd: bigint; source: string; at: Date; demo: boolean }; problem: null }
  | { price: null; problem: string };

/** Whoever asks the sources of prices. They stand above the vault, so the process that holds it hands them in. */
export interface PriceQuoter {
  quote(asset: string, network: string, amount: bigint, side: Side): Promise<PriceQuote>;
}

/** `amount` in stroops: more of an asset may cost more a unit. `side` is there for what comes in alone. */
export type PriceQuotesRequest = { network: string; outflows: { asset: string; amount: string; side?: 'SELL' }[] };
/** One for each outflow, in their order. */
export type QuotedPrice = { row: SealedPriceQuote; problem: null } | { row: null; problem: string };

/** `at` is the source's time, `quotedAt` the vault's. */
export type PriceQuoteRecord = {
  kind: 'price';
  network: string;
  asset: string;
  amount: string;
  /** Absent in a price of what leaves. */
  side?: 'SELL';
  usd: string;
  source: string;
  at: string;
  demo: boolean;
  quotedAt: string;
};
export type SealedPriceQuote = { record: PriceQuoteRecord; mac: string };
