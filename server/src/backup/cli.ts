import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, type Secrets } from '../config.js';
import { connectDatabase, type Entities } from '../db/database.js';
import { BackupKeys } from '../vault/backup-keys.js';
import { BackupError } from './backup-error.js';
import { BackupFile } from './backup-file.js';
import type { Manifest } from './backup-format.js';
import { HighWater } from './high-water.js';
import { proveAccounts } from './key-proof.js';
import { makeBackup } from './make-backup.js';
import { restoreBackup } from './restore-backup.js';

export type CommandParts = {
  read: () => { config: Config; secrets: Secrets };
  entities: Entities;
  print: (text: string) => void;
  pathOf?: (file: string) => string;
};

const BACKUP_USAGE = `Usage: npm run backup -- --out FILE

Writes an encrypted and signed copy of the database into a new FILE. The server may go on meanwhile.
`;
const RESTORE_USAGE = `Usage: npm run restore -- FILE [--check] [--newest N] [--allow-rollback]

Puts a backup into the empty database that DATABASE_URL or DATA_DIR names. The server must not run.
  --check           only reads the file and says whether it is whole
  --newest          the number of the newest backup that you know of: an older one is refused
  --allow-rollback  restores an older one all the same
`;

/** Returns the exit code: 0 done, 1 refused, 2 not understood. */
export const backupCommand = (args: string[], parts: CommandParts): Promise<number> =>
  guarded(BACKUP_USAGE, parts, async () => {
    const { values } = asked(() => parseArgs({ args, options: { out: { type: 'string' } } }));
    if (!values.out) throw new UsageError('Name the file to write: --out FILE.');
    const path = (parts.pathOf ?? String)(values.out);
    const { config, secrets } = parts.read();
    const { keys } = keysOf(secrets);
    const highWater = highWaterOf(config);
    const orm = await connectDatabase(config.database, parts.entities);
    try {
      const { kind } = config.database;
      const source = { orm, kind, keys, version: config.version, above: highWater.read() };
      const { manifest, bytes, sha256 } = await makeBackup(path, source);
      highWater.raise(manifest.number);
      parts.print(`${summaryOf(manifest)}\nWritten to ${path}: ${bytes} bytes, SHA-256 ${sha256}.\n`);
    } finally {
      keys.wipe();
      await orm.close();
    }
  });

export const restoreCommand = (args: string[], parts: CommandParts): Promise<number> =>
  guarded(RESTORE_USAGE, parts, async () => {
    const { file, check, newest, allowRollback } = restoreArguments(args);
    const path = (parts.pathOf ?? String)(file);
    const { config, secrets } = parts.read();
    const { keys, masterKey } = keysOf(secrets);
    const highWater = highWaterOf(config);
    try {
      if (check) {
        const manifest = await (await BackupFile.open(path, keys)).verify();
        return parts.print(`${summaryOf(manifest)}\nIt is whole and signed. Nothing was written.\n`);
      }
      const { manifest, keysProved } = await restoreBackup(path, {
        database: config.database,
        entities: parts.entities,
        keys,
        newest: Math.max(newest, highWater.read()),
        allowRollback,
        prove: (tx) => proveAccounts(tx, masterKey),
      });
      highWater.raise(manifest.number);
      parts.print(
        `${summaryOf(manifest)}\nRestored, and every key opens to the address of its account (${keysProved} of them). Start the server.\n`,
      );
    } finally {
      keys.wipe();
    }
  });

class UsageError extends Error {}

const asked = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const restoreArguments = (args: string[]) => {
  const flag = { type: 'boolean', default: false } as const;
  const options = { check: flag, newest: { type: 'string', default: '0' }, 'allow-rollback': flag } as const;
  const { values, positionals } = asked(() => parseArgs({ args, options, allowPositionals: true }));
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one backup.');
  if (!/^\d{1,9}$/.test(values.newest)) throw new UsageError('--newest takes the number of a backup.');
  return { file, check: values.check, newest: Number(values.newest), allowRollback: values['allow-rollback'] };
};

const keysOf = ({ masterKey: source, backupKey }: Secrets): { keys: BackupKeys; masterKey: Uint8Array } => {
  const masterKey = source.read();
  if (!masterKey)
    throw new BackupError(
      'The master key is missing. Set the one of this database in ENCRYPTION_MASTER_KEY or DATA_DIR/master.key.',
    );
  return { keys: new BackupKeys(masterKey, backupKey), masterKey };
};

const highWaterOf = ({ dataDir }: Config): HighWater => new HighWater(join(dataDir, 'newest-backup'));

const summaryOf = ({ number, createdAt, version, tables }: Manifest): string => {
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  const what = `${Object.keys(tables).length} tables, ${rows} rows`;
  return `Backup ${number} of ${createdAt}, made by version ${version}: ${what}.`;
};

const guarded = async (usage: string, { print }: CommandParts, work: () => Promise<void>): Promise<number> => {
  try {
    await work();
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      print(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (!(error instanceof BackupError || error instanceof ConfigError)) throw error;
    print(`${error.message}\n`);
    return 1;
  }
};
