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
  if (file === target) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file).some((path) => reaches(path, target, seen));
};

const DATABASE = 'server/test/support/app/test-database.ts';

/**
 * The server's tests in two kinds: those that come to a database by what they import, however far away, and so differ between
 * SQLite and PostgreSQL; and the pure ones, which are run once, in processes that keep what they have loaded.
 */
export const testKinds = (): { pure: string[]; database: string[] } => {
  const files = globSync('server/**/*.test.ts', { exclude: (path) => /node_modules|dist$/.test(path) })
    .filter((path) => !path.endsWith('.long.test.ts'))
    .toSorted();
  return {
    pure: files.filter((file) => !reaches(file, DATABASE)),
    database: files.filter((file) => reaches(file, DATABASE)),
  };
};
