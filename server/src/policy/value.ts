import { type Prices, worth } from '../prices/price.js';
import type { Outflow, RuleInput } from './policy.js';

/** Worth of all priced outflows; what has no price counts nothing here and is asked about by a rule of its own. */
export const sumInUsd = (outflows: Outflow[], prices: Prices): bigint =>
  outflows.reduce((sum, { asset, amount }) => sum + worth(amount, prices.get(asset)?.usd ?? 0n), 0n);

/** Worth of the whole transaction, null if any part has no price. */
export const wholeInUsd = ({ facts, prices }: RuleInput): bigint | null =>
  facts.outflows.every(({ asset }) => prices.get(asset)) ? sumInUsd(facts.outflows, prices) : null;
