import type { EntityManager } from '@mikro-orm/core';
import type { Authority } from '../vault/vault.js';
import type { Transaction } from './transaction.entity.js';

/** What transactions need of approvals, which stand above them: app.ts hands it in. */
export interface ApprovalDesk {
  /** Puts a transaction that asks before its owner, in the database transaction that made it ask. */
  request(tx: EntityManager, transaction: Transaction): Promise<void>;
  /** Ends the consent that was given, because the world it was given in is no more. */
  supersede(tx: EntityManager, transaction: Transaction, because: string): Promise<void>;
  /** The evidence for the vault, null where nobody consented. */
  consentOf(tx: EntityManager, transaction: Transaction): Promise<Extract<Authority, { kind: 'CONSENT' }> | null>;
  /** How many cards wait for this person. */
  countOpen(tx: EntityManager, userId: string): Promise<number>;
}
