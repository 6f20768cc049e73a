import { toStroops } from '../stellar/amount.js';
import type { StoredBalanceChange } from './decoded.js';
import type { Transaction } from './transaction.entity.js';

/** What the network would do with a transaction, as far as its card shows that. */
export type Simulation = { balanceChanges: StoredBalanceChange[]; existing: string[] };

/**
 * Whether the card still tells the truth: the same amounts would leave, and the same recipients stand on the ledger.
 * Other payments may have moved a balance meanwhile; that alone changes nothing of what was agreed to.
 */
export const simulatesAsShown = (
  { balanceChanges, recipients }: Pick<Transaction, 'balanceChanges' | 'recipients'>,
  simulation: Simulation | null,
): boolean => {
  if (simulation === null) return true;
  const existing = recipients.filter(({ exists }) => exists).map(({ address }) => address);
  return (
    moves(balanceChanges) === moves(simulation.balanceChanges) &&
    existing.sort().join() === [...simulation.existing].sort().join()
  );
};

const moves = (changes: StoredBalanceChange[]): string =>
  changes
    .map(({ asset, before, after }) => `${asset} ${toStroops(before) - toStroops(after)}`)
    .sort()
    .join();
