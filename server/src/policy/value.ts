import type { Outflow, Prices, RuleInput } from './policy.js';

const ONE = 10_000_000n;

/** Worth of an amount in USD, rounded up, because a cap must count the worst case. */
export const worth = (amount: bigint, usd: bigint): bigint => (amount * usd + ONE - 1n) / ONE;

/** Worth of all priced outflows; what has no price counts nothing here and is asked about by a rule of its own. */
export const sumInUsd = (outflows: Outflow[], prices: Prices): bigint =>
  outflows.reduce((sum, { asset, amount }) => sum + worth(amount, prices.get(asset)?.usd ?? 0n), 0n);

/** Worth of the whole transaction, null if any part has no price. */
export const wholeInUsd = ({ facts, prices }: RuleInput): bigint | null =>
  facts.outflows.every(({ asset }) => prices.get(asset)) ? sumInUsd(facts.outflows, prices) : null;
