import type { EntityManager } from '@mikro-orm/core';
import canonicalize from 'canonicalize';
import { DAY_MS } from '../../kernel/durations.js';
import { badInput } from '../../kernel/errors.js';
import { compare, type Difference, isLooser } from '../../rulebook/compare.js';
import type { PolicyRules, RuleSet } from '../../rulebook/facts/policy.js';
import { storeRules } from '../../rulebook/rules/stored-rules.js';
import { strictest } from '../../rulebook/rules/strictest.js';
import type { DecisionLog, Whose } from '../policy/decision-log.js';
import type { Layers, PolicyService } from '../policy/policy.service.js';
import { BACKTEST_DAYS, type Backtest, backtest } from './backtest.js';
import type { PolicyChangeInput } from './policy-change.inputs.js';
import { applyChange, readChange } from './read-change.js';

export type Plan = {
  /** What will be stored: all rules of a person, or those that an account has of its own. */
  rules: RuleSet;
  fromVersion: number;
  differences: Difference[];
  backtest: Backtest;
  /** False where everything is as it was already. */
  changes: boolean;
};

const DECISIONS_MAX = 5_000;

/** Works out what a change of the policy means, as at one moment: at the same moment it always means the same. */
export class PolicyPlanner {
  constructor(
    private readonly policy: PolicyService,
    private readonly decisions: DecisionLog,
  ) {}

  async plan(em: EntityManager, whose: Whose, input: PolicyChangeInput, at: Date): Promise<Plan> {
    const layers = await this.policy.layers(em, whose);
    const before = strictest(layers.own, layers.account);
    const { rules, after } = next(layers, whose, readChange(input, before.caps));
    const { version: _, ...own } = layers.own;
    const old = whose.accountId === null ? own : layers.account;
    return {
      rules,
      fromVersion: layers.version,
      differences: compare(before, after),
      backtest: await this.backtest(em, whose, after, at),
      changes: canonicalize(storeRules(old)) !== canonicalize(storeRules(rules)),
    };
  }

  /** The rows that a change replaces. */
  holding(em: EntityManager, whose: Whose) {
    return this.policy.sealedRows(em, whose);
  }

  private async backtest(em: EntityManager, whose: Whose, after: PolicyRules, to: Date): Promise<Backtest> {
    const from = new Date(to.getTime() - BACKTEST_DAYS * DAY_MS);
    const decisions = await this.decisions.decisions(em, whose, { from, to, limit: DECISIONS_MAX });
    const rules = new Map<string, PolicyRules>();
    for (const accountId of new Set(decisions.map((decision) => decision.accountId)))
      rules.set(accountId, await this.rulesOf(em, whose, accountId, after));
    return backtest(decisions, (accountId) => rules.get(accountId)!);
  }

  private async rulesOf(em: EntityManager, whose: Whose, accountId: string, after: PolicyRules): Promise<PolicyRules> {
    if (whose.accountId !== null) return after;
    const { account } = await this.policy.layers(em, { userId: whose.userId, accountId });
    return strictest(after, account);
  }
}

const next = (
  { own, account }: Layers,
  { accountId }: Whose,
  change: RuleSet,
): { rules: RuleSet; after: PolicyRules } => {
  const changed = applyChange(own, change);
  if (accountId === null) {
    const { version: _, ...rules } = changed;
    return { rules, after: changed };
  }
  const [milder] = compare(own, changed).filter(isLooser);
  if (milder)
    throw badInput(
      `An account can only be stricter than all your accounts, and this is not: ${milder.rule} ${milder.to}, where yours is ${milder.from}.`,
    );
  const rules = applyChange(account, change);
  return { rules, after: strictest(own, rules) };
};
