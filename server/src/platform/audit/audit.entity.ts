import { defineEntity, p } from '@mikro-orm/core';
import { id, utc } from '../db/columns.js';
import { CheckpointRecord } from './checkpoint.entity.js';

const chainSchema = defineEntity({
  name: 'AuditChain',
  tableName: 'audit_chains',
  properties: { id: id().primary(), seq: p.integer(), hash: p.string().length(64) },
});

/** The head of one person's chain; its row is the lock that keeps entries in order. `id` is the user's. */
export class AuditChain extends chainSchema.class {}
chainSchema.setClass(AuditChain);

const entrySchema = defineEntity({
  name: 'AuditRecord',
  tableName: 'audit_entries',
  uniques: [{ properties: ['userId', 'seq'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    seq: p.integer(),
    at: utc(),
    actor: p.string().length(10),
    action: p.string().length(60),
    resource: p.string().length(80),
    result: p.string().length(60),
    details: p.json<Record<string, unknown>>(),
    hash: p.string().length(64),
    previousHash: p.string().length(64),
  },
});

/** One act, with the hash of the one before it. Never updated, never deleted. */
export class AuditRecord extends entrySchema.class {}
entrySchema.setClass(AuditRecord);

export const auditEntities = [AuditChain, AuditRecord, CheckpointRecord];
