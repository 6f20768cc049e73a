import { fromStroops } from '../../../kernel/amount.js';
import { MINUTE_MS } from '../../../kernel/durations.js';
import { badInput } from '../../../kernel/errors.js';
import type {
  PriceQuoteRecord,
  PriceQuoter,
  PriceQuotesRequest,
  QuotedPrice,
} from '../../../rulebook/facts/price-quote.js';
import type { SealedRow } from '../../contract/vault.js';
import type { RecordSeal } from '../seals/record-seal.js';

/** A hundred operations can touch no more assets than this. */
const OUTFLOWS_MAX = 256;
/** An envelope is worth nothing after five minutes, and a quote less: whoever keeps many could choose the cheapest. */
const GOOD_FOR_MS = 2 * MINUTE_MS;
/** Another machine that holds the same keys may have a clock of its own. */
const AHEAD_MAX_MS = MINUTE_MS;
const AMOUNT = /^\d{1,40}$/;

type Quoting = { seals: RecordSeal; quoter: PriceQuoter; now: () => Date };

/** Asks the sources and seals what they say: the server can show a quote to the vault again, and make none. */
export const sealQuotes = async ({ network, outflows }: PriceQuotesRequest, parts: Quoting): Promise<QuotedPrice[]> => {
  const isSound = outflows.length <= OUTFLOWS_MAX && outflows.every(({ amount }) => AMOUNT.test(amount));
  if (!isSound) throw badInput('These are no amounts that could be quoted for.');
  // The time before the question: a slow answer is not younger than it is.
  const quotedAt = parts.now().toISOString();
  return Promise.all(
    outflows.map(async ({ asset, amount, ...rest }): Promise<QuotedPrice> => {
      const side = rest.side === 'SELL' ? ('SELL' as const) : ('BUY' as const);
      const { price, problem } = await parts.quoter.quote(asset, network, BigInt(amount), side);
      if (price === null) return { row: null, problem };
      const { usd, source, at, demo } = price;
      const said = { ...(side === 'SELL' && { side }), usd: fromStroops(usd), source, at: at.toISOString(), demo };
      const record: PriceQuoteRecord = { kind: 'price', network, asset, amount, ...said, quotedAt };
      return { row: { record, mac: parts.seals.of(record) }, problem: null };
    }),
  );
};

type Wanted = {
  network: string;
  asset: string;
  amount: bigint;
  side?: 'SELL';
  now: Date;
  isSealed: (row: SealedRow) => boolean;
};

/** The first that the vault itself gave, a moment ago, for this and for at least as much of it; null is no price. */
export const priceQuoteFor = (rows: SealedRow[], wanted: Wanted): PriceQuoteRecord | null => {
  const { network, asset, amount, side, now, isSealed } = wanted;
  for (const row of rows) {
    const quote = row.record as unknown as PriceQuoteRecord;
    const isOfIt = quote.kind === 'price' && quote.network === network && quote.asset === asset && quote.side === side;
    if (isOfIt && isSealed(row) && BigInt(quote.amount) >= amount && isRecent(quote, now)) return quote;
  }
  return null;
};

const isRecent = ({ quotedAt }: PriceQuoteRecord, now: Date): boolean => {
  const age = now.getTime() - Date.parse(quotedAt);
  return age <= GOOD_FOR_MS && age >= -AHEAD_MAX_MS;
};
