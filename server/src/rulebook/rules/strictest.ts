import { intersect } from '../facts/hours.js';
import type { AssetCap, CapReset, PolicyRules, RuleSet } from '../facts/policy.js';
import { stricter } from './evaluate.js';

/** The rules of an account: of each rule the stricter one, the person's own or the account's. */
export const strictest = (base: PolicyRules, over: RuleSet): PolicyRules => ({
  version: base.version,
  caps: base.caps.map((cap) => stricterCap(cap, over.caps?.find(isSameCap(cap)))),
  askAboveUsd: least(base.askAboveUsd, over.askAboveUsd) as bigint,
  newDestinationAskAboveUsd: least(base.newDestinationAskAboveUsd, over.newDestinationAskAboveUsd) as bigint,
  feeMax: least(base.feeMax, over.feeMax) as bigint,
  tradeLossPercent: least(base.tradeLossPercent, over.tradeLossPercent) as number,
  allowList: both(base.allowList, over.allowList ?? null),
  denyList: [...new Set([...base.denyList, ...(over.denyList ?? [])])].sort(),
  allowedHours: intersect(base.allowedHours, over.allowedHours ?? null),
  callsPerHour: least(base.callsPerHour, over.callsPerHour),
  reset: stricterReset(base.reset, over.reset),
});

export const isSameCap =
  ({ asset, network }: Pick<AssetCap, 'asset' | 'network'>) =>
  (other: AssetCap): boolean =>
    other.asset === asset && other.network === network;

const least = <T extends bigint | number>(a: T | null, b: T | null | undefined): T | null =>
  a === null ? (b ?? null) : b == null || a < b ? a : b;

// An asset without a cap always asks, so a cap of the account alone would be the milder rule: it is left out.
const stricterCap = (cap: AssetCap, over: AssetCap | undefined): AssetCap =>
  over === undefined
    ? cap
    : {
        ...cap,
        perTransaction: least(cap.perTransaction, over.perTransaction),
        perDay: least(cap.perDay, over.perDay),
        overPerTransaction: stricter(cap.overPerTransaction, over.overPerTransaction) as 'ASK' | 'REFUSE',
      };

const both = (a: string[] | null, b: string[] | null): string[] | null =>
  a === null || b === null ? (a ?? b) : a.filter((address) => b.includes(address));

/** The last 24 hours hold all of today, so counting them is never milder. */
const stricterReset = (a: CapReset, b: CapReset | undefined): CapReset =>
  a === 'ROLLING' || b === 'ROLLING' ? 'ROLLING' : a;
