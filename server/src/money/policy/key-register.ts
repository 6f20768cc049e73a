import type { EntityManager } from '@mikro-orm/core';
import type { KeyLimits } from '../../rulebook/facts/policy.js';

/** What the policy needs to know of keys, which stand above it: app/ hands it in. */
export interface KeyRegister {
  /** Never throws for a key that is unknown, altered or over: that is a problem of the key, and the policy refuses. */
  limitsOf(em: EntityManager, userId: string, keyId: string | null): Promise<KeyLimits>;
}

/** What the brake does to a key: it ends, within the caller's transaction, and its person is told why. */
export interface KeyStop {
  stop(tx: EntityManager, userId: string, keyId: string, reason: string): Promise<void>;
}
