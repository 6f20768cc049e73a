import type { EntityManager } from '@mikro-orm/core';
import type { Authority } from '../../vault/contract/vault.js';
import type { Transaction } from './transaction.entity.js';

/** What transactions need of approvals, which stand above them: app.ts hands it in. */
export interface ApprovalRequests {
  /** Puts a transaction that asks before its owner, in the database transaction that made it ask. */
  open(tx: EntityManager, transaction: Transaction): Promise<void>;
  /** Ends the consent that was given, because the world it was given in is no more. */
  supersede(tx: EntityManager, transaction: Transaction, because: string): Promise<void>;
  /** The consent as the vault is shown it, null where nobody consented. */
  consentOf(tx: EntityManager, transaction: Transaction): Promise<Extract<Authority, { kind: 'CONSENT' }> | null>;
  /** Why no further approval of this proposer may be put up, in words for whoever proposes; null where there is room. */
  tooMany(tx: EntityManager, transaction: Transaction): Promise<string | null>;
}
