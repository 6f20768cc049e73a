import type { EntityManager, EventSubscriber, Transaction, TransactionEventArgs } from '@mikro-orm/core';

type Work = () => unknown;
const waiting = new WeakMap<object, Work[]>();

/**
 * Runs `work` once the transaction of `em` has committed, and never if it rolls back; at once outside one. Whoever asked for
 * the transaction has its answer when all of it is done.
 */
export const afterCommit = (em: EntityManager, work: Work): void => {
  const transaction = em.getTransactionContext<Transaction & object>();
  if (!transaction) void work();
  else waiting.set(transaction, [...(waiting.get(transaction) ?? []), work]);
};

/** Wakes those that wait; registered once when the database opens. */
export class AfterCommitSubscriber implements EventSubscriber {
  async afterTransactionCommit({ transaction }: TransactionEventArgs): Promise<void> {
    if (!transaction) return;
    const list = waiting.get(transaction as object) ?? [];
    waiting.delete(transaction as object);
    for (const work of list) await work();
  }
}
