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

const NOTHING_NEW =
  'Every query that it sends is sent to PostgreSQL by other tests: what each file sends was written down there, and compared.';
const nothingNew = (...files: string[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file, NOTHING_NEW]));

/**
 * Tests that come to the tables or start processes, of which PostgreSQL would prove nothing more than SQLite does; each with
 * the reason. `npm run test:long` runs them on both.
 */
const SQLITE_ALONE: Record<string, string> = {
  'server/test/stories/private-files.test.ts': 'It is about the modes of files, SQLite’s among them.',
  'server/src/operator/backup/backup-drill.test.ts':
    'Its machines have databases of their own, in files; backup.test and restore-server.test move rows between both kinds.',
  'server/test/crashes/vault-kills.test.ts':
    'What dies is the vault, and what outlives it is its folder; it is never shown a row.',
  'server/test/crashes/signer-kills.test.ts':
    'It dies between the ledger and commits of one row; crash-points.test dies within commits, hold.test locks, both on both.',
  'server/test/documents/vault-modules.test.ts': 'The vault’s process has no database.',
  'server/test/stories/enclave-story.test.ts': 'Evidence comes from the machine; no row holds any of it.',
  'server/test/stories/restart-memory.test.ts':
    'The vault’s folder outlives the processes here; app-red-team-memory.test takes the same rows away on both databases.',
  'server/test/stories/restart.test.ts':
    'It is about signals, exit codes and what is printed, and dies between commits; crash-points.test dies within them, on both.',
  ...nothingNew(
    'server/src/agent/chat/demo.test.ts',
    'server/src/identity/consent/consent.guard.test.ts',
    'server/src/identity/users/new-passkey.test.ts',
    'server/src/identity/users/recovery-codes.test.ts',
    'server/src/money/accounts/ledger-view.service.test.ts',
    'server/src/money/contacts/contact.service.test.ts',
    'server/src/money/drafts/signatures.test.ts',
    'server/src/money/proposals/claims.test.ts',
    'server/src/money/proposals/lagging-nodes.test.ts',
    'server/src/money/proposals/local-network.test.ts',
    'server/src/operator/telemetry/metrics.test.ts',
    'server/src/operator/telemetry/tracing.test.ts',
    'server/src/transports/http/cookie-names.test.ts',
    'server/src/transports/http/pace-doors.test.ts',
    'server/src/verify/receipts/verify-receipt.test.ts',
    'server/test/attacks/app-red-team-freezes.test.ts',
    'server/test/attacks/app-red-team-prices.test.ts',
    'server/test/attacks/app-red-team-trades.test.ts',
    'server/test/attacks/app-red-team.test.ts',
    'server/test/attacks/canary.test.ts',
    'server/test/attacks/doors.test.ts',
    'server/test/attacks/forged-requests.test.ts',
    'server/test/attacks/injection.test.ts',
    'server/test/attacks/network-floods.test.ts',
    'server/test/crashes/vault-restart.test.ts',
    'server/test/documents/api-key-doors.test.ts',
    'server/test/documents/network-fields.test.ts',
    'server/test/documents/one-payment.test.ts',
    'server/test/documents/readme.test.ts',
    'server/test/documents/recorded-proposals.test.ts',
    'server/test/documents/recovery-doors.test.ts',
    'server/test/documents/schema-guards.test.ts',
    'server/test/stories/api-story.test.ts',
    'server/test/stories/app-replace-signer.test.ts',
    'server/test/stories/reading-ladder.test.ts',
  ),
};

export type Kinds = { pure: string[]; database: string[]; processes: string[] };

/** Whether a file is run on PostgreSQL too. Throws where the list above names a file that does not come to a database. */
const whereNeeded = (...kinds: string[][]): ((file: string) => boolean) => {
  const gone = Object.keys(SQLITE_ALONE).filter((file) => !kinds.flat().includes(file));
  if (gone.length > 0) throw new Error(`No tests of tables or processes, but listed as such: ${gone.join(', ')}`);
  return (file) => !(file in SQLITE_ALONE);
};

/**
 * The server's tests in three kinds, by what they import however far away: those that start processes, those that come to the
 * real tables and so differ between SQLite and PostgreSQL, and the pure ones, which are run once. With `onPostgres` those of
 * the first two that prove more there.
 */
export const testKinds = ({ onPostgres = false } = {}): Kinds => {
  const files = globSync('server/**/*.test.ts', { exclude: (path) => /node_modules|dist$/.test(path) })
    .filter((path) => !path.endsWith('.long.test.ts'))
    .toSorted();
  const processes = files.filter((file) => reaches(file, CHILDREN));
  const others = files.filter((file) => !processes.includes(file));
  const database = others.filter((file) => reaches(file, DATABASE) && !reaches(file, SMALL_API));
  const pure = others.filter((file) => !database.includes(file));
  const isNeeded = whereNeeded(processes, database);
  if (!onPostgres) return { pure, database, processes };
  return { pure, database: database.filter(isNeeded), processes: processes.filter(isNeeded) };
};
