import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { DAY_MS } from '../../../src/kernel/durations.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const KEPT = join(ROOT, '.cache', 'children');
const SOURCES = ['server/{src,local-network,test/support}/**/*.{ts,json,graphql}', 'package-lock.json'];
const NATIVE = ['better-sqlite3', 'pg-native', 'mikro-orm'];

const digestOfSources = (): string => {
  const hash = createHash('sha256');
  for (const path of globSync(SOURCES, { cwd: ROOT }).sort()) hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex').slice(0, 16);
};

const make = async (program: string, folder: string): Promise<void> => {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
    ssr: { noExternal: true, external: NATIVE },
    build: {
      ssr: `server/test/support/children/${program}.ts`,
      outDir: join(folder, 'runs'),
      minify: false,
      target: 'node24',
    },
  });
  cpSync(join(ROOT, 'server/src/agent/tools'), join(folder, 'tools'), { recursive: true });
};

/**
 * A program of this folder in one file: a test starts it by the dozen, and each would else load 2000 modules again. It is kept
 * for every test that starts the same, until a source changes.
 */
export const bundle = async (program: string): Promise<string> => {
  const kept = join(KEPT, `${program}-${digestOfSources()}`);
  if (!existsSync(kept)) {
    mkdirSync(KEPT, { recursive: true });
    dropOld();
    // Whole at once, because another test may look for it meanwhile.
    const folder = mkdtempSync(join(KEPT, 'new-'));
    await make(program, folder);
    rename(folder, kept);
  }
  return join(kept, 'runs', `${program}.js`);
};

/** Not one of today: a test that still runs may start it again. */
const dropOld = (): void => {
  const isOld = (path: string) => statSync(path).mtimeMs < Date.now() - DAY_MS;
  const all = readdirSync(KEPT).map((name) => join(KEPT, name));
  for (const path of all.filter(isOld)) rmSync(path, { recursive: true, force: true });
};

const rename = (folder: string, kept: string): void => {
  try {
    renameSync(folder, kept);
  } catch (error) {
    // Somebody else was faster with the same.
    if (!existsSync(kept)) throw error;
    rmSync(folder, { recursive: true, force: true });
  }
};
