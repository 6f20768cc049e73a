import type { EntityManager, EventSubscriber, Transaction, TransactionEventArgs } from '@mikro-orm/core';

const waiting = new WeakMap<object, (() => void)[]>();

/** Runs `work` once the transaction of `em` has committed, and never if it rolls back; at once outside one. */
export const afterCommit = (em: EntityManager, work: () => void): void => {
  const transaction = em.getTransactionContext<Transaction & object>();
  if (!transaction) work();
  else waiting.set(transaction, [...(waiting.get(transaction) ?? []), work]);
};

/** Wakes those that wait; registered once when the database opens. */
export class AfterCommitSubscriber implements EventSubscriber {
  afterTransactionCommit({ transaction }: TransactionEventArgs): void {
    if (!transaction) return;
    const list = waiting.get(transaction as object) ?? [];
    waiting.delete(transaction as object);
    for (const work of list) work();
  }
}
