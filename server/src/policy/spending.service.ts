import type { EntityManager } from '@mikro-orm/core';
import { fromStroops } from '../stellar/amount.js';
import type { Reservation } from './policy.entity.js';
import type { AssetCap } from './policy.js';
import type { PolicyService } from './policy.service.js';
import type { SpendingUsage } from './policy.types.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const decimal = (amount: bigint | null): string | null => (amount === null ? null : fromStroops(amount));

/** What a person has used of each limit. */
export class SpendingService {
  constructor(private readonly policy: PolicyService) {}

  async usage(em: EntityManager, userId: string): Promise<SpendingUsage[]> {
    const live = await this.policy.reservations.live(em, userId);
    return this.policy.current().caps.map((cap) => usageOf(cap, live));
  }
}

const usageOf = (cap: AssetCap, live: Reservation[]): SpendingUsage => {
  const rows = live.filter(({ asset, network }) => asset === cap.asset && network === cap.network);
  const sum = (state: string) =>
    rows.filter((row) => row.state === state).reduce((total, { amount }) => total + amount, 0n);
  const [used, reserved, oldest] = [sum('SPENT'), sum('RESERVED'), rows[0]];
  const left = cap.perDay === null ? null : cap.perDay - used - reserved;
  return {
    asset: cap.asset,
    network: cap.network,
    perTransaction: decimal(cap.perTransaction),
    perDay: decimal(cap.perDay),
    used: fromStroops(used),
    reserved: fromStroops(reserved),
    remaining: decimal(left !== null && left < 0n ? 0n : left),
    resetsAt: oldest ? new Date(oldest.at.getTime() + DAY_MS) : null,
  };
};
