import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const NATIVE = ['better-sqlite3', 'pg-native', 'mikro-orm'];

/** A program of this folder in one file: a test starts it by the dozen, and each would else load 2000 modules again. */
export const bundle = async (program: string) => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'child-'));
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
  return {
    path: join(folder, 'runs', `${program}.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
