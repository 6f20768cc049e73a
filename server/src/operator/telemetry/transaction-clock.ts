import type { EventSubscriber, TransactionEventArgs } from '@mikro-orm/core';
import type { Metrics } from './metrics.js';

/** Measures every database transaction from its begin to its end. */
export class TransactionClock implements EventSubscriber {
  private readonly begun = new WeakMap<object, number>();

  constructor(private readonly metrics: Metrics) {}

  afterTransactionStart({ transaction }: TransactionEventArgs): void {
    if (transaction) this.begun.set(transaction as object, performance.now());
  }

  afterTransactionCommit({ transaction }: TransactionEventArgs): void {
    this.note(transaction, 'commit');
  }

  afterTransactionRollback({ transaction }: TransactionEventArgs): void {
    this.note(transaction, 'rollback');
  }

  private note(transaction: unknown, outcome: string): void {
    const from = this.begun.get((transaction ?? this) as object);
    if (from !== undefined) this.metrics.transactionSeconds.observe({ outcome }, (performance.now() - from) / 1000);
  }
}
