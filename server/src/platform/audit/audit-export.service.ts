import type { EntityManager } from '@mikro-orm/core';
import canonicalize from 'canonicalize';
import { badInput } from '../../kernel/errors.js';
import type { CheckpointSigner } from '../../rulebook/checkpoint.js';
import { AuditChain, AuditRecord } from './audit.entity.js';
import type { AuditFormat } from './audit.types.js';
import { GENESIS_HASH, plainEntry } from './audit-hash.js';
import { CheckpointRecord } from './checkpoint.entity.js';
import type { Checkpoints } from './checkpoints.js';
import { CSV_HEADER, csvLine } from './csv.js';

const PAGE = 1_000;

export type ExportPage = { text: string; nextSeq: number | null; head: string };

/** Writes a person's log down for them to keep: JSON Lines that can be verified anywhere, or CSV to look at. */
export class AuditExportService {
  constructor(
    private readonly em: EntityManager,
    private readonly checkpoints: Checkpoints,
    private readonly signer: CheckpointSigner,
  ) {}

  async page(userId: string, format: `${AuditFormat}`, after: number): Promise<ExportPage> {
    if (after < 0) throw badInput('`after` is 0 or the `nextSeq` of the page before.');
    const em = this.em.fork();
    const chain = await em.findOne(AuditChain, { id: userId });
    const [end, head] = [chain?.seq ?? 0, chain?.hash ?? GENESIS_HASH];
    const last = Math.min(after + PAGE, end);
    const where = { userId, seq: { $gt: after, $lte: last } };
    const entries = await em.find(AuditRecord, where, { orderBy: { seq: 'asc' } });
    const lines = format === 'CSV' ? csv(entries, after) : await this.jsonLines(userId, entries);
    return { text: lines.join(''), nextSeq: last < end ? last : null, head };
  }

  // The file holds every checkpoint of its entries, so that one that is left out is noticed.
  private async jsonLines(userId: string, entries: AuditRecord[]): Promise<string[]> {
    await this.checkpoints.signMissing(userId);
    const { audit: publicKey } = await this.signer.publicKeys();
    const where = { userId, seq: { $in: entries.map(({ seq }) => seq) } };
    const signed = await this.em.fork().find(CheckpointRecord, where);
    const bySeq = new Map(signed.map((checkpoint) => [checkpoint.seq, checkpoint]));
    return entries.flatMap((entry) => {
      const checkpoint = bySeq.get(entry.seq);
      return [line(plainEntry(entry)), ...(checkpoint ? [line({ checkpoint: stated(checkpoint, publicKey) })] : [])];
    });
  }
}

const line = (value: object): string => `${canonicalize(value)}\n`;

const stated = ({ userId, seq, root, head, signature }: CheckpointRecord, publicKey: string) => ({
  userId,
  seq,
  root,
  head,
  signature,
  publicKey,
});

const csv = (entries: AuditRecord[], after: number): string[] => [
  ...(after === 0 ? [CSV_HEADER] : []),
  ...entries.map((entry) => csvLine(plainEntry(entry))),
];
