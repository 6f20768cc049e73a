import { parseArgs } from 'node:util';
import { ConfigError } from '../../kernel/config.js';
import { DomainError } from '../../kernel/errors.js';
import { connectDatabase, type Entities } from '../../platform/db/database.js';
import { BackupError } from './file/backup-error.js';
import { highWaterOf } from './make/high-water.js';
import { makeBackup } from './make/make-backup.js';
import { type OpenedVault, openBackupVault, type ReadConfig } from './make/open-backup-vault.js';
import { checkBackup, restoreBackup } from './restore/restore-backup.js';
import { restoredText, summaryOf } from './restore/summary.js';

export type CommandParts = {
  read: ReadConfig;
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
    await withVault(parts, async ({ config, vault }) => {
      const highWater = highWaterOf(config);
      const orm = await connectDatabase(config.database, parts.entities);
      try {
        const { kind } = config.database;
        const source = { orm, kind, vault, version: config.version, above: highWater.read() };
        const { manifest, bytes, sha256 } = await makeBackup(path, source);
        highWater.raise(manifest.number);
        parts.print(`${summaryOf(manifest)}\nWritten to ${path}: ${bytes} bytes, SHA-256 ${sha256}.\n`);
      } finally {
        await orm.close();
      }
    });
  });

export const restoreCommand = (args: string[], parts: CommandParts): Promise<number> =>
  guarded(RESTORE_USAGE, parts, async () => {
    const { file, check, newest, allowRollback } = restoreArguments(args);
    const path = (parts.pathOf ?? String)(file);
    await withVault(parts, async ({ config, vault }) => {
      if (check) {
        const { manifest, remarks } = await checkBackup(path, vault);
        const lines = [summaryOf(manifest), ...remarks, 'It is whole and signed. Nothing was written.'];
        return parts.print(`${lines.join('\n')}\n`);
      }
      const highWater = highWaterOf(config);
      const restored = await restoreBackup(path, {
        database: config.database,
        entities: parts.entities,
        vault,
        newest: Math.max(newest, highWater.read()),
        allowRollback,
      });
      highWater.raise(restored.manifest.number);
      parts.print(`${restoredText(restored)} Start the server.\n`);
    });
  });

const withVault = async ({ read }: CommandParts, work: (opened: OpenedVault) => Promise<void>): Promise<void> => {
  const opened = await openBackupVault(read);
  try {
    await work(opened);
  } finally {
    opened.close();
  }
};

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

const guarded = async (usage: string, { print }: CommandParts, work: () => Promise<void>): Promise<number> => {
  try {
    await work();
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      print(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (![BackupError, ConfigError, DomainError].some((known) => error instanceof known)) throw error;
    const { message } = error as Error;
    print(`${message}\n`);
    return 1;
  }
};
