import type { PolicyVersion } from '../policy/policy.entity.js';
import type { PolicyRules, RuleSet } from '../policy/policy.js';
import { readRules } from '../policy/stored-rules.js';
import { strictest } from '../policy/strictest.js';
import type { PolicyJudge, RuleChange } from '../vault/judgement/judge.js';
import type { Evidence, SealedRecord } from '../vault/vault.js';
import { changeLine } from './change-text.js';
import { compare, isLooser } from './compare.js';

const rulesIn = (record: SealedRecord): RuleSet => readRules(record.rules as PolicyVersion['rules']);

/** Tells the vault what a new version of a policy changes, from the rows alone. */
export class VaultPolicyJudge implements PolicyJudge {
  constructor(private readonly defaults: PolicyRules) {}

  changes(next: SealedRecord, { own, account }: Evidence['policies']): RuleChange[] {
    const base: PolicyRules = { ...this.defaults, ...(own && rulesIn(own.record)) };
    const before = strictest(base, account ? rulesIn(account.record) : {});
    const isOwn = next.accountId == null;
    const after = isOwn ? { ...this.defaults, ...rulesIn(next) } : strictest(base, rulesIn(next));
    return compare(before, after).map((one) => ({ line: changeLine(one), looser: isLooser(one) }));
  }
}
