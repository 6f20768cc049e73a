import type { NetworkName } from '../config.js';
import { fromStroops } from '../stellar/amount.js';
import { canonicalAsset } from '../stellar/assets.js';
import type { OfferLevel } from '../stellar/gateway.js';
import type { StellarNetworks } from '../stellar/stellar-networks.js';
import type { PriceSource, Sample } from './price.js';
import { Recent } from './recent.js';

const ONE = 10_000_000n;
const LEVELS = 200;
const KEPT_MS = 10_000;

type Book = { asks: OfferLevel[]; at: Date };

/** What it would cost to buy an amount back on the network itself, in USDC, which counts as a dollar. */
export class OrderBookSource implements PriceSource {
  readonly name = 'order book';
  private readonly books: Recent<Book>;

  constructor(
    private readonly networks: StellarNetworks,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.books = new Recent(KEPT_MS, now);
  }

  async quote(asset: string, network: NetworkName, amount: bigint): Promise<Sample | null> {
    const usdc = canonicalAsset('USDC', network);
    if (asset === usdc) return { usd: '1', at: this.now() };
    const { asks, at } = await this.books.get(`${network} ${asset}`, () => this.read(asset, usdc, network));
    const cost = costOf(asks, amount);
    return cost === null ? null : { usd: fromStroops(ceil(cost * ONE, amount)), at };
  }

  private async read(asset: string, usdc: string, network: NetworkName): Promise<Book> {
    // The time before the question: a slow answer is not younger than it is.
    const at = this.now();
    const { asks } = await this.networks.get(network).orderBook(asset, usdc, LEVELS);
    return { asks, at };
  }
}

const ceil = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** Level by level, best first, until there is enough; null where all offers together are not. */
export const costOf = (asks: OfferLevel[], amount: bigint): bigint | null => {
  let [left, cost] = [amount, 0n];
  for (const { price, amount: offered } of asks) {
    if (left === 0n) break;
    const taken = offered < left ? offered : left;
    cost += ceil(taken * price.n, price.d);
    left -= taken;
  }
  return left === 0n && amount > 0n ? cost : null;
};
