import { toStroops } from '../../kernel/amount.js';
import type { StoredBalanceChange } from '../../rulebook/facts/decoded.js';
import type { Transaction } from './transaction.entity.js';

/** What the network would do with a transaction, as far as its approval shows that. */
export type Simulation = { balanceChanges: StoredBalanceChange[]; existing: string[] };

/**
 * Whether the approval still tells the truth: the same amounts would leave, and the same recipients stand on the ledger.
 * Other payments may have moved a balance meanwhile; that alone changes nothing of what was agreed to.
 */
export const simulatesAsShown = (
  { balanceChanges, recipients }: Pick<Transaction, 'balanceChanges' | 'recipients'>,
  simulation: Simulation | null,
): boolean => {
  if (simulation === null) return true;
  const existing = recipients.filter(({ exists }) => exists).map(({ address }) => address);
  return (
    movesAlike(balanceChanges, simulation.balanceChanges) &&
    existing.sort().join() === [...simulation.existing].sort().join()
  );
};

const movesAlike = (shown: StoredBalanceChange[], now: StoredBalanceChange[]): boolean =>
  shown.length === now.length &&
  shown.every((one) => now.some((other) => one.asset === other.asset && isSameMove(one, other)));

// Who was told that nothing would be left was told so whatever there is by now.
const isSameMove = (shown: StoredBalanceChange, now: StoredBalanceChange): boolean =>
  shown.unknown === now.unknown && (moved(shown) === moved(now) || (shown.after === '0' && now.after === '0'));

const moved = ({ before, after }: StoredBalanceChange): bigint => toStroops(before) - toStroops(after);
