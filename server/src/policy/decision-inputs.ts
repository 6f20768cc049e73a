import type { Usd } from '../prices/price.js';
import { fromStroops, toStroops } from '../stellar/amount.js';
import type { CapReset, Decision, KeyFacts, Outflow, RuleInput, TransactionFacts } from './policy.js';
import type { Usages } from './reservations.js';
import { readRules, type StoredRules, storeRules } from './stored-rules.js';

type StoredUsd = Omit<Usd, 'usd' | 'at'> & { usd: string; at: string };

type StoredKey = Pick<KeyFacts, 'problem' | 'allowList'> & {
  caps: NonNullable<StoredRules['caps']>;
  usage: Record<string, string>;
};

/** All that a decision was made of but the policy, as JSON: enough to make it again under another one. */
export type StoredInputs = {
  decision: Decision;
  facts: Omit<TransactionFacts, 'outflows'> & { outflows: { asset: string; amount: string; fee: string }[] };
  prices: Record<string, StoredUsd | null>;
  usage: Record<CapReset, Record<string, string>>;
  at: string;
  agentCalls: number;
  /** Absent where strangers got nothing, and in rows of before it was counted. */
  strangersUsd?: string;
  /** Absent where no key had to do with it. */
  apiKey?: StoredKey;
};
export type PastDecision = { accountId: string; inputs: StoredInputs };

type Inputs = Omit<RuleInput, 'policy' | 'usage'> & { usages: Usages };

export const storeInputs = (
  decision: Decision,
  { facts, prices, usages, at, agentCalls, strangersUsd = 0n, apiKey }: Inputs,
): StoredInputs => ({
  decision,
  facts: {
    ...facts,
    outflows: facts.outflows.map(storeOutflow),
    destinations: facts.destinations.map(({ receives: _, ...one }) => one),
  },
  prices: Object.fromEntries([...prices].map(([asset, price]) => [asset, price && storePrice(price)])),
  usage: { ROLLING: storeUsage(usages.ROLLING), CALENDAR_DAY: storeUsage(usages.CALENDAR_DAY) },
  at: at.toISOString(),
  agentCalls,
  ...(strangersUsd > 0n && { strangersUsd: fromStroops(strangersUsd) }),
  ...(apiKey && { apiKey: storeKey(apiKey) }),
});

/** The inputs again, with the usage of the day as `reset` counts it. */
export const readInputs = (
  { facts, prices, usage, at, agentCalls, strangersUsd = '0', apiKey }: StoredInputs,
  reset: CapReset,
): Omit<RuleInput, 'policy'> => ({
  facts: { ...facts, outflows: facts.outflows.map(readOutflow) },
  prices: new Map(Object.entries(prices).map(([asset, price]) => [asset, price && readPrice(price)])),
  usage: readUsage(usage[reset]),
  at: new Date(at),
  agentCalls,
  strangersUsd: toStroops(strangersUsd),
  apiKey: apiKey ? readKey(apiKey) : null,
});

const storeOutflow = ({ asset, amount, fee }: Outflow) => ({
  asset,
  amount: fromStroops(amount),
  fee: fromStroops(fee),
});
const readOutflow = ({ asset, amount, fee }: { asset: string; amount: string; fee: string }): Outflow => ({
  asset,
  amount: toStroops(amount),
  fee: toStroops(fee),
});
const storePrice = ({ usd, at, ...rest }: Usd): StoredUsd => ({ ...rest, usd: fromStroops(usd), at: at.toISOString() });
const readPrice = ({ usd, at, ...rest }: StoredUsd): Usd => ({ ...rest, usd: toStroops(usd), at: new Date(at) });
const storeUsage = (usage: ReadonlyMap<string, bigint>): Record<string, string> =>
  Object.fromEntries([...usage].map(([asset, amount]) => [asset, amount.toString()]));
const readUsage = (usage: Record<string, string>): ReadonlyMap<string, bigint> =>
  new Map(Object.entries(usage).map(([asset, amount]) => [asset, BigInt(amount)]));

const storeKey = ({ caps, usage, problem, allowList }: KeyFacts): StoredKey => ({
  ...{ problem, allowList },
  caps: storeRules({ caps }).caps ?? [],
  usage: storeUsage(usage),
});
const readKey = ({ caps, usage, problem, allowList }: StoredKey): KeyFacts => ({
  ...{ problem, allowList },
  caps: readRules({ caps }).caps ?? [],
  usage: readUsage(usage),
});
