import { fromStroops, toStroops } from '../../kernel/amount.js';
import { NATIVE } from '../../kernel/assets.js';
import type {
  CapReset,
  ClaimFact,
  Decision,
  DestinationFact,
  FeeFact,
  KeyFacts,
  OtherMemo,
  Outflow,
  RuleInput,
  SignatureFacts,
  TradeFact,
  TransactionFacts,
} from '../../rulebook/facts/policy.js';
import type { Usd } from '../../rulebook/facts/price.js';
import { readRules, type StoredRules, storeRules } from '../../rulebook/rules/stored-rules.js';
import type { Usages } from './reservations.js';

type StoredUsd = Omit<Usd, 'usd' | 'at'> & { usd: string; at: string };

type StoredFee = { bid: string; resources: string };
type StoredOutflow = { asset: string; amount: string; fee: string; reserve?: string };
type StoredAmount = { asset: string; amount: string };
type StoredTrade = Omit<TradeFact, 'pays' | 'least'> & { pays: StoredAmount[] | null; least: StoredAmount[] | null };

/** Without `receives`, at which no rule looks; what is not so is absent. */
type StoredDestination = Pick<DestinationFact, 'address' | 'inContacts' | 'paidBefore' | 'typedByPerson'> & {
  /** Absent in rows of before it was kept. */
  payee?: string;
  newContact?: true;
  otherMemo?: OtherMemo;
};

type Stored = 'outflows' | 'fee' | 'destinations' | 'memo' | 'trades' | 'claims' | 'burns' | 'apiKeyId' | 'signatures';
type StoredFacts = Omit<TransactionFacts, Stored> & {
  outflows: StoredOutflow[];
  destinations: StoredDestination[];
  /** Absent where no key had to do with it, and where nobody asked the ledger. */
  apiKeyId?: string;
  signatures?: SignatureFacts;
  /** Absent in what was decided before they were looked at. */
  fee?: StoredFee;
  memo?: string;
  trades?: StoredTrade[];
  claims?: ClaimFact[];
  burns?: StoredAmount[];
};

type StoredKey = Pick<KeyFacts, 'problem' | 'allowList'> & {
  caps: NonNullable<StoredRules['caps']>;
  usage: Record<string, string>;
};

/** All that a decision was made of but the policy, as JSON: enough to make it again under another one. */
export type StoredDecision = {
  decision: Decision;
  facts: StoredFacts;
  prices: Record<string, StoredUsd | null>;
  /** Of what trades bring; absent where there is none. */
  incoming?: Record<string, StoredUsd | null>;
  usage: Record<CapReset, Record<string, string>>;
  at: string;
  agentCalls: number;
  /** Absent where strangers got nothing, and in rows of before it was counted. */
  strangersUsd?: string;
  /** Absent where no key had to do with it. */
  apiKey?: StoredKey;
};
export type PastDecision = { accountId: string; inputs: StoredDecision };

type Inputs = Omit<RuleInput, 'policy' | 'usage'> & { usages: Usages };

export const storeDecision = (
  decision: Decision,
  { facts, prices, usages, at, agentCalls, strangersUsd, apiKey }: Inputs,
): StoredDecision => ({
  decision,
  facts: storeFacts(facts),
  prices: storePrices(prices),
  ...(prices.incoming && prices.incoming.size > 0 && { incoming: storePrices(prices.incoming) }),
  usage: { ROLLING: storeUsage(usages.ROLLING), CALENDAR_DAY: storeUsage(usages.CALENDAR_DAY) },
  at: at.toISOString(),
  agentCalls,
  ...(strangersUsd > 0n && { strangersUsd: fromStroops(strangersUsd) }),
  ...(apiKey && { apiKey: storeKey(apiKey) }),
});

/** The inputs again, with the usage of the day as `reset` counts it. */
export const readDecision = (
  { facts, prices, incoming = {}, usage, at, agentCalls, strangersUsd = '0', apiKey }: StoredDecision,
  reset: CapReset,
): Omit<RuleInput, 'policy'> => ({
  facts: readFacts(facts),
  prices: Object.assign(readPrices(prices), { incoming: readPrices(incoming) }),
  usage: readUsage(usage[reset]),
  at: new Date(at),
  agentCalls,
  strangersUsd: toStroops(strangersUsd),
  apiKey: apiKey ? readKey(apiKey) : null,
});

const storeFacts = ({
  network,
  actor,
  apiKeyId,
  outflows,
  fee,
  trades,
  burns,
  destinations,
  signatures,
  ...rest
}: TransactionFacts): StoredFacts => ({
  network,
  actor,
  ...(apiKeyId !== null && { apiKeyId }),
  ...rest,
  ...(signatures && { signatures }),
  destinations: destinations.map(storeDestination),
  outflows: outflows.map(storeOutflow),
  trades: trades.map(storeTrade),
  burns: burns.map(storeAmount),
  fee: storeFee(fee),
});
const readFacts = ({
  outflows,
  fee,
  destinations,
  memo = '',
  trades = [],
  claims = [],
  burns = [],
  apiKeyId,
  signatures,
  ...rest
}: StoredFacts): TransactionFacts => ({
  ...rest,
  memo,
  claims,
  apiKeyId: apiKeyId ?? null,
  signatures: signatures ?? null,
  destinations: destinations.map(readDestination),
  outflows: outflows.map(readOutflow),
  trades: trades.map(readTrade),
  burns: burns.map(readAmount),
  fee: fee ? readFee(fee) : wholeFee(outflows),
});
/** Decisions of before tell the whole fee alone. */
const wholeFee = (outflows: StoredOutflow[]): FeeFact => ({
  bid: toStroops(outflows.find(({ asset }) => asset === NATIVE)?.fee ?? '0'),
  resources: 0n,
});
const storeDestination = ({
  address,
  payee,
  receives: _,
  inContacts,
  newContact,
  otherMemo,
  ...rest
}: DestinationFact): StoredDestination => ({
  address,
  payee,
  inContacts,
  ...(newContact && { newContact }),
  ...(otherMemo && { otherMemo }),
  ...rest,
});
const readDestination = ({ payee, newContact, otherMemo, ...rest }: StoredDestination): DestinationFact => ({
  ...rest,
  payee: payee ?? rest.address,
  receives: [],
  newContact: newContact ?? false,
  otherMemo: otherMemo ?? null,
});
const storeFee = ({ bid, resources }: FeeFact): StoredFee => ({
  bid: fromStroops(bid),
  resources: fromStroops(resources),
});
const readFee = ({ bid, resources }: StoredFee): FeeFact => ({ bid: toStroops(bid), resources: toStroops(resources) });
const storeOutflow = ({ asset, amount, fee, reserve }: Outflow): StoredOutflow => ({
  asset,
  amount: fromStroops(amount),
  fee: fromStroops(fee),
  ...(reserve !== undefined && { reserve: fromStroops(reserve) }),
});
const readOutflow = ({ asset, amount, fee, reserve }: StoredOutflow): Outflow => ({
  asset,
  amount: toStroops(amount),
  fee: toStroops(fee),
  ...(reserve !== undefined && { reserve: toStroops(reserve) }),
});
const storeTrade = ({ pays, least, ...rest }: TradeFact): StoredTrade => ({
  ...rest,
  pays: pays === null ? null : pays.map(storeAmount),
  least: least === null ? null : least.map(storeAmount),
});
const readTrade = ({ pays, least, ...rest }: StoredTrade): TradeFact => ({
  ...rest,
  pays: pays === null ? null : pays.map(readAmount),
  least: least === null ? null : least.map(readAmount),
});
// In stroops: the ledger could not hold some products of amount and price, and a decimal would be refused.
const storeAmount = ({ asset, amount }: { asset: string; amount: bigint }): StoredAmount => ({
  asset,
  amount: amount.toString(),
});
const readAmount = ({ asset, amount }: StoredAmount) => ({ asset, amount: BigInt(amount) });
const storePrices = (prices: ReadonlyMap<string, Usd | null>): Record<string, StoredUsd | null> =>
  Object.fromEntries([...prices].map(([asset, price]) => [asset, price && storePrice(price)]));
const readPrices = (prices: Record<string, StoredUsd | null>): Map<string, Usd | null> =>
  new Map(Object.entries(prices).map(([asset, price]) => [asset, price && readPrice(price)]));
const storePrice = ({ usd, at, ...rest }: Usd): StoredUsd => ({ ...rest, usd: fromStroops(usd), at: at.toISOString() });
const readPrice = ({ usd, at, ...rest }: StoredUsd): Usd => ({ ...rest, usd: toStroops(usd), at: new Date(at) });
const storeUsage = (usage: ReadonlyMap<string, bigint>): Record<string, string> =>
  Object.fromEntries([...usage].map(([asset, amount]) => [asset, amount.toString()]));
const readUsage = (usage: Record<string, string>): ReadonlyMap<string, bigint> =>
  new Map(Object.entries(usage).map(([asset, amount]) => [asset, BigInt(amount)]));

const storeKey = ({ caps, usage, problem, allowList }: KeyFacts): StoredKey => ({
  problem,
  allowList,
  caps: storeRules({ caps }).caps ?? [],
  usage: storeUsage(usage),
});
const readKey = ({ caps, usage, problem, allowList }: StoredKey): KeyFacts => ({
  problem,
  allowList,
  caps: readRules({ caps }).caps ?? [],
  usage: readUsage(usage),
});
