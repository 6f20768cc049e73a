import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/kernel/config.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Of the changelog the links alone, for it may name commands that are gone. */
const PAGES = ['README.md', 'AGENTS.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const DOCUMENTS = [...PAGES, ...globSync('docs/**/*.md', { cwd: root })];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Refused in an enclave whatever it says, so nobody should set it. */
const NO_SETTING = 'DSTACK_SIMULATOR_ENDPOINT';

const matchesOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);

describe('what the documents name is there:', () => {
  it.each(DOCUMENTS)('every command of %s', (path) => {
    const named = new Set(matchesOf(read(path), /npm run (?:-s )?([a-z][\w:-]*)/g));
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
  });

  it('the file of every command', () => {
    const files = Object.values(scripts).flatMap((line) => matchesOf(line, /\b((?:scripts|server|bench)\/[\w./-]+)/g));
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each([...DOCUMENTS, 'CHANGELOG.md'])('every page and heading that %s links to', (path) => {
    const links = matchesOf(read(path), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !leadsSomewhere(path, link))).toEqual([]);
  });

  it.each(['ARCHITECTURE.md', 'docs/security.md', 'docs/operate.md'])('every test that %s points to', (path) => {
    const tests = matchesOf(read(path), /`((?:[\w-]+\/)*[\w*.-]+\.test\.ts)`/g);
    const isThere = (name: string) =>
      [`server/src/${name}`, name].some((pattern) => globSync(pattern, { cwd: root }).length > 0);
    expect(tests.filter((name) => !isThere(name))).toEqual([]);
  });

  it('every setting that is read, and none that is not', () => {
    const sources = globSync('server/src/kernel/config*.ts', { cwd: root }).filter(
      (path) => !path.endsWith('.test.ts'),
    );
    const settings = new Set(sources.flatMap((path) => matchesOf(read(path), /^ {2}([A-Z][A-Z_]+): /gm)));
    settings.delete(NO_SETTING);
    expect(settings.size).toBeGreaterThan(25);
    const table = read('docs/configure.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const told = new Set(table.flatMap((line) => matchesOf(line.split('|')[1]!, /`([A-Z][A-Z_]+)`/g)));
    expect([...told].toSorted()).toEqual([...settings].toSorted());
  });

  it('every default, for who sets it by hand starts the same server', () => {
    const given = [...read('.env.example').matchAll(/^#([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name!, value!]);
    expect(given.length).toBeGreaterThan(12);
    const configOf = (env: Record<string, string>) => readConfig(env, { holdsKeys: false }).config;
    for (const [name, value] of given) expect(configOf({ [name!]: value! }), name).toEqual(configOf({}));
  });
});

const leadsSomewhere = (from: string, link: string): boolean => {
  const [file = '', heading] = link.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  if (!existsSync(join(root, path))) return false;
  if (heading === undefined) return true;
  return matchesOf(read(path), /^#+ (.+)$/gm).some((title) => anchorOf(title) === heading);
};

/** As the usual hosts of source code make it of a heading. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
