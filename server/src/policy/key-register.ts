import type { EntityManager } from '@mikro-orm/core';
import type { KeyLimits } from './policy.js';

/** What the policy needs to know of keys, which stand above it: app-services.ts hands it in. */
export interface KeyRegister {
  /** Never throws for a key that is unknown, altered or over: that is a problem of the key, and the policy refuses. */
  limitsOf(em: EntityManager, userId: string, keyId: string | null): Promise<KeyLimits>;
}
