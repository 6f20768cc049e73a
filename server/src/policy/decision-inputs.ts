import type { Usd } from '../prices/price.js';
import { fromStroops, toStroops } from '../stellar/amount.js';
import type { CapReset, Decision, FeeFact, KeyFacts, Outflow, RuleInput, TransactionFacts } from './policy.js';
import type { Usages } from './reservations.js';
import { readRules, type StoredRules, storeRules } from './stored-rules.js';

type StoredUsd = Omit<Usd, 'usd' | 'at'> & { usd: string; at: string };

type StoredFee = { bid: string; resources: string };
type StoredKey = Pick<KeyFacts, 'problem' | 'allowList'> & {
  caps: NonNullable<StoredRules['caps']>;
  usage: Record<string, string>;
};

/** All that a decision was made of but the policy, as JSON: enough to make it again under another one. */
export type StoredInputs = {
  decision: Decision;
  facts: Omit<TransactionFacts, 'outflows' | 'fee'> & {
    outflows: { asset: string; amount: string; fee: string }[];
    fee?: StoredFee;
  };
  prices: Record<string, StoredUsd | null>;
  usage: Record<CapReset, Record<string, string>>;
  at: string;
  agentCalls: number;
  /** Absent where no key had to do with it. */
  apiKey?: StoredKey;
};
export type PastDecision = { accountId: string; inputs: StoredInputs };

type Inputs = Omit<RuleInput, 'policy' | 'usage'> & { usages: Usages };

export const storeInputs = (
  decision: Decision,
  { facts, prices, usages, at, agentCalls, apiKey }: Inputs,
): StoredInputs => ({
  decision,
  facts: storeFacts(facts),
  prices: Object.fromEntries([...prices].map(([asset, price]) => [asset, price && storePrice(price)])),
  usage: { ROLLING: storeUsage(usages.ROLLING), CALENDAR_DAY: storeUsage(usages.CALENDAR_DAY) },
  at: at.toISOString(),
  agentCalls,
  ...(apiKey && { apiKey: storeKey(apiKey) }),
});

/** The inputs again, with the usage of the day as `reset` counts it. */
export const readInputs = (
  { facts, prices, usage, at, agentCalls, apiKey }: StoredInputs,
  reset: CapReset,
): Omit<RuleInput, 'policy'> => ({
  facts: readFacts(facts),
  prices: new Map(Object.entries(prices).map(([asset, price]) => [asset, price && readPrice(price)])),
  usage: readUsage(usage[reset]),
  at: new Date(at),
  agentCalls,
  apiKey: apiKey ? readKey(apiKey) : null,
});

const storeFacts = ({ outflows, fee, ...rest }: TransactionFacts): StoredInputs['facts'] => ({
  ...rest,
  outflows: outflows.map(storeOutflow),
  ...(fee && { fee: storeFee(fee) }),
});
const readFacts = ({ outflows, fee, ...rest }: StoredInputs['facts']): TransactionFacts => ({
  ...rest,
  outflows: outflows.map(readOutflow),
  ...(fee && { fee: readFee(fee) }),
});
const storeFee = ({ bid, resources }: FeeFact): StoredFee => ({
  bid: fromStroops(bid),
  resources: fromStroops(resources),
});
const readFee = ({ bid, resources }: StoredFee): FeeFact => ({ bid: toStroops(bid), resources: toStroops(resources) });
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
