import type { EntityManager } from '@mikro-orm/core';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { CHECKPOINT_EVERY, type CheckpointStatement } from '../../rulebook/checkpoint.js';
import { AuditRecord } from './audit.entity.js';
import { CheckpointRecord } from './checkpoint.entity.js';
import { leafHash, treePath, treeRoot } from './merkle.js';

type Leaf = { seq: number; hash: string };

/** Where a block ends: 256 for entry 1, 512 for entry 257. */
const blockEnd = (seq: number): number => Math.ceil(seq / CHECKPOINT_EVERY) * CHECKPOINT_EVERY;

/** Up to `size`; the roots of its blocks in order, the last of which may not be full. */
type ReadLog = { userId: string; size: number; blocks: Buffer[]; head: string };

/**
 * The Merkle tree over the first `size` entries of one person. Closed blocks are taken from their checkpoints, so that
 * a tree over a long log costs one block and not the log, and so that a block cannot be rewritten once it was signed.
 */
export class AuditTree {
  private constructor(
    private readonly em: EntityManager,
    private readonly log: ReadLog,
  ) {}

  static async load(em: EntityManager, userId: string, size: number): Promise<AuditTree> {
    const closed = await closedBlocks(em, userId, size);
    const rest = await leavesBetween(em, userId, closed.length * CHECKPOINT_EVERY, size);
    const open = chunks(rest).map((leaves) => treeRoot(leaves.map(({ hash }) => leafHash(hash))));
    const [last] = rest.length > 0 ? rest.slice(-1) : await leavesBetween(em, userId, size - 1, size);
    return new AuditTree(em, { userId, size, blocks: [...closed, ...open], head: last!.hash });
  }

  statement(): CheckpointStatement {
    const { userId, size, blocks, head } = this.log;
    return { userId, seq: size, root: treeRoot(blocks).toString('hex'), head };
  }

  /** The hex siblings that lead from one entry to the root. */
  async path(seq: number): Promise<string[]> {
    const end = blockEnd(seq);
    const { userId, size, blocks } = this.log;
    const leaves = await leavesBetween(this.em, userId, end - CHECKPOINT_EVERY, Math.min(end, size));
    const within = treePath(
      leaves.map(({ hash }) => leafHash(hash)),
      (seq - 1) % CHECKPOINT_EVERY,
    );
    return [...within, ...treePath(blocks, end / CHECKPOINT_EVERY - 1)].map((node) => node.toString('hex'));
  }

  /** Root of the last block, hex. */
  get lastBlock(): string {
    return this.log.blocks.at(-1)!.toString('hex');
  }
}

/** Up to the first one that is missing. */
const closedBlocks = async (em: EntityManager, userId: string, size: number): Promise<Buffer[]> => {
  const stored = await em.find(CheckpointRecord, { userId, seq: { $lte: size } }, { orderBy: { seq: 'asc' } });
  const gap = stored.findIndex(({ seq }, index) => seq !== (index + 1) * CHECKPOINT_EVERY);
  return (gap < 0 ? stored : stored.slice(0, gap)).map(({ block }) => Buffer.from(block, 'hex'));
};

const leavesBetween = async (em: EntityManager, userId: string, after: number, upTo: number): Promise<Leaf[]> => {
  const where = { userId, seq: { $gt: after, $lte: upTo } };
  const leaves = await em.find(AuditRecord, where, { fields: ['seq', 'hash'], orderBy: { seq: 'asc' } });
  if (leaves.length !== upTo - after || leaves.some(({ seq }, index) => seq !== after + index + 1))
    throw new DomainError(ErrorCode.CONFLICT, 'Entries of this audit log are missing. Check it with verifyAuditLog.');
  return leaves;
};

const chunks = (leaves: Leaf[]): Leaf[][] =>
  Array.from({ length: Math.ceil(leaves.length / CHECKPOINT_EVERY) }, (_, index) =>
    leaves.slice(index * CHECKPOINT_EVERY, (index + 1) * CHECKPOINT_EVERY),
  );
