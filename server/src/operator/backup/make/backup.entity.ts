import { defineEntity, p } from '@mikro-orm/core';
import { id, utc } from '../../../platform/db/columns.js';

const schema = defineEntity({
  name: 'BackupRecord',
  tableName: 'backups',
  properties: {
    id: id().primary(),
    /** Counts up by one; a restore refuses a smaller one than it has seen. */
    number: p.integer().unique(),
    startedAt: utc(),
    finishedAt: utc().nullable(),
    bytes: p.bigint('number').nullable(),
    sha256: p.string().length(64).nullable(),
  },
});

/** One backup that was begun; unfinished for ever if it broke off. */
export class BackupRecord extends schema.class {}
schema.setClass(BackupRecord);

export const backupEntities = [BackupRecord];
