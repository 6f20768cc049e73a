import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORTED = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)\.js'/g;

const read = new Map<string, string[]>();
const importsOf = (file: string): string[] => {
  const known = read.get(file);
  if (known) return known;
  const named = [...readFileSync(file, 'utf8').matchAll(IMPORTED)].map(([, path]) => join(dirname(file), `${path}.ts`));
  const found = named.filter((path) => existsSync(path));
  read.set(file, found);
  return found;
};

const reaches = (file: string, target: string, seen = new Set<string>()): boolean => {
  if (file.startsWith(target)) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file).some((path) => reaches(path, target, seen));
};

const SUPPORT = 'server/test/support';
const CHILDREN = `${SUPPORT}/children/`;
const DATABASE = `${SUPPORT}/app/test-database.ts`;
/** An API of one table, for doors and guards. Its type called Account cannot stand in one process with the real one. */
const SMALL_API = `${SUPPORT}/app/small-api.resolver.ts`;

/** Tests that start processes, of which PostgreSQL would prove nothing that SQLite does not; each with the reason. */
const SQLITE_ALONE: Record<string, string> = {
  'server/test/stories/private-files.test.ts': 'It is about the modes of files, SQLite’s among them.',
  'server/src/operator/backup/backup-drill.test.ts':
    'Its machines have databases of their own, in files; backup.test and restore-server.test move rows between both kinds.',
  'server/test/crashes/vault-kills.test.ts':
    'What dies is the vault, and what outlives it is its folder; it is never shown a row.',
  'server/test/documents/vault-modules.test.ts': 'The vault’s process has no database.',
  'server/test/stories/enclave-story.test.ts': 'Evidence comes from the machine; no row holds any of it.',
  'server/test/stories/restart-memory.test.ts':
    'The vault’s folder outlives the processes here; app-red-team-memory.test takes the same rows away on both databases.',
};

export type Kinds = { pure: string[]; database: string[]; processes: string[]; onPostgres: string[] };

/**
 * The server's tests in three kinds, by what they import however far away: those that start processes, those that come to the
 * real tables and so differ between SQLite and PostgreSQL, and the pure ones, which are run once. `onPostgres` are the tests of
 * processes that are run on PostgreSQL too.
 */
export const testKinds = (): Kinds => {
  const files = globSync('server/**/*.test.ts', { exclude: (path) => /node_modules|dist$/.test(path) })
    .filter((path) => !path.endsWith('.long.test.ts'))
    .toSorted();
  const processes = files.filter((file) => reaches(file, CHILDREN));
  const gone = Object.keys(SQLITE_ALONE).filter((file) => !processes.includes(file));
  if (gone.length > 0) throw new Error(`No tests of processes, but listed as such: ${gone.join(', ')}`);
  const others = files.filter((file) => !processes.includes(file));
  const database = others.filter((file) => reaches(file, DATABASE) && !reaches(file, SMALL_API));
  return {
    pure: others.filter((file) => !database.includes(file)),
    database,
    processes,
    onPostgres: processes.filter((file) => !(file in SQLITE_ALONE)),
  };
};
