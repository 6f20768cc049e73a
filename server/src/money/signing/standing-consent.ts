import { toStroops } from '../../kernel/amount.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { hasMoved, type Prices } from '../../rulebook/facts/price.js';
import { type Simulation, simulatesAsShown } from '../proposals/simulation.js';
import type { Transaction } from '../proposals/transaction.entity.js';

/** The oldest prices that a person may still agree to, and on which a consent may still be signed. */
export const PRICE_AGE_MAX_MS = 10 * MINUTE_MS;

/** Whether the policy has become stricter after the version that somebody agreed under. */
type HasTightened = (version: number) => Promise<boolean>;

/** The world as it is when the signature is due. */
export type Now = { prices: Prices; hasTightened: HasTightened; simulation: Simulation | null };

/** What has changed so far since a person agreed that their consent no longer covers it; null where it still does. */
export const whyVoid = async (transaction: Transaction, now: Now): Promise<string | null> => {
  if (Date.now() - transaction.pricedAt.getTime() > PRICE_AGE_MAX_MS)
    return 'The prices that were agreed to are older than 10 minutes.';
  if (hasDrifted(transaction, now.prices)) return 'A price has moved by more than 5 percent since this was agreed to.';
  if (!simulatesAsShown(transaction, now.simulation))
    return 'The network would do something else with it now than when this was agreed to.';
  if (await now.hasTightened(transaction.verdict.policyVersion))
    return 'Your policy has become stricter since this was agreed to.';
  return null;
};

const hasDrifted = ({ outflows }: Transaction, now: Prices): boolean =>
  outflows.some(({ asset, price }) => hasMoved(price && toStroops(price.usd), now.get(asset)?.usd ?? null));
