import type { EntityManager } from '@mikro-orm/core';
import type { CheckpointSigner, SignedCheckpoint } from '../../rulebook/checkpoint.js';
import { AuditChain } from './audit.entity.js';
import { AuditTree } from './audit-tree.js';
import { CheckpointRecord } from './checkpoint.entity.js';

export type AuditProof = { checkpoint: SignedCheckpoint; inclusions: { seq: number; path: string[] }[] };

/**
 * Proves that entries stand in their person's log, and shows no other entry. The proof is against the first checkpoint
 * that covers them all, so it stays the same for ever; entries younger than that are proved against the log's end,
 * which is signed for this proof.
 */
export const auditProof = async (
  em: EntityManager,
  signer: CheckpointSigner,
  userId: string,
  seqs: number[],
): Promise<AuditProof> => {
  const where = { userId, seq: { $gte: Math.max(...seqs) } };
  const stored = await em.findOne(CheckpointRecord, where, { orderBy: { seq: 'asc' } });
  const size = stored?.seq ?? (await em.findOneOrFail(AuditChain, { id: userId })).seq;
  const tree = await AuditTree.load(em, userId, size);
  const checkpoint = stored ? signed(stored) : await signEnd(signer, tree);
  const inclusions = [];
  for (const seq of seqs) inclusions.push({ seq, path: await tree.path(seq) });
  return { checkpoint, inclusions };
};

const signed = ({ userId, seq, root, head, signature }: CheckpointRecord): SignedCheckpoint => ({
  userId,
  seq,
  root,
  head,
  signature,
});

const signEnd = async (signer: CheckpointSigner, tree: AuditTree): Promise<SignedCheckpoint> => {
  const statement = tree.statement();
  return { ...statement, signature: await signer.signCheckpoint(statement) };
};
