import type { EntityManager } from '@mikro-orm/core';
import { fromStroops } from '../../kernel/amount.js';
import { DAY_MS } from '../../kernel/durations.js';
import type { AssetCap, CapReset } from '../../rulebook/facts/policy.js';
import type { Whose } from './decision-log.js';
import type { Reservation } from './policy.entity.js';
import type { PolicyService } from './policy.service.js';
import type { SpendingUsage } from './policy.types.js';
import { decimal } from './policy-view.js';
import { countsToday } from './reservations.js';

/** What a person has used of each limit. */
export class SpendingService {
  constructor(private readonly policy: PolicyService) {}

  async usage(em: EntityManager, { userId, accountId }: Whose): Promise<SpendingUsage[]> {
    const live = await this.policy.reservations.live(em, userId);
    const { caps, reset } = await this.policy.current(em, userId, accountId);
    return caps.map((cap) => usageOf(cap, live, reset));
  }
}

const usageOf = (cap: AssetCap, live: Reservation[], reset: CapReset): SpendingUsage => {
  const rows = live
    .filter(({ asset, network }) => asset === cap.asset && network === cap.network)
    .filter((row) => reset === 'ROLLING' || countsToday(row, new Date()));
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
    resetsAt: oldest ? endOf(oldest.at, reset) : null,
  };
};

const endOf = (at: Date, reset: CapReset): Date =>
  reset === 'ROLLING' ? new Date(at.getTime() + DAY_MS) : new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS);
