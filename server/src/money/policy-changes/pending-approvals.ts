import type { EntityManager } from '@mikro-orm/core';
import type { Whose } from '../policy/decision-log.js';

/** What a stricter policy needs of approvals, which stand above it: app/ hands it in. */
export interface PendingApprovals {
  /** Closes as SUPERSEDED what waits and what the policy now refuses; with a key what it proposed alone. Returns the ids of these transactions. */
  supersedeRefused(tx: EntityManager, whose: Whose, apiKeyId?: string): Promise<string[]>;
}
