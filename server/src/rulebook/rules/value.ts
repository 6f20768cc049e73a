import type { Outflow, RuleInput } from '../facts/policy.js';
import { type Prices, worth } from '../facts/price.js';
import { spends, withoutFee } from './rule.js';

/**
 * Worth of all priced outflows without the network fee, as in every limit of one payment; what has no price counts
 * nothing here and is asked about by a rule of its own.
 */
export const sumInUsd = (outflows: Outflow[], prices: Prices): bigint =>
  outflows.reduce((sum, outflow) => sum + worth(withoutFee(outflow), prices.get(outflow.asset)?.usd ?? 0n), 0n);

/** The same, null if any part of it has no price. */
export const wholeInUsd = ({ facts, prices }: Pick<RuleInput, 'facts' | 'prices'>): bigint | null =>
  facts.outflows.filter(spends).every(({ asset }) => prices.get(asset)) ? sumInUsd(facts.outflows, prices) : null;
