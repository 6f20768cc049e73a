import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import { ActorKind } from '../../kernel/actor.js';
import type { Outflow, PolicyRules, TransactionFacts } from '../../rulebook/facts/policy.js';
import { evaluate } from '../../rulebook/rules/evaluate.js';
import { type PastDecision, storeDecision } from '../policy/stored-decision.js';
import { backtest } from './backtest.js';

const ONE = 10_000_000n;
const policy: PolicyRules = {
  version: 1,
  caps: [
    { asset: 'XLM', network: 'LOCAL', perTransaction: 100n * ONE, perDay: 1000n * ONE, overPerTransaction: 'ASK' },
  ],
  askAboveUsd: 1000n * ONE,
  newDestinationAskAboveUsd: 10n * ONE,
  feeMax: 1_000_000n,
  tradeLossPercent: 2,
  allowList: null,
  denyList: [],
  allowedHours: null,
  callsPerHour: null,
  reset: 'ROLLING',
};
const prices = new Map([['XLM', { usd: ONE / 10n, source: 'demo price', at: new Date(0), demo: true }]]);
const at = new Date('2026-11-22T12:00:00Z');

/** A decision as it was really made under the policy above. */
const decided = (xlm: bigint, used = 0n, today = 0n, frozen = false): PastDecision => {
  const outflows: Outflow[] = [{ asset: 'XLM', amount: xlm * ONE + 100n, fee: 100n }];
  const facts: TransactionFacts = {
    network: 'LOCAL',
    actor: ActorKind.AGENT,
    apiKeyId: null,
    outflows,
    fee: { bid: 100n, resources: 0n },
    memo: '',
    signatures: null,
    destinations: [],
    trades: [],
    claims: [],
    burns: [],
    unknownTrusts: [],
    controlChanges: [],
    unsized: [],
    userFrozen: frozen,
    agentFrozen: false,
    accountFrozen: false,
    amountTyped: true,
  };
  const usages = { ROLLING: new Map([['XLM', used * ONE]]), CALENDAR_DAY: new Map([['XLM', today * ONE]]) };
  const input = { facts, prices, at, agentCalls: 0, strangersUsd: 0n, apiKey: null };
  const { decision } = evaluate({ ...input, policy, usage: usages.ROLLING });
  return { accountId: 'acc_1', inputs: storeDecision(decision, { ...input, usages }) };
};
const log = [decided(25n), decided(150n), decided(50n, 990n), decided(150n, 990n, 10n), decided(1n, 0n, 0n, true)];
const raised = (change: Partial<PolicyRules['caps'][0]>): PolicyRules => ({
  ...policy,
  caps: [{ ...policy.caps[0]!, ...change }],
});
const replay = (rules: PolicyRules) => backtest(log, () => rules);

describe('a backtest', () => {
  it('makes every old decision again as it was under the same rules', () => {
    expect(replay(policy)).toEqual({
      days: 90,
      considered: 5,
      wouldAllow: { count: 0, sums: [], sumUsd: '0' },
      wouldAsk: { count: 0, sums: [], sumUsd: '0' },
      wouldStop: { count: 0, sums: [], sumUsd: '0' },
      stillAllowed: 1,
      stillAsked: 1,
      stillRefused: 3,
    });
  });

  it('counts what would have been let through, with sums', () => {
    expect(replay(raised({ perTransaction: 200n * ONE, perDay: 1100n * ONE }))).toMatchObject({
      // The question of 150 and the refusal of 50; 990 and 150 are still more than 1100.
      wouldAllow: { count: 2, sums: [{ asset: 'XLM', network: 'LOCAL', amount: '200' }], sumUsd: '20' },
      stillRefused: 2,
      stillAllowed: 1,
    });
  });

  it('counts a refusal that becomes a question apart', () => {
    expect(replay(raised({ perDay: 2000n * ONE }))).toMatchObject({
      wouldAllow: { count: 1 },
      wouldAsk: { count: 1, sums: [{ amount: '150' }] },
      stillRefused: 1,
    });
  });

  it('counts what would have been stopped', () => {
    expect(replay(raised({ perTransaction: 10n * ONE, overPerTransaction: 'REFUSE' }))).toMatchObject({
      wouldStop: { count: 2 },
      stillAllowed: 0,
    });
  });

  it('counts the day as the new rules count it', () => {
    expect(replay({ ...policy, reset: 'CALENDAR_DAY' })).toMatchObject({
      wouldAllow: { count: 1 },
      wouldAsk: { count: 1 },
    });
  });

  it('never lets through what a freeze stopped', () => {
    const all = { ...raised({ perTransaction: null, perDay: null }), askAboveUsd: 2n ** 60n };
    expect(replay(all)).toMatchObject({ wouldAllow: { count: 3 }, stillRefused: 1 });
  });

  it('uses the rules of each account', () => {
    const others = log.map((one, index) => ({ ...one, accountId: `acc_${index}` }));
    const rulesOf = (id: string) => (id === 'acc_2' ? raised({ perDay: 2000n * ONE }) : policy);
    expect(backtest(others, rulesOf)).toMatchObject({ wouldAllow: { count: 1, sumUsd: '5' }, stillRefused: 2 });
  });

  it('gives the same bytes for the same rows', () => {
    const text = canonicalize(replay(raised({ perTransaction: 200n * ONE, perDay: 1100n * ONE })))!;
    expect(text).toBe(
      '{"considered":5,"days":90,"stillAllowed":1,"stillAsked":0,"stillRefused":2,' +
        '"wouldAllow":{"count":2,"sumUsd":"20","sums":[{"amount":"200","asset":"XLM","network":"LOCAL"}]},' +
        '"wouldAsk":{"count":0,"sumUsd":"0","sums":[]},"wouldStop":{"count":0,"sumUsd":"0","sums":[]}}',
    );
    // As they come back from a database.
    const stored = JSON.parse(JSON.stringify(log)) as PastDecision[];
    expect(canonicalize(backtest(stored, () => raised({ perTransaction: 200n * ONE, perDay: 1100n * ONE })))).toBe(
      text,
    );
  });
});
