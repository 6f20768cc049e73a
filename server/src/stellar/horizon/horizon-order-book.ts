import { toStroops } from '../../kernel/amount.js';
import type { OfferLevel, OrderBook } from '../gateway.js';

type LevelJson = { price_r: { n: number | string; d: number | string }; amount: string };
type BookJson = { asks: unknown[]; bids: unknown[] };

/** Horizon's order book with its prices as fractions, which are exact. */
export const readOrderBook = ({ asks, bids }: BookJson): OrderBook => ({
  asks: asks.map((level) => readLevel(level as LevelJson)),
  bids: bids.map((level) => readLevel(level as LevelJson)),
});

const readLevel = ({ price_r: { n, d }, amount }: LevelJson): OfferLevel => {
  const price = { n: BigInt(n), d: BigInt(d) };
  if (price.n <= 0n || price.d <= 0n) throw new Error('A price of the order book is no fraction above 0.');
  return { price, amount: toStroops(amount) };
};
