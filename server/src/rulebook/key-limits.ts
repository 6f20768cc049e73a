import { Scope } from '../kernel/actor.js';
import type { KeyLimits } from './facts/policy.js';
import { readRules, type StoredRules } from './rules/stored-rules.js';

/** What a key has of its own, beside the policy of its person and of the account. */
export type StoredKeyRules = Pick<StoredRules, 'caps' | 'allowList'>;

type Span = { expiresAt: Date; revokedAt?: Date | null | undefined };
/** What of a key says what it may do. */
export type Key = Span & { scopes: Scope[]; rules: StoredKeyRules };

const REVOKED = 'The API key behind this was revoked, so nothing of it is signed.';
const EXPIRED = 'The API key behind this has expired, so nothing of it is signed.';
const ALTERED = 'The API key behind this is not as it was made, so nothing of it is signed.';
const NO_PROPOSING = 'The API key behind this may not propose.';

/** For a key that is not as it was made, or not there. */
export const ALTERED_KEY: KeyLimits = { problem: ALTERED, caps: [], allowList: null };

/** What a key whose seal is good may do now. */
export const limitsOfKey = (key: Key, now: Date): KeyLimits => {
  const { caps = [], allowList = null } = readRules(key.rules);
  return { problem: problemOf(key, now), caps, allowList };
};

export const isOver = ({ expiresAt, revokedAt }: Span, now: Date): boolean => revokedAt != null || expiresAt <= now;

const problemOf = (key: Key, now: Date): string | null => {
  if (key.revokedAt) return REVOKED;
  if (isOver(key, now)) return EXPIRED;
  return key.scopes.includes(Scope.PROPOSE) ? null : NO_PROPOSING;
};
