import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from '../../kernel/actor.js';
import type { Authority } from '../../vault/contract/vault.js';
import type { Transaction } from './transaction.entity.js';

/** Who put another proposal in the place of one, and which. */
export type ReplacedBy = { id: string; actor: Actor };

/** What transactions need of approvals, which stand above them: app.ts hands it in. */
export interface ApprovalRequests {
  /** Puts a transaction that asks before its owner, in the database transaction that made it ask. */
  open(tx: EntityManager, transaction: Transaction): Promise<void>;
  /** Ends the consent that was given, because the world it was given in is no more. */
  supersede(tx: EntityManager, transaction: Transaction, because: string): Promise<void>;
  /** Takes back a question that waits, because another proposal took its place. CONFLICT where it is decided. */
  replace(tx: EntityManager, transaction: Transaction, by: ReplacedBy): Promise<void>;
  /** The consent as the vault is shown it, null where nobody consented. */
  consentOf(tx: EntityManager, transaction: Transaction): Promise<Extract<Authority, { kind: 'CONSENT' }> | null>;
  /** Why no further approval of this proposer may be put up, in words for whoever proposes; null where there is room. */
  tooMany(tx: EntityManager, transaction: Transaction): Promise<string | null>;
}
