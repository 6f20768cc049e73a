import type { Decision, RuleInput, Verdict } from '../facts/policy.js';
import { RULES } from './rules.js';

/** Which rules judge here, as attested: raise it whenever the same facts could get another verdict. */
export const POLICY_ENGINE = 'tuxedo-policy/2';

const STRICTNESS: Record<Decision, number> = { ALLOW: 0, ASK: 1, REFUSE: 2 };

/** The stricter of two decisions. */
export const stricter = (a: Decision, b: Decision): Decision => (STRICTNESS[a] >= STRICTNESS[b] ? a : b);

/** Runs every rule and returns them all; the strictest decides. Consumes nothing. */
export const evaluate = (input: RuleInput): Verdict => {
  const rules = RULES.map((rule) => rule(input));
  const decision = rules.map((rule) => rule.decision).reduce(stricter, 'ALLOW');
  return { decision, rules, policyVersion: input.policy.version };
};
