import type { EntityManager } from '@mikro-orm/core';
import type { NetworkName } from '../config.js';
import { newId } from '../ids.js';
import { Reservation } from './policy.entity.js';
import type { Outflow, Prices, Usage } from './policy.js';
import { worth } from './value.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export type ReservationRequest = {
  userId: string;
  accountId: string;
  transactionId: string;
  network: NetworkName;
  outflows: Outflow[];
  prices: Prices;
};

/** The ledger of what caps have been used up: counted over a rolling 24 hours, whatever became of the transaction. */
export class Reservations {
  constructor(private readonly now: () => Date = () => new Date()) {}

  /** All that counts today, oldest first. Summed in code, because SQLite has no integers wide enough. */
  async live(em: EntityManager, userId: string, network?: NetworkName): Promise<Reservation[]> {
    const since = new Date(this.now().getTime() - DAY_MS);
    const counted = [{ state: 'RESERVED' }, { state: 'SPENT', at: { $gt: since } }];
    return em.find(Reservation, { userId, $or: counted, ...(network && { network }) } as never, {
      orderBy: { at: 'asc' },
    });
  }

  async usage(em: EntityManager, userId: string, network: NetworkName): Promise<Usage> {
    const usage = new Map<string, bigint>();
    for (const { asset, amount } of await this.live(em, userId, network))
      usage.set(asset, (usage.get(asset) ?? 0n) + amount);
    return usage;
  }

  /** Within the transaction that signs, with the user's row locked: two signatures cannot count on the same room. */
  reserve(tx: EntityManager, { outflows, prices, ...owner }: ReservationRequest): void {
    for (const { asset, amount } of outflows) {
      const price = prices.get(asset);
      const valueUsd = price ? worth(amount, price.usd) : null;
      const row = {
        id: newId('res'),
        ...owner,
        asset,
        amount,
        valueUsd,
        state: 'RESERVED' as const,
        at: this.now(),
        settledAt: null,
      };
      tx.persist(tx.create(Reservation, row));
    }
  }

  async spend(tx: EntityManager, transactionId: string): Promise<void> {
    await this.settle(tx, transactionId, 'SPENT');
  }

  /** Only on proof that the transaction can no longer apply. */
  async free(tx: EntityManager, transactionId: string): Promise<void> {
    await this.settle(tx, transactionId, 'FREED');
  }

  private async settle(tx: EntityManager, transactionId: string, state: 'SPENT' | 'FREED'): Promise<void> {
    for (const row of await tx.find(Reservation, { transactionId, state: 'RESERVED' })) {
      row.state = state;
      row.settledAt = this.now();
    }
  }
}
