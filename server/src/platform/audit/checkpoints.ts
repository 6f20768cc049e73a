import type { EntityManager } from '@mikro-orm/core';
import { newId } from '../../kernel/ids.js';
import { CHECKPOINT_EVERY, type CheckpointSigner } from '../../rulebook/checkpoint.js';
import { rawSql } from '../db/raw-sql.js';
import { AuditChain } from './audit.entity.js';
import { AuditTree } from './audit-tree.js';
import { CheckpointRecord } from './checkpoint.entity.js';

const PEOPLE_AT_ONCE = 100;
const INSERT = `insert into audit_checkpoints (id, user_id, seq, root, block, head, signature, at)
  values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (user_id, seq) do nothing`;
const BEHIND = `select id from audit_chains where seq >= ${CHECKPOINT_EVERY} and seq / ${CHECKPOINT_EVERY} >
  (select count(*) from audit_checkpoints where user_id = audit_chains.id) order by id limit ${PEOPLE_AT_ONCE}`;

/**
 * Signs a checkpoint after every 256th entry. It works after the commit, because the vault may be slow or away and an
 * act must not wait for it; what is missing is signed later, in order.
 */
export class Checkpoints {
  private readonly busy = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly em: EntityManager,
    private readonly signer: CheckpointSigner,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Says "look"; losing it costs time only. */
  wake(userId: string): void {
    this.signMissing(userId).catch(this.onError);
  }

  /** All of one person's checkpoints are there when it resolves. */
  signMissing(userId: string): Promise<void> {
    const work = (this.busy.get(userId) ?? Promise.resolve()).catch(() => undefined).then(() => this.signAll(userId));
    const done = work.finally(() => {
      if (this.busy.get(userId) === done) this.busy.delete(userId);
    });
    this.busy.set(userId, done);
    return done;
  }

  /** Everybody's, for those whose wake-up was lost. */
  async catchUp(): Promise<void> {
    const behind = await rawSql<{ id: string }>(this.em.fork(), BEHIND);
    for (const { id } of behind) await this.signMissing(id);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled(this.busy.values());
  }

  private async signAll(userId: string): Promise<void> {
    const em = this.em.fork();
    const chain = await em.findOne(AuditChain, { id: userId });
    const stored = await em.find(CheckpointRecord, { userId }, { fields: ['seq'] });
    const there = new Set(stored.map(({ seq }) => seq));
    for (let seq = CHECKPOINT_EVERY; seq <= (chain?.seq ?? 0) && !this.stopped; seq += CHECKPOINT_EVERY)
      if (!there.has(seq)) await this.sign(userId, seq);
  }

  // Two processes make the same bytes, because Ed25519 needs no chance; the second row is not written.
  private async sign(userId: string, seq: number): Promise<void> {
    const em = this.em.fork();
    const tree = await AuditTree.load(em, userId, seq);
    const { root, head } = tree.statement();
    const signature = await this.signer.signCheckpoint({ userId, seq, root, head });
    const row = [newId('ckp'), userId, seq, root, tree.lastBlock, head, signature, new Date().toISOString()];
    await rawSql(em, INSERT, row);
  }
}
