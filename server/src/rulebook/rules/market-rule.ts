import { ActorKind } from '../../kernel/actor.js';
import { assetCode } from '../../kernel/assets.js';
import { ErrorCode } from '../../kernel/errors.js';
import type { RuleInput, TradeFact } from '../facts/policy.js';
import { type Prices, worth, worthAtLeast } from '../facts/price.js';
import { type Hit, type Rule, result, usd } from './rule.js';

type Amount = { asset: string; amount: bigint };

/** What trades bring at worst, by asset: the vault is asked for the price of all of it at once. */
export const incomingOf = (trades: TradeFact[]): Amount[] => {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of trades.flatMap(({ least }) => least ?? []))
    if (amount > 0n) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  return [...sums].map(([asset, amount]) => ({ asset, amount }));
};

/** Money that goes to whoever trades has no destination that a list or a person could have named. */
export const market: Rule = (input) => {
  const hit = input.facts.trades.length === 0 ? null : (forbidden(input) ?? doubtful(input) ?? losing(input));
  const otherwise = 'Nothing goes to whoever trades, or at a price that the vault knows.';
  return result({ rule: 'market', otherwise, code: ErrorCode.PERMISSION_DENIED }, hit);
};

const forbidden = ({ facts, policy, apiKey }: RuleInput): Hit | null => {
  const observed = names(facts.trades);
  const refuse = (message: string): Hit => ({ decision: 'REFUSE', observed, message });
  if (facts.actor === ActorKind.API_KEY || facts.apiKeyId !== null)
    return refuse(`${observed}: whoever trades gets the money, so a key may not propose it.`);
  const isListed = policy.allowList !== null || policy.denyList.length > 0 || apiKey?.allowList != null;
  if (isListed) return refuse(`${observed}: whoever trades gets the money, and your lists say who may be paid.`);
  return null;
};

const doubtful = ({ facts: { trades } }: RuleInput): Hit | null => {
  const unknown = trades.flatMap(({ unknownAssets }) => unknownAssets)[0];
  if (unknown !== undefined)
    return { observed: unknown, message: `${unknown} is on its way, and is not one of the well-known assets.` };
  const open = trades.filter(({ stays }) => stays);
  if (open.length > 0)
    return {
      observed: names(open),
      message: `${names(open)}: it stays open until somebody takes it, at today's price whatever happens.`,
    };
  const vague = trades.filter(({ pays, least }) => pays === null || least === null);
  if (vague.length > 0)
    return { observed: names(vague), message: `${names(vague)}: nobody can tell what it brings for what it takes.` };
  return null;
};

/**
 * All that may be lost, against the largest of the trades alone: the same money sent round through many of them would
 * otherwise lose the share anew each time.
 */
const losing = ({ facts: { trades }, policy: { tradeLossPercent }, prices }: RuleInput): Hit | null => {
  const threshold = `${tradeLossPercent} percent`;
  const unpriced = trades.flatMap((trade) => unpricedIn(trade, prices))[0];
  if (unpriced !== undefined)
    return { threshold, observed: 'no price', message: `No price is known for ${assetCode(unpriced)}.` };
  const { lost, largest } = tradeLoss(trades, prices);
  if (lost * 100n <= largest * BigInt(tradeLossPercent)) return null;
  const observed = `${usd(lost)} of ${usd(largest)}`;
  return { threshold, observed, message: `At worst this trade loses more than ${threshold} of its worth.` };
};

/** What trades lose at worst, and the worth of the largest of them, in 1/10,000,000 USD; what has no price counts nothing. */
export const tradeLoss = (trades: readonly TradeFact[], prices: Prices): { lost: bigint; largest: bigint } => {
  const deals = trades.map(({ pays, least }) => ({
    pays: sum(pays ?? [], ({ asset, amount }) => worth(amount, prices.get(asset)?.usd ?? 0n)),
    brings: sum(least ?? [], ({ asset, amount }) => worthAtLeast(amount, prices.incoming?.get(asset)?.usd ?? 0n)),
  }));
  const lost = sum(deals, ({ pays, brings }) => (pays > brings ? pays - brings : 0n));
  const largest = deals.reduce((most, { pays }) => (pays > most ? pays : most), 0n);
  return { lost, largest };
};

export const unpricedIn = ({ pays, least }: TradeFact, prices: Prices): string[] => [
  ...(pays ?? []).filter(({ asset }) => !prices.get(asset)).map(({ asset }) => asset),
  ...(least ?? []).filter(({ asset, amount }) => amount > 0n && !prices.incoming?.get(asset)).map(({ asset }) => asset),
];

const sum = <T>(items: T[], of: (item: T) => bigint): bigint => items.reduce((total, item) => total + of(item), 0n);
const names = (trades: TradeFact[]): string => [...new Set(trades.map(({ operation }) => operation))].join(', ');
