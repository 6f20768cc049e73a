import type { EntityManager } from '@mikro-orm/core';
import { CHECKPOINT_EVERY, isSignedBy } from '../../rulebook/checkpoint.js';
import { AuditChain, AuditRecord } from './audit.entity.js';
import { plainEntry } from './audit-hash.js';
import { ChainWalk, type Known, sameStatement } from './chain-walk.js';
import { CheckpointRecord } from './checkpoint.entity.js';

export type Verification = {
  valid: boolean;
  entries: number;
  head: string;
  brokenAtSeq: number | null;
  message: string;
  /** How many checkpoints are there and right. */
  checkpoints: number;
  knownHeadFound: boolean | null;
};

/** Without a public key the checkpoints are compared with the entries, but their signatures are not checked. */
export type VerifyOptions = { publicKey?: string | undefined; known?: Known | undefined };

const BATCH = 500;

/** Recomputes the chain of one person from its first entry, with its Merkle tree, and compares it with its checkpoints. */
export class ChainVerification {
  private readonly walk: ChainWalk;
  private checkpoints = 0;

  constructor(
    private readonly em: EntityManager,
    private readonly userId: string,
    private readonly options: VerifyOptions,
  ) {
    this.walk = new ChainWalk(userId, options.known ?? null);
  }

  async run(): Promise<Verification> {
    for (;;) {
      const batch = await this.page();
      const broken = await this.follow(batch);
      if (broken) return broken;
      if (batch.length > 0) continue;
      const chain = await this.em.fork().findOne(AuditChain, { id: this.userId });
      const end = { seq: chain?.seq ?? 0, hash: chain?.hash };
      if (end.seq === this.walk.seq && (!chain || end.hash === this.walk.head)) return this.whole();
      // Written meanwhile: an entry comes with its head, so a head that is ahead must have its entries there by now.
      if (end.seq <= this.walk.seq || (await this.page()).length === 0) return this.brokenHere();
    }
  }

  private page(): Promise<AuditRecord[]> {
    const where = { userId: this.userId, seq: { $gt: this.walk.seq } };
    return this.em.fork().find(AuditRecord, where, { orderBy: { seq: 'asc' }, limit: BATCH });
  }

  private async follow(batch: AuditRecord[]): Promise<Verification | null> {
    const signed = await this.checkpointsUpTo(this.walk.seq + batch.length);
    for (const entry of batch) {
      if (!this.walk.follow(plainEntry(entry))) return this.brokenHere();
      const checkpoint = signed.get(this.walk.seq);
      if (checkpoint && !this.agrees(checkpoint)) return this.disagrees(checkpoint.seq);
      if (checkpoint) this.checkpoints += 1;
    }
    return null;
  }

  private async checkpointsUpTo(end: number): Promise<Map<number, CheckpointRecord>> {
    const where = { userId: this.userId, seq: { $gt: this.walk.seq, $lte: end } };
    const found = await this.em.fork().find(CheckpointRecord, where);
    return new Map(found.map((checkpoint) => [checkpoint.seq, checkpoint]));
  }

  private agrees(checkpoint: CheckpointRecord): boolean {
    const { publicKey } = this.options;
    if (checkpoint.seq % CHECKPOINT_EVERY !== 0 || !sameStatement(checkpoint, this.walk.statement())) return false;
    return publicKey === undefined || isSignedBy(publicKey, checkpoint, checkpoint.signature);
  }

  private async whole(): Promise<Verification> {
    const beyond = { userId: this.userId, seq: { $gt: this.walk.seq } };
    const ahead = await this.em.fork().findOne(CheckpointRecord, beyond, { orderBy: { seq: 'asc' } });
    // One that was signed while we were reading stands behind entries that were written meanwhile, too.
    if (ahead && (await this.page()).length === 0) return this.cut(ahead.seq);
    if (this.walk.knownFound === false) return this.unknownHead();
    const message = `All ${this.walk.seq} entries follow from one another.`;
    return this.answer({ valid: true, brokenAtSeq: null, message });
  }

  private brokenHere(): Verification {
    const { seq } = this.walk;
    const message = `Entry ${seq + 1} is missing or does not follow from entry ${seq}: the log was changed.`;
    return this.answer({ valid: false, brokenAtSeq: seq + 1, message });
  }

  private disagrees(seq: number): Verification {
    const message = `The checkpoint of entry ${seq} says something else than the entries up to it: the log was changed.`;
    return this.answer({ valid: false, brokenAtSeq: seq, message });
  }

  private cut(signedSeq: number): Verification {
    const message = `The log ends with entry ${this.walk.seq}, and a checkpoint was signed at entry ${signedSeq}: its end was cut off.`;
    return this.answer({ valid: false, brokenAtSeq: this.walk.seq + 1, message });
  }

  private unknownHead(): Verification {
    const message =
      'The head you kept is not in this log: its end was cut off, an older copy was put back, or it was written anew.';
    return this.answer({ valid: false, brokenAtSeq: null, message });
  }

  private answer(answer: Pick<Verification, 'valid' | 'brokenAtSeq' | 'message'>): Verification {
    const { seq, head, knownFound } = this.walk;
    return { ...answer, entries: seq, head, checkpoints: this.checkpoints, knownHeadFound: knownFound };
  }
}
