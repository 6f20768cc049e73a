import { changeLine, compare, isLooser } from '../../../rulebook/compare.js';
import type { PolicyRules, RuleSet } from '../../../rulebook/facts/policy.js';
import { readRules, type StoredRules } from '../../../rulebook/rules/stored-rules.js';
import { strictest } from '../../../rulebook/rules/strictest.js';
import type { Grounds, SealedRecord } from '../../contract/vault.js';
import type { PolicyJudge, RuleChange } from './judge.js';

const rulesIn = (record: SealedRecord): RuleSet => readRules(record.rules as StoredRules);

/** Tells the vault what a new version of a policy changes, from the rows alone. */
export class VaultPolicyJudge implements PolicyJudge {
  constructor(private readonly defaults: PolicyRules) {}

  changes(next: SealedRecord, { own, account }: Grounds['policies']): RuleChange[] {
    const base: PolicyRules = { ...this.defaults, ...(own && rulesIn(own.record)) };
    const before = strictest(base, account ? rulesIn(account.record) : {});
    const isOwn = next.accountId == null;
    const after = isOwn ? { ...this.defaults, ...rulesIn(next) } : strictest(base, rulesIn(next));
    return compare(before, after).map((one) => ({ line: changeLine(one), looser: isLooser(one) }));
  }
}
