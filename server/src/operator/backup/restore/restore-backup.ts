import { existsSync, rmSync } from 'node:fs';
import type { EntityManager, MikroORM } from '@mikro-orm/core';
import type { DatabaseConfig } from '../../../kernel/config.js';
import { DomainError } from '../../../kernel/errors.js';
import { connectDatabase, type Entities } from '../../../platform/db/database.js';
import { migrationsFor } from '../../../platform/db/migrations.js';
import { rawSql } from '../../../platform/db/raw-sql.js';
import type { BackupFacts, BackupVault } from '../../../vault/contract/backup-vault.js';
import type { Manifest } from '../../../vault/contract/manifest.js';
import { BackupError } from '../file/backup-error.js';
import { BackupFile } from '../file/backup-file.js';
import { proveAccounts } from '../make/prove-accounts.js';
import { RowLoader } from '../make/rows.js';
import { type DatabaseKind, tableNames } from '../make/table-list.js';

export type RestoreTarget = {
  database: DatabaseConfig;
  entities: Entities;
  vault: BackupVault;
  /** The newest backup that anybody knows of; an older one is refused. */
  newest: number;
  allowRollback?: boolean;
};
/** `remarks` are sentences about what differs and hinders nothing. */
export type Restored = { manifest: Manifest; keysProved: number; remarks: string[] };

/** Puts a backup into an empty database: all of it, or nothing. */
export const restoreBackup = async (path: string, target: RestoreTarget): Promise<Restored> => {
  const file = await BackupFile.open(path, target.vault);
  const manifest = await file.verify();
  const remarks = remarksOn(manifest, await target.vault.backupFacts());
  assertNotOlder(manifest, target);
  assertKnownSchema(manifest, target.database.kind);
  const isNewFile = target.database.kind === 'sqlite' && !existsSync(target.database.path);
  const orm = await connectDatabase(target.database, target.entities);
  try {
    await assertEmpty(orm, target.database.kind);
    await orm.migrator.up({ to: manifest.schema.at(-1)! });
    const keysProved = await orm.em.fork().transactional((tx) => load(tx, file, target));
    await orm.close();
    return { manifest, keysProved, remarks };
  } catch (error) {
    await orm.close();
    if (isNewFile) removeDatabase((target.database as { path: string }).path);
    throw toSentence(error);
  }
};

const load = async (tx: EntityManager, file: BackupFile, { database, vault }: RestoreTarget): Promise<number> => {
  let loader: RowLoader | null = null;
  for await (const part of file.parts()) {
    if ('row' in part) await loader!.add(part.row);
    else {
      await loader?.flush();
      loader = new RowLoader(tx, part.table.table, part.table.columns, database.kind);
    }
  }
  await loader?.flush();
  return proveAccounts(tx, vault);
};

/** Reads all of a backup and says what it holds, without touching any database. */
export const checkBackup = async (path: string, vault: BackupVault): Promise<Omit<Restored, 'keysProved'>> => {
  const manifest = await (await BackupFile.open(path, vault)).verify();
  return { manifest, remarks: remarksOn(manifest, await vault.backupFacts()) };
};

const remarksOn = ({ appId, composeHash }: Manifest, { identity }: BackupFacts): string[] => {
  // Another application was refused by the first line already; this is what is under the signature.
  if (appId !== (identity?.appId ?? null))
    throw new BackupError('This backup was made in another enclave application.');
  if (composeHash === (identity?.composeHash ?? null)) return [];
  return [
    `Another program made it: its compose file has the hash ${composeHash}, the one here ${identity?.composeHash}. ` +
      'That is so after an update; if there was none, find out why.',
  ];
};

const assertNotOlder = ({ number, createdAt }: Manifest, { newest, allowRollback }: RestoreTarget): void => {
  if (number >= newest || allowRollback) return;
  throw new BackupError(
    `This is backup ${number} of ${createdAt}, and backup ${newest} is known. Restoring the older one would forget payments ` +
      'and revive what was revoked since. Restore the newest one, or add --allow-rollback if it is lost.',
  );
};

const assertKnownSchema = ({ schema, version }: Manifest, kind: DatabaseKind): void => {
  const known = migrationsFor(kind).map(({ name }) => name);
  if (schema.every((name, index) => known[index] === name)) return;
  throw new BackupError(
    `This backup was made by version ${version}, whose database this version does not know. Restore it with that version.`,
  );
};

const assertEmpty = async (orm: MikroORM, kind: DatabaseKind): Promise<void> => {
  const em = orm.em.fork();
  for (const name of await tableNames(em, kind)) {
    const rows = await rawSql(em, `select 1 as one from "${name}" limit 1`);
    if (rows.length > 0)
      throw new BackupError(
        `The database is not empty: ${name} has rows. Restore into a new one, so that nothing is overwritten.`,
      );
  }
};

const removeDatabase = (path: string): void => {
  for (const name of [path, `${path}-wal`, `${path}-shm`]) rmSync(name, { force: true });
};

// A driver's error repeats the statement with its values; of them no word may reach the terminal.
const toSentence = (error: unknown): Error => {
  if (error instanceof BackupError || error instanceof DomainError) return error;
  const { code, name } = error as { code?: string; name?: string };
  return new BackupError(`The database did not take the backup (${code ?? name ?? 'unknown'}). Nothing was restored.`);
};
