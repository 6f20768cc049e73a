import { fromStroops, toStroops } from '../../kernel/amount.js';
import type { Decision, PolicyRules } from '../../rulebook/facts/policy.js';
import { evaluate } from '../../rulebook/rules/evaluate.js';
import { sumInUsd } from '../../rulebook/rules/value.js';
import { type PastDecision, readDecision, type StoredDecision } from '../policy/stored-decision.js';

export type AssetSum = { asset: string; network: string; amount: string };
/** Without network fees. `sumUsd` is at the prices of then; what had no price is not in it. */
export type Group = { count: number; sums: AssetSum[]; sumUsd: string };
export type Backtest = {
  days: number;
  /** All decisions that were made again; every one is in exactly one of the parts below. */
  considered: number;
  /** Asked or refused then, allowed without a question now. */
  wouldAllow: Group;
  /** Refused then, asked now. */
  wouldAsk: Group;
  /** Allowed or asked then, judged more strictly now. */
  wouldStop: Group;
  stillAllowed: number;
  stillAsked: number;
  stillRefused: number;
};

export const BACKTEST_DAYS = 90;
const ORDER: Record<Decision, number> = { ALLOW: 0, ASK: 1, REFUSE: 2 };

/** What other rules would have decided about the same facts at the same time. Equal rows give equal bytes. */
export const backtest = (decisions: PastDecision[], rulesOf: (accountId: string) => PolicyRules): Backtest => {
  const replayed = decisions.map(({ accountId, inputs }) => {
    const policy = rulesOf(accountId);
    return { inputs, now: evaluate({ ...readDecision(inputs, policy.reset), policy }).decision };
  });
  const of = (test: (old: Decision, now: Decision) => boolean): StoredDecision[] =>
    replayed.filter(({ inputs, now }) => test(inputs.decision, now)).map(({ inputs }) => inputs);
  const still = (decision: Decision): number => of((old, now) => old === decision && now === decision).length;
  return {
    days: BACKTEST_DAYS,
    considered: decisions.length,
    wouldAllow: group(of((old, now) => old !== 'ALLOW' && now === 'ALLOW')),
    wouldAsk: group(of((old, now) => old === 'REFUSE' && now === 'ASK')),
    wouldStop: group(of((old, now) => ORDER[now] > ORDER[old])),
    stillAllowed: still('ALLOW'),
    stillAsked: still('ASK'),
    stillRefused: still('REFUSE'),
  };
};

const group = (inputs: StoredDecision[]): Group => ({
  count: inputs.length,
  sums: sumsOf(inputs),
  sumUsd: fromStroops(inputs.reduce((sum, one) => sum + worthOf(one), 0n)),
});

const worthOf = (inputs: StoredDecision): bigint => {
  const { facts, prices } = readDecision(inputs, 'ROLLING');
  return sumInUsd(facts.outflows, prices);
};

const sumsOf = (inputs: StoredDecision[]): AssetSum[] => {
  const sums = new Map<string, bigint>();
  for (const { facts } of inputs)
    for (const { asset, amount, fee } of facts.outflows) {
      const key = `${facts.network} ${asset}`;
      sums.set(key, (sums.get(key) ?? 0n) + toStroops(amount) - toStroops(fee));
    }
  return [...sums]
    .filter(([, sum]) => sum > 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, sum]) => toSum(key, sum));
};

const toSum = (key: string, sum: bigint): AssetSum => {
  const [network = '', asset = ''] = key.split(' ');
  return { asset, network, amount: fromStroops(sum) };
};
