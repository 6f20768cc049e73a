import { defineEntity, p } from '@mikro-orm/core';
import { id, utc } from '../db/columns.js';

const schema = defineEntity({
  name: 'CheckpointRecord',
  tableName: 'audit_checkpoints',
  uniques: [{ properties: ['userId', 'seq'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    seq: p.integer(),
    /** Of the whole tree up to `seq`, and of the block of entries that ends there; hex. */
    root: p.string().length(64),
    block: p.string().length(64),
    head: p.string().length(64),
    signature: p.string().length(88),
    at: utc(),
  },
});

/** The vault's signature under the first `seq` entries of one person's chain. Never updated, never deleted. */
export class CheckpointRecord extends schema.class {}
schema.setClass(CheckpointRecord);
