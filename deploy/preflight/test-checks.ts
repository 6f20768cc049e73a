import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, fail, type Outcome, pass, skipped } from './check.ts';

/** What the plan calls critical, and where those tests are. */
export const TEST_GROUPS: Record<string, string[]> = {
  'user isolation tests': [
    'server/test/attacks/isolation.test.ts',
    'server/test/attacks/random-isolation.test.ts',
    'server/test/documents/schema-guards.test.ts',
  ],
  'agent tests': ['server/src/agent/**/*.test.ts', 'server/test/attacks/injection.test.ts'],
  'signing tests': [
    'server/src/vault/**/*.test.ts',
    'server/src/money/proposals/signing.test.ts',
    'server/src/money/approvals/*.test.ts',
    'server/test/attacks/red-team.test.ts',
  ],
};

/** The tests that the table of attacks in docs/security.md names; their paths are below server/src/, or whole. */
export const attackTests = (root: string): string[] => {
  const [, table = ''] = readFileSync(join(root, 'docs/security.md'), 'utf8').split('\n## Attacks that were tried\n');
  const [section = ''] = table.split('\n## ');
  const named = [...section.matchAll(/`([\w./-]+\.test\.tsx?)`/g)].map(([, path]) => path!);
  const below = (path: string) => (existsSync(join(root, 'server/src', path)) ? `server/src/${path}` : path);
  return [...new Set(named)].sort().map(below);
};

/** `ran`: the files in which a test ran, by their paths in the project. */
type TestRun = { code: number; passed: number; failed: number; skipped: number; ran: string[] };
export type RunTests = (files: string[]) => Promise<TestRun>;

const judgeRun = ({ code, passed, failed, skipped: left, ran }: TestRun, files: string[]): Outcome => {
  const counts = `${passed} passed, ${failed} failed, ${left} skipped`;
  if (code !== 0 || failed > 0) return fail(counts);
  const silent = files.filter((file) => !ran.includes(file));
  if (silent.length > 0) return fail(counts, ...silent.map((file) => `${file} did not run.`));
  // A run in which nothing ran is green for every tool, and proves nothing.
  return passed > 0 ? pass(counts) : fail(`No test ran: ${counts}.`);
};

/** The files of a group. A pattern without a file means that tests were moved, and that nobody runs them here any more. */
export const filesOf = (root: string, patterns: readonly string[]): { files: string[]; missing: string[] } => {
  const found = patterns.map((pattern) => globSync(pattern, { cwd: root }).filter((file) => !file.includes('.long.')));
  return { files: found.flat().sort(), missing: patterns.filter((_pattern, index) => found[index]?.length === 0) };
};

export const testChecks = (root: string, run: RunTests | null, groups = TEST_GROUPS): Check[] =>
  Object.entries(groups).map(([name, patterns]) => ({
    name,
    run: async () => {
      const { files, missing } = filesOf(root, patterns);
      if (missing.length > 0) return fail(...missing.map((pattern) => `There is no test at ${pattern}.`));
      return run ? judgeRun(await run(files), files) : skipped('--skip-tests was given.');
    },
  }));
