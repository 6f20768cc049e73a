import { createHash } from 'node:crypto';
// By its object: a name that an older Node does not export would end it before it can say that it is too old.
import fs, { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { assertNodeVersion } from './node-version.mjs';
import { tool, tsc } from './run.mjs';

/** A bundle looks for the agent's tools from its own place. */
const TOOLS = ['server/dist/src/agent/tools', 'server/dist/src/tools'];

const parts = {
  server: {
    sources: [
      'server/src/**/*',
      'server/local-network/**/*.ts',
      'server/tsconfig*.json',
      'scripts/bundle.mjs',
      'package-lock.json',
    ],
    output: 'server/dist/src/bin/main.js',
  },
  client: {
    sources: [
      'client/src/**/*',
      'client/index.html',
      'client/public/**/*',
      'client/vite.config.ts',
      'package-lock.json',
    ],
    output: 'client/dist/index.html',
  },
};

const digest = ({ sources }) => {
  const hash = createHash('sha256');
  const files = sources
    .flatMap((pattern) => fs.globSync(pattern, { withFileTypes: true }))
    .filter((entry) => entry.isFile());
  for (const path of files.map((entry) => `${entry.parentPath}/${entry.name}`).sort())
    hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
};

const stampOf = (name) => `${name}/dist/.built-from`;
const isFresh = (name, part, now) =>
  existsSync(part.output) && existsSync(stampOf(name)) && readFileSync(stampOf(name), 'utf8') === now;

const builders = {
  server: async () => {
    rmSync('server/dist', { recursive: true, force: true });
    const code = await tsc(['-p', 'server/tsconfig.build.json']);
    for (const folder of TOOLS) cpSync('server/src/agent/tools', folder, { recursive: true });
    if (code !== 0) return code;
    const { bundleAll } = await import('./bundle.mjs');
    await bundleAll(['main', 'main-vault']);
    return 0;
  },
  client: () =>
    tool('vite/bin/vite.js', ['build', 'client', '--config', 'client/vite.config.ts', '--logLevel', 'warn']),
};

/** Builds what its sources say is out of date. Returns an exit code. */
export const build = async (names = Object.keys(parts)) => {
  const codes = await Promise.all(
    names.map(async (name) => {
      const part = parts[name];
      const now = digest(part);
      if (isFresh(name, part, now)) return 0;
      const code = await builders[name]();
      if (code === 0) {
        mkdirSync(`${name}/dist`, { recursive: true });
        writeFileSync(stampOf(name), now);
      }
      return code;
    }),
  );
  return Math.max(...codes);
};

// At the installation it only saves time: what is not built then is built at the start.
const atInstall = process.argv.includes('--at-install');
const canBuild = Number(process.versions.node.split('.')[0]) >= 24 && existsSync('node_modules/typescript-native');

if (import.meta.url === pathToFileURL(process.argv[1]).href && !(atInstall && !canBuild)) {
  assertNodeVersion();
  process.exitCode = await build();
}
