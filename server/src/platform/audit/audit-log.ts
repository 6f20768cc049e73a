import type { EntityManager } from '@mikro-orm/core';
import type { ActorKind } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { CHECKPOINT_EVERY } from '../../rulebook/checkpoint.js';
import { afterCommit } from '../db/after-commit.js';
import { lockRow } from '../db/lock.js';
import { rawSql } from '../db/raw-sql.js';
import { AuditChain, AuditRecord } from './audit.entity.js';
import { auditHash, GENESIS_HASH } from './audit-hash.js';
import { ChainVerification, type Verification, type VerifyOptions } from './audit-verification.js';

/** All acts that are written down. The list is the vocabulary of the log. */
export type AuditAction =
  | 'user.registered'
  | 'user.signed_in'
  | 'user.signed_out'
  | 'user.recovered'
  | 'user.frozen'
  | 'user.unfrozen'
  | 'user.deleted'
  | 'session.revoked'
  | 'api_key.created'
  | 'api_key.revoked'
  | 'passkey.added'
  | 'passkey.removed'
  | 'passkey.renamed'
  | 'recovery_codes.regenerated'
  | 'recovery_codes.saved'
  | 'account.created'
  | 'account.renamed'
  | 'account.archived'
  | 'account.unarchived'
  | 'account.funded'
  | 'agent.frozen'
  | 'account.frozen'
  | 'account.unfrozen'
  | 'account.imported'
  | 'account.signer_replacing'
  | 'account.signer_added'
  | 'account.signer_replaced'
  | 'policy.tightened'
  | 'policy.loosened'
  | 'contact.added'
  | 'contact.removed'
  | 'thread.created'
  | 'thread.deleted'
  | 'message.sent'
  | 'run.cancelled'
  | 'transaction.proposed'
  | 'transaction.signed'
  | 'transaction.denied'
  | 'transaction.unknown'
  | 'transaction.submitted'
  | 'transaction.confirmed'
  | 'transaction.failed'
  | 'transaction.expired'
  | 'transaction.superseded'
  | 'approval.requested'
  | 'approval.approved'
  | 'approval.rejected'
  | 'approval.expired'
  | 'approval.renewed'
  | 'approval.superseded'
  | 'keyring.made'
  | 'keyring.moved'
  | 'key.rotated'
  | 'key.rewrapped'
  | 'key.retired'
  | 'key.refused';

/** The chain of what the server or its operator does with the keys of all people; nobody's own log. */
export const SYSTEM = 'system';

export type AuditEvent = {
  userId: string;
  /** OPERATOR and SCHEDULER act in the chain of SYSTEM alone. */
  actor: ActorKind | 'SCHEDULER';
  action: AuditAction;
  resource: string;
  result: string;
  details?: Record<string, unknown>;
  /** The key that acted, or that told the agent to. */
  apiKeyId?: string | null | undefined;
};

/** One hash chain for each person, written in the caller's database transaction: no audit, no action. */
export class AuditLog {
  constructor(
    private readonly em: EntityManager,
    /** Told after the commit of every 256th entry, where a checkpoint is due. */
    private readonly onBlockFull: (userId: string) => void = () => undefined,
  ) {}

  async record(tx: EntityManager, { apiKeyId, ...event }: AuditEvent): Promise<AuditRecord> {
    await rawSql(tx, 'insert into audit_chains (id, seq, hash) values (?, 0, ?) on conflict (id) do nothing', [
      event.userId,
      GENESIS_HASH,
    ]);
    const chain = await lockRow(tx, AuditChain, event.userId);
    const entry = {
      ...event,
      details: { ...event.details, ...(apiKeyId != null && { apiKeyId }) },
      seq: chain.seq + 1,
      at: new Date(),
      previousHash: chain.hash,
    };
    const record = tx.create(AuditRecord, { id: newId('aud'), ...entry, hash: auditHash(entry) });
    chain.seq = record.seq;
    chain.hash = record.hash;
    // Flushed now, because the next entry of this transaction reads the head from the database again.
    await tx.persist(record).flush();
    if (record.seq % CHECKPOINT_EVERY === 0) afterCommit(tx, () => this.onBlockFull(event.userId));
    return record;
  }

  /** Recomputes the whole chain of one person. */
  verify(userId: string, options: VerifyOptions = {}): Promise<Verification> {
    return new ChainVerification(this.em, userId, options).run();
  }
}

/** The hash of the newest entry; a client that keeps it notices a log that was cut or rewritten. */
export const auditHead = async (em: EntityManager, userId: string): Promise<string> =>
  (await em.findOne(AuditChain, { id: userId }))?.hash ?? GENESIS_HASH;
