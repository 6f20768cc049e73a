import type { EntityManager } from '@mikro-orm/core';
import type { NetworkName } from '../config.js';
import { newId } from '../ids.js';
import { type Prices, worth } from '../prices/price.js';
import { Reservation } from './policy.entity.js';
import type { CapReset, Outflow, Usage } from './policy.js';

export const DAY_MS = 24 * 60 * 60 * 1000;

export type Usages = Record<CapReset, Usage>;

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

  /** For each way to count a day, what counts in it. */
  async usage(em: EntityManager, userId: string, network: NetworkName): Promise<Usages> {
    const live = await this.live(em, userId, network);
    return { ROLLING: sumByAsset(live), CALENDAR_DAY: sumByAsset(live.filter((row) => countsToday(row, this.now()))) };
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

/** What is signed and not proved yet counts on every day; what was spent on the day it was signed, in UTC. */
export const countsToday = ({ state, at }: Pick<Reservation, 'state' | 'at'>, now: Date): boolean =>
  state === 'RESERVED' || at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);

const sumByAsset = (rows: Reservation[]): Usage => {
  const usage = new Map<string, bigint>();
  for (const { asset, amount } of rows) usage.set(asset, (usage.get(asset) ?? 0n) + amount);
  return usage;
};
