import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { type EntityManager, IsolationLevel, type MikroORM } from '@mikro-orm/core';
import type { BackupVault } from '../../../vault/contract/backup-vault.js';
import type { Manifest } from '../../../vault/contract/manifest.js';
import { BackupError } from '../file/backup-error.js';
import { BackupFile } from '../file/backup-file.js';
import type { TableLine, Value } from '../file/backup-format.js';
import { LineSealer } from '../file/line-sealer.js';
import { beginBackup, finishBackup } from './backup-records.js';
import { rowsOf } from './rows.js';
import { assertAllKnown, type DatabaseKind, schemaOf, type Table, tablesOf } from './table-list.js';

export type BackupSource = {
  orm: MikroORM;
  kind: DatabaseKind;
  vault: BackupVault;
  version: string;
  /** The new number will be above this one and above all that the database has seen. */
  above?: number;
  /** Told before each table. */
  onTable?: (name: string) => Promise<void>;
  /** Where the whole file has to go before the backup counts as made. What it leaves at the path is the caller's. */
  deliver?: (path: string, backup: Backup) => Promise<void>;
};
export type Backup = { manifest: Manifest; bytes: number; sha256: string };

/** Writes one consistent, encrypted and signed copy of the database while the server goes on. */
export const makeBackup = async (path: string, source: BackupSource): Promise<Backup> => {
  if (existsSync(path)) throw new BackupError(`${path} exists already. Name a new file.`);
  const { orm, kind, vault } = source;
  const tables = tablesOf(orm);
  const schema = await schemaOf(orm.em.fork());
  await assertSameSchema(orm, schema);
  await assertAllKnown(orm.em.fork(), kind, tables);
  const record = await beginBackup(orm.em, source.above ?? 0);
  // Under another name until it is whole and has been read again: a file of this name is always a good backup.
  const partial = `${path}.partial`;
  await rm(partial, { force: true });
  try {
    const sealer = await LineSealer.create(partial, vault);
    const dump = await snapshot(orm, kind, (tx) => dumpTables(tx, { ...source, tables, sealer })).catch(
      async (error) => {
        await sealer.close();
        throw error;
      },
    );
    const { masterKeyCheck, identity } = await vault.backupFacts();
    const manifest: Manifest = {
      ...dump,
      number: record.number,
      createdAt: new Date().toISOString(),
      version: source.version,
      database: kind,
      schema,
      masterKeyCheck,
      appId: identity?.appId ?? null,
      composeHash: identity?.composeHash ?? null,
    };
    await sealer.add(JSON.stringify({ manifest, signature: await vault.signBackup(manifest) }));
    const end = await sealer.end();
    await (await BackupFile.open(partial, vault)).verify();
    await rename(partial, path);
    await source.deliver?.(path, { manifest, ...end });
    await finishBackup(orm.em, record.id, end);
    return { manifest, ...end };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
};

// Migrating is the server's business: a copy must not change what it copies.
const assertSameSchema = async (orm: MikroORM, schema: string[]): Promise<void> => {
  const pending = await orm.migrator.getPending();
  if (pending.length > 0 || schema.length === 0)
    throw new BackupError(
      'The database is of another version than this program. Start the server of this version once.',
    );
};

/** One moment of the database for all that is read. In SQLite's WAL a transaction that only reads is that already. */
const snapshot = <T>(orm: MikroORM, kind: DatabaseKind, read: (tx: EntityManager) => Promise<T>): Promise<T> =>
  orm.em
    .fork()
    .transactional(
      read,
      kind === 'postgresql' ? { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true } : {},
    );

type Dump = Pick<Manifest, 'tables' | 'keyVersions'>;

const dumpTables = async (
  tx: EntityManager,
  { tables, kind, sealer, onTable }: Pick<BackupSource, 'kind' | 'onTable'> & { tables: Table[]; sealer: LineSealer },
): Promise<Dump> => {
  const dumped: Manifest['tables'] = {};
  const keyVersions = new Set<number>();
  for (const table of tables) {
    await onTable?.(table.name);
    const line: TableLine = { table: table.name, columns: table.columns };
    await sealer.add(JSON.stringify(line));
    const hash = createHash('sha256');
    const sealed = table.columns.findIndex(([name]) => name === 'sealed');
    let rows = 0;
    for await (const row of rowsOf(tx, table, kind)) {
      const text = JSON.stringify(row);
      hash.update(`${text}\n`);
      rows += 1;
      if (sealed >= 0) keyVersions.add(keyVersionOf(row[sealed] ?? null));
      await sealer.add(text);
    }
    dumped[table.name] = { rows, sha256: hash.digest('hex') };
  }
  return { tables: dumped, keyVersions: [...keyVersions].toSorted((a, b) => a - b) };
};

const keyVersionOf = (sealed: Value): number =>
  Number((JSON.parse(String(sealed)) as { keyVersion?: unknown } | null)?.keyVersion ?? 0);
