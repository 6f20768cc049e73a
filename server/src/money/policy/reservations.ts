import type { EntityManager } from '@mikro-orm/core';
import { NATIVE } from '../../kernel/assets.js';
import type { NetworkName } from '../../kernel/config.js';
import { DAY_MS } from '../../kernel/durations.js';
import { newId } from '../../kernel/ids.js';
import type { CapReset, Outflow, Usage } from '../../rulebook/facts/policy.js';
import { type Prices, worth } from '../../rulebook/facts/price.js';
import { sumUnasked, type Unasked, type UnaskedSums } from '../../rulebook/facts/unasked.js';
import { Reservation } from './policy.entity.js';

export type Usages = Record<CapReset, Usage>;

export type ReservationRequest = {
  userId: string;
  accountId: string;
  transactionId: string;
  apiKeyId: string | null;
  network: NetworkName;
  outflows: Outflow[];
  prices: Prices;
  /** Absent where a person was asked, or proposed it. */
  unasked?: Unasked | null;
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

  /** What one key has used up within the last 24 hours, by asset. */
  async usageOfKey(em: EntityManager, userId: string, network: NetworkName, apiKeyId: string): Promise<Usage> {
    const live = await this.live(em, userId, network);
    return sumByAsset(live.filter((row) => row.apiKeyId === apiKeyId));
  }

  /** What left unasked within the last 24 hours, however the policy counts a day, or may still leave. */
  async unasked(em: EntityManager, userId: string, network: NetworkName): Promise<UnaskedSums> {
    return sumUnasked((await this.live(em, userId, network)).flatMap(({ unasked }) => unasked ?? []));
  }

  /** Within the transaction that signs, with the user's row locked: two signatures cannot count on the same room. */
  async reserve(tx: EntityManager, { outflows, prices, unasked = null, ...owner }: ReservationRequest): Promise<void> {
    const { transactionId } = owner;
    const held = await tx.find(Reservation, { transactionId, state: 'RESERVED' });
    for (const { asset, amount } of outflows) {
      const price = prices.get(asset);
      const valueUsd = price ? worth(amount, price.usd) : null;
      const before = held.find((row) => row.asset === asset);
      if (before) add(before, amount, valueUsd);
      else {
        const now = { state: 'RESERVED' as const, at: this.now(), settledAt: null };
        const counted = asset === NATIVE ? unasked : null;
        const row = { id: newId('res'), ...owner, asset, amount, valueUsd, unasked: counted, ...now };
        tx.persist(tx.create(Reservation, row));
      }
    }
  }

  /** The ledger holds it: it counts, also where its room was given back before. */
  async spend(tx: EntityManager, transactionId: string): Promise<void> {
    await this.settle(tx, transactionId, 'SPENT', ['RESERVED', 'FREED']);
  }

  /** Only on proof that the transaction can no longer apply; the fee that a ledger charged for it stays spent. */
  async free(tx: EntityManager, transactionId: string, charged = 0n): Promise<void> {
    await this.settle(tx, transactionId, 'FREED', ['RESERVED']);
    if (charged > 0n) await this.spendFee(tx, transactionId, charged);
  }

  private async spendFee(tx: EntityManager, transactionId: string, charged: bigint): Promise<void> {
    const xlm = await tx.findOne(Reservation, { transactionId, asset: NATIVE });
    if (xlm?.state !== 'FREED') return;
    if (xlm.valueUsd != null) xlm.valueUsd = (xlm.valueUsd * charged) / xlm.amount;
    Object.assign(xlm, { amount: charged, state: 'SPENT', unasked: null });
  }

  private async settle(
    tx: EntityManager,
    transactionId: string,
    state: 'SPENT' | 'FREED',
    from: Reservation['state'][],
  ): Promise<void> {
    for (const row of await tx.find(Reservation, { transactionId, state: { $in: from } })) {
      row.state = state;
      row.settledAt = this.now();
    }
  }
}

// A higher fee for what is signed already needs room on top of the room it has.
const add = (row: Reservation, amount: bigint, valueUsd: bigint | null): void => {
  row.amount += amount;
  row.valueUsd = row.valueUsd == null || valueUsd == null ? null : row.valueUsd + valueUsd;
};

/** What is signed and not proved yet counts on every day; what was spent on the day it was signed, in UTC. */
export const countsToday = ({ state, at }: Pick<Reservation, 'state' | 'at'>, now: Date): boolean =>
  state === 'RESERVED' || at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);

const sumByAsset = (rows: Reservation[]): Usage => {
  const usage = new Map<string, bigint>();
  for (const { asset, amount } of rows) usage.set(asset, (usage.get(asset) ?? 0n) + amount);
  return usage;
};
