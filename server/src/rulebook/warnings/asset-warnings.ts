import { fromStroops } from '../../kernel/amount.js';
import { assetCode, isWellKnown, meantByCode } from '../../kernel/assets.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { tradeLoss, unpricedIn } from '../rules/market-rule.js';
import { spends } from '../rules/rule.js';
import { type Warning, warning } from './warning.js';
import { outflowIn, type WarningFacts } from './warning-facts.js';

const OLD_PRICE_MS = 5 * MINUTE_MS;
/** Less than this is what any trade costs; from `RUINOUS` on nobody would agree who had read it. */
const NOTABLE_PERCENT = 2n;
const RUINOUS_PERCENT = 10n;

const amountsOf = ({ trades, burns, arrivals }: WarningFacts['reading']) => [
  ...trades.flatMap(({ pays, least }) => [...(pays ?? []), ...(least ?? [])]),
  ...burns,
  ...arrivals,
];

/** Every asset that a transaction names. */
const assetsIn = ({ reading, outflows }: WarningFacts): string[] => [
  ...new Set([
    ...outflows.map(({ asset }) => asset),
    ...amountsOf(reading).map(({ asset }) => asset),
    ...reading.trades.flatMap(({ unknownAssets }) => unknownAssets),
    ...reading.unknownTrusts,
  ]),
];

/** One that is called like a well-known asset is there to be mistaken for it. */
export const aboutAssets = (facts: WarningFacts): Warning[] =>
  assetsIn(facts)
    .filter((asset) => !isWellKnown(asset, facts.network))
    .map((asset) => {
      const known = meantByCode(assetCode(asset), facts.network);
      return known === null ? warning('UNKNOWN_ASSET', { asset }) : warning('OTHER_ISSUER', { asset, known });
    });

export const aboutBurns = ({ reading }: WarningFacts): Warning[] =>
  reading.burns.map(({ asset, amount }) => warning('BURN', { asset, amount: fromStroops(amount) }));

/** What is paid at most for what comes in at least, where the vault's prices say that it is a bad deal, or say nothing. */
export const aboutRates = ({ reading: { trades }, prices }: WarningFacts): Warning[] => {
  const vague = trades.filter(
    (trade) => trade.pays === null || trade.least === null || !prices || unpricedIn(trade, prices).length > 0,
  );
  if (vague.length > 0 || !prices)
    return vague.map(({ operation, ...trade }) => warning('UNKNOWN_RATE', { operation, ...dealOf(trade) }));
  return trades.flatMap((trade) => {
    const { lost, largest } = tradeLoss([trade], prices);
    if (lost * 100n <= largest * NOTABLE_PERCENT) return [];
    const code = lost * 100n >= largest * RUINOUS_PERCENT ? 'RUINOUS_RATE' : 'WORST_RATE';
    return [warning(code, { ...dealOf(trade), percent: `${(lost * 100n) / largest}` })];
  });
};

type Deal = Pick<WarningFacts['reading']['trades'][number], 'pays' | 'least'>;
/** One asset for one other; a deal in several at once is told by its operation alone. */
const dealOf = ({ pays, least }: Deal): Record<string, string> => {
  const [[paid, ...more], [got, ...others]] = [pays ?? [], least ?? []];
  if (!paid || !got || more.length > 0 || others.length > 0) return {};
  return {
    pays: fromStroops(paid.amount),
    paysAsset: paid.asset,
    least: fromStroops(got.amount),
    leastAsset: got.asset,
  };
};

export const aboutPrices = ({ outflows, at }: WarningFacts): Warning[] =>
  outflows
    .filter((stored) => spends(outflowIn(stored)))
    .flatMap(({ asset, price }) => {
      if (!price) return [warning('NO_PRICE', { asset })];
      const isOld = at.getTime() - Date.parse(price.at) > OLD_PRICE_MS;
      return isOld ? [warning('OLD_PRICE', { asset, at: price.at })] : [];
    });

export const aboutReserves = ({ outflows }: WarningFacts): Warning[] =>
  outflows
    .filter((stored) => (outflowIn(stored).reserve ?? 0n) > 0n)
    .map(({ reserve, asset }) => warning('LOCKED_RESERVE', { amount: reserve!, asset }));
