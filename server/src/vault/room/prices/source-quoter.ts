import { fromStroops } from '../../../kernel/amount.js';
import { assetCode } from '../../../kernel/assets.js';
import type { NetworkName } from '../../../kernel/config.js';
import { MINUTE_MS } from '../../../kernel/durations.js';
import type { PriceSource, Sample, Usd } from '../../../rulebook/facts/price.js';
import type { PriceQuote, PriceQuoter, Side } from '../../../rulebook/facts/price-quote.js';
import type { PriceSources } from './price-sources.js';

const AGE_MAX_MS = 10 * MINUTE_MS;
const AHEAD_MAX_MS = MINUTE_MS;
const APART_MAX_PERCENT = 10n;
const ONE = 10_000_000n;
/** Whoever waits for a quote is asked for it by a person; a source that takes longer has no price for now. */
const TIMEOUT_MS = 8_000;
/** No unit of anything is worth more than a billion dollars; whoever says so has mistaken the decimals. */
const USD_MAX = 1_000_000_000n * ONE;

type Asked = { asset: string; network: NetworkName; amount: bigint; side: Side };

const none = (problem: string): PriceQuote => ({ price: null, problem });

/**
 * What an asset is worth in USD. Every source of its network must know it, freshly, and all must agree: a price that
 * one of them lacks or doubts is no price, and the policy then asks. The first source's word is the one that counts.
 */
export class SourceQuoter implements PriceQuoter {
  constructor(
    private readonly sources: PriceSources,
    private readonly now: () => Date = () => new Date(),
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** The price for this much of it; more may cost more a unit. */
  async quote(asset: string, name: string, amount: bigint, side: Side = 'BUY'): Promise<PriceQuote> {
    const network = name as NetworkName;
    const sources = this.sources(network);
    if (sources.length === 0) return none(`No source of prices is set up for ${network}.`);
    const quotes = await Promise.all(sources.map((source) => this.ask(source, { asset, network, amount, side })));
    const bad = quotes.find(({ price }) => price === null);
    if (bad) return bad;
    const prices = quotes.flatMap(({ price }) => price ?? []);
    return apart(prices, asset) ?? quotes[0]!;
  }

  private async ask(source: PriceSource, { asset, network, amount, side }: Asked): Promise<PriceQuote> {
    const code = assetCode(asset);
    try {
      const sample = await inTime(source.quote(asset, network, amount, side), this.timeoutMs);
      return sample
        ? this.check(source, sample, code, side)
        : none(`The ${source.name} has no price for that much ${code}.`);
    } catch {
      // Its error may hold an address of the operator's; that there is no price is all that matters here.
      return none(`The ${source.name} could not be asked for the price of ${code}.`);
    }
  }

  private check({ name, demo = false }: PriceSource, { usd: text, at }: Sample, code: string, side: Side): PriceQuote {
    const usd = readUsd(text, side);
    const age = this.now().getTime() - at.getTime();
    if (usd === null || !(age >= -AHEAD_MAX_MS)) return none(`The ${name} gave no usable price for ${code}.`);
    if (age > AGE_MAX_MS) return none(`The price of ${code} from the ${name} is older than 10 minutes.`);
    return { price: { usd, source: name, at, demo }, problem: null };
  }
}

/** To 7 places, rounded up for what leaves and down for what comes in; null for zero, for what is no plain decimal, and for what no unit can be worth. */
const readUsd = (text: string, side: Side): bigint | null => {
  const match = /^(\d{1,12})(?:\.(\d{1,30}))?$/.exec(text);
  if (!match) return null;
  const [, whole = '', fraction = ''] = match;
  const cut = BigInt(whole + fraction.slice(0, 7).padEnd(7, '0'));
  const usd = side === 'BUY' && /[1-9]/.test(fraction.slice(7)) ? cut + 1n : cut;
  return usd > 0n && usd <= USD_MAX ? usd : null;
};

const apart = (prices: Usd[], asset: string): PriceQuote | null => {
  const [low, ...others] = prices.toSorted((a, b) => (a.usd < b.usd ? -1 : 1));
  const high = others.at(-1);
  if (!low || !high || (high.usd - low.usd) * 100n <= low.usd * APART_MAX_PERCENT) return null;
  const words = [low, high].map(({ usd, source }) => `${fromStroops(usd)} USD (${source})`);
  return none(`The prices of ${assetCode(asset)} are more than 10 percent apart: ${words.join(' and ')}.`);
};

const inTime = async <T>(answer: Promise<T>, ms: number): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('It took too long.')), ms);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
};
