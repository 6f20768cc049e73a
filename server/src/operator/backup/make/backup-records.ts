import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/core';
import { newId } from '../../../kernel/ids.js';
import { rawSql } from '../../../platform/db/raw-sql.js';
import { BackupError } from '../file/backup-error.js';
import { BackupRecord } from './backup.entity.js';

/** Numbers the next backup above all that this database, or the operator's high-water mark, has seen. */
export const beginBackup = async (em: EntityManager, above: number): Promise<BackupRecord> => {
  const fork = em.fork();
  const [row] = await rawSql<{ newest: number | null }>(fork, 'select max(number) as newest from backups');
  const number = Math.max(Number(row?.newest ?? 0), above) + 1;
  const rest = { startedAt: new Date(), finishedAt: null, bytes: null, sha256: null };
  const record = fork.create(BackupRecord, { id: newId('bak'), number, ...rest });
  try {
    await fork.persist(record).flush();
    return record;
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new BackupError('Another backup has begun at the same moment. Begin again.');
  }
};

export const finishBackup = async (
  em: EntityManager,
  id: string,
  { bytes, sha256 }: { bytes: number; sha256: string },
): Promise<void> => {
  await em.fork().nativeUpdate(BackupRecord, { id }, { finishedAt: new Date(), bytes, sha256 });
};
