import { ActorKind } from '../../kernel/actor.js';
import { fromStroops } from '../../kernel/amount.js';
import { assetCode } from '../../kernel/assets.js';
import type { ErrorCode } from '../../kernel/errors.js';
import type { AssetCap, Decision, Outflow, RuleInput, RuleResult } from '../facts/policy.js';

/** A rule looks at facts, policy and usage, and says one thing. It reads nothing else and changes nothing. */
export type Rule = (input: RuleInput) => RuleResult;
export type Hit = { decision?: Decision; threshold?: string; observed?: string; message: string };

export type Saying = { rule: string; otherwise: string; code: ErrorCode | null; decision?: Decision };

/** What a rule says; without a hit that is `otherwise` and ALLOW. */
export const result = ({ rule, otherwise, code, decision = 'ASK' }: Saying, hit: Hit | null): RuleResult => ({
  rule,
  matched: hit !== null,
  decision: hit ? (hit.decision ?? decision) : 'ALLOW',
  threshold: hit?.threshold ?? null,
  observed: hit?.observed ?? null,
  code: hit ? code : null,
  message: hit?.message ?? otherwise,
});

export const money = (amount: bigint, asset: string): string => `${fromStroops(amount)} ${assetCode(asset)}`;
export const usd = (amount: bigint): string => `${fromStroops(amount)} USD`;
export const isAutomatic = ({ facts }: RuleInput): boolean => facts.actor !== ActorKind.PERSON;
export const capOf = ({ policy, facts }: RuleInput, asset: string): AssetCap | undefined =>
  policy.caps.find((cap) => cap.asset === asset && cap.network === facts.network);
/** What the limits of one payment are about: a payment of exactly the limit is within it, whatever the fee. */
export const withoutFee = ({ amount, fee }: Outflow): bigint => amount - fee;
/** What is gone: a reserve comes back. */
export const spent = (outflow: Outflow): bigint => withoutFee(outflow) - (outflow.reserve ?? 0n);
/** The network fee alone is no reason to ask about an asset, nor is what is only locked. */
export const spends = (outflow: Outflow): boolean => spent(outflow) > 0n;
