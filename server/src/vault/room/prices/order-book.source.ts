import { fromStroops } from '../../../kernel/amount.js';
import { canonicalAsset } from '../../../kernel/assets.js';
import type { NetworkName } from '../../../kernel/config.js';
import { Recent } from '../../../kernel/recent.js';
import type { PriceSource, Sample } from '../../../rulebook/facts/price.js';
import type { Side } from '../../../rulebook/facts/price-quote.js';
import type { OfferLevel } from '../../../stellar/gateway.js';
import type { StellarNetworks } from '../../../stellar/networks/stellar-networks.js';

const ONE = 10_000_000n;
const LEVELS = 200;
const KEPT_MS = 10_000;

type Book = { asks: OfferLevel[]; bids: OfferLevel[]; at: Date };

/** What an amount would cost to buy back, or could be sold for, on the network itself, in USDC, which counts as a dollar. */
export class OrderBookSource implements PriceSource {
  readonly name = 'order book';
  private readonly books: Recent<Book>;

  constructor(
    private readonly networks: StellarNetworks,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.books = new Recent(KEPT_MS, now);
  }

  async quote(asset: string, network: NetworkName, amount: bigint, side: Side = 'BUY'): Promise<Sample | null> {
    const usdc = canonicalAsset('USDC', network);
    if (asset === usdc) return { usd: '1', at: this.now() };
    const { asks, bids, at } = await this.books.get(`${network} ${asset}`, () => this.read(asset, usdc, network));
    if (side === 'SELL') {
      const proceeds = proceedsOf(bids, amount);
      return proceeds === null ? null : { usd: fromStroops((proceeds * ONE) / amount), at };
    }
    const cost = bookCost(asks, amount);
    return cost === null ? null : { usd: fromStroops(ceil(cost * ONE, amount)), at };
  }

  private async read(asset: string, usdc: string, network: NetworkName): Promise<Book> {
    // The time before the question: a slow answer is not younger than it is.
    const at = this.now();
    const { asks, bids } = await this.networks.get(network).orderBook(asset, usdc, LEVELS);
    return { asks, bids, at };
  }
}

const ceil = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** Level by level, best first, until there is enough; null where all offers together are not. */
export const bookCost = (asks: OfferLevel[], amount: bigint): bigint | null => {
  let [left, cost] = [amount, 0n];
  for (const { price, amount: offered } of asks) {
    if (left === 0n) break;
    const taken = offered < left ? offered : left;
    cost += ceil(taken * price.n, price.d);
    left -= taken;
  }
  return left === 0n && amount > 0n ? cost : null;
};

/** The same for selling: a bid has so much of the counter asset, and buys `d / n` of the base for each of it. */
export const proceedsOf = (bids: OfferLevel[], amount: bigint): bigint | null => {
  let [left, proceeds] = [amount, 0n];
  for (const { price, amount: offered } of bids) {
    if (left === 0n) break;
    const wanted = (offered * price.d) / price.n;
    const sold = wanted < left ? wanted : left;
    proceeds += (sold * price.n) / price.d;
    left -= sold;
  }
  return left === 0n && amount > 0n ? proceeds : null;
};
