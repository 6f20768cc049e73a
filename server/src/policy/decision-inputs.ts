import type { Usd } from '../prices/price.js';
import { fromStroops, toStroops } from '../stellar/amount.js';
import type { CapReset, Decision, Outflow, RuleInput, TransactionFacts } from './policy.js';
import type { Usages } from './reservations.js';

type StoredUsd = Omit<Usd, 'usd' | 'at'> & { usd: string; at: string };

/** All that a decision was made of but the policy, as JSON: enough to make it again under another one. */
export type StoredInputs = {
  decision: Decision;
  facts: Omit<TransactionFacts, 'outflows'> & { outflows: { asset: string; amount: string; fee: string }[] };
  prices: Record<string, StoredUsd | null>;
  usage: Record<CapReset, Record<string, string>>;
  at: string;
  agentCalls: number;
};
export type PastDecision = { accountId: string; inputs: StoredInputs };

type Inputs = Omit<RuleInput, 'policy' | 'usage'> & { usages: Usages };

export const storeInputs = (decision: Decision, { facts, prices, usages, at, agentCalls }: Inputs): StoredInputs => ({
  decision,
  facts: { ...facts, outflows: facts.outflows.map(storeOutflow) },
  prices: Object.fromEntries([...prices].map(([asset, price]) => [asset, price && storePrice(price)])),
  usage: { ROLLING: storeUsage(usages.ROLLING), CALENDAR_DAY: storeUsage(usages.CALENDAR_DAY) },
  at: at.toISOString(),
  agentCalls,
});

/** The inputs again, with the usage of the day as `reset` counts it. */
export const readInputs = (
  { facts, prices, usage, at, agentCalls }: StoredInputs,
  reset: CapReset,
): Omit<RuleInput, 'policy'> => ({
  facts: { ...facts, outflows: facts.outflows.map(readOutflow) },
  prices: new Map(Object.entries(prices).map(([asset, price]) => [asset, price && readPrice(price)])),
  usage: new Map(Object.entries(usage[reset]).map(([asset, amount]) => [asset, BigInt(amount)])),
  at: new Date(at),
  agentCalls,
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
