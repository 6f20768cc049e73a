import type { EntityManager } from '@mikro-orm/core';
import { lockRow } from '../db/lock.js';
import { rawSql } from '../db/raw-sql.js';
import type { ActorKind } from '../graphql/context.js';
import { newId } from '../ids.js';
import { AuditChain, AuditRecord } from './audit.entity.js';
import { auditHash, GENESIS_HASH } from './audit-hash.js';

/** All acts that are written down. The list is the vocabulary of the log. */
export type AuditAction =
  | 'user.registered'
  | 'user.signed_in'
  | 'user.signed_out'
  | 'user.recovered'
  | 'user.frozen'
  | 'user.unfrozen'
  | 'session.revoked'
  | 'passkey.added'
  | 'passkey.removed'
  | 'passkey.renamed'
  | 'recovery_codes.regenerated'
  | 'account.created'
  | 'account.renamed'
  | 'account.archived'
  | 'account.funded'
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
  | 'approval.superseded';

export type AuditEvent = {
  userId: string;
  actor: ActorKind;
  action: AuditAction;
  resource: string;
  result: string;
  details?: Record<string, unknown>;
};
export type Verification = {
  valid: boolean;
  entries: number;
  head: string;
  brokenAtSeq: number | null;
  message: string;
};

const BATCH = 500;

/** One hash chain for each person, written in the caller's database transaction: no audit, no action. */
export class AuditLog {
  constructor(private readonly em: EntityManager) {}

  async record(tx: EntityManager, event: AuditEvent): Promise<AuditRecord> {
    await rawSql(tx, 'insert into audit_chains (id, seq, hash) values (?, 0, ?) on conflict (id) do nothing', [
      event.userId,
      GENESIS_HASH,
    ]);
    const chain = await lockRow(tx, AuditChain, event.userId);
    const entry = {
      ...event,
      details: event.details ?? {},
      seq: chain.seq + 1,
      at: new Date(),
      previousHash: chain.hash,
    };
    const record = tx.create(AuditRecord, { id: newId('aud'), ...entry, hash: auditHash(entry) });
    chain.seq = record.seq;
    chain.hash = record.hash;
    // Flushed now, because the next entry of this transaction reads the head from the database again.
    await tx.persist(record).flush();
    return record;
  }

  /** Recomputes the whole chain of one person. */
  async verify(userId: string): Promise<Verification> {
    let end: Link = { seq: 0, hash: GENESIS_HASH };
    for (;;) {
      const batch = await this.page(userId, end.seq);
      for (const entry of batch) {
        if (!follows(entry, end)) return broken(end.seq, end.hash);
        end = { seq: entry.seq, hash: entry.hash };
      }
      if (batch.length > 0) continue;
      const chain: Link = (await this.em.fork().findOne(AuditChain, { id: userId })) ?? { seq: 0, hash: GENESIS_HASH };
      if (chain.seq === end.seq && chain.hash === end.hash) return whole(end);
      // Written meanwhile: an entry comes with its head, so a head that is ahead must have its entries there by now.
      if (chain.seq <= end.seq || (await this.page(userId, end.seq)).length === 0) return broken(end.seq, end.hash);
    }
  }

  private page(userId: string, after: number): Promise<AuditRecord[]> {
    return this.em.fork().find(AuditRecord, { userId, seq: { $gt: after } }, { orderBy: { seq: 'asc' }, limit: BATCH });
  }
}

type Link = Pick<AuditChain, 'seq' | 'hash'>;

const follows = (entry: AuditRecord, { seq, hash }: Link): boolean =>
  entry.seq === seq + 1 && entry.previousHash === hash && entry.hash === auditHash(entry);

const whole = ({ seq, hash }: Link): Verification => ({
  valid: true,
  entries: seq,
  head: hash,
  brokenAtSeq: null,
  message: `All ${seq} entries follow from one another.`,
});

const broken = (seq: number, head: string): Verification => ({
  valid: false,
  entries: seq,
  head,
  brokenAtSeq: seq + 1,
  message: `Entry ${seq + 1} is missing or does not follow from entry ${seq}: the log was changed.`,
});

/** The hash of the newest entry; a client that keeps it notices a log that was cut or rewritten. */
export const auditHead = async (em: EntityManager, userId: string): Promise<string> =>
  (await em.findOne(AuditChain, { id: userId }))?.hash ?? GENESIS_HASH;
