import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VaultClient } from '../../src/vault/channel/vault-client.js';
import { killAll, startVault } from '../support/children/child-server.js';

vi.setConfig({ hookTimeout: 120_000 });
const folder = mkdtempSync(join(tmpdir(), 'tuxedo-modules-'));
afterAll(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SERVER = join(ROOT, 'server/');
const HOOK = fileURLToPath(new URL('../support/children/record-modules.mjs', import.meta.url));
/** What turns a source into JavaScript while it runs: not there where the program was built. */
const TOOLS = ['tsx', 'esbuild', '@esbuild', 'get-tsconfig', 'resolve-pkg-maps'];

const packageOf = (path: string): string | null => {
  const [, ...inside] = path.split('/node_modules/');
  const parts = inside.at(-1)?.split('/') ?? [];
  return parts.length === 0 ? null : parts.slice(0, parts[0]!.startsWith('@') ? 2 : 1).join('/');
};

/** A bundle stands for what was put into it, which the build has written down beside it. */
const unbundled = (path: string): string[] => {
  const list = path.replace(/\.js$/, '.modules.txt');
  if (!path.endsWith('.js') || !existsSync(list)) return [path];
  const lines = readFileSync(list, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => join(ROOT, line));
};

/** Every file that the vault's process has loaded once it answers. */
const loadedFiles = async (): Promise<string[]> => {
  const list = join(folder, 'modules.txt');
  const env = {
    VAULT_SOCKET: join(folder, 'vault.sock'),
    DATA_DIR: join(folder, 'data'),
    ENCRYPTION_MASTER_KEY: randomBytes(32).toString('base64'),
    MODULES_FILE: list,
    NODE_OPTIONS: `--import ${pathToFileURL(HOOK).href}`,
  };
  const vault = await startVault(env, '--local-horizon', 'http://127.0.0.1:1');
  // Its socket is there a moment before it can be told to stop.
  const client = new VaultClient(env.VAULT_SOCKET);
  await client.ready(30_000);
  await client.ask('backupFacts', null);
  client.close();
  expect(await vault.end('SIGTERM')).toMatchObject({ code: 0 });
  const urls = readFileSync(list, 'utf8')
    .split('\n')
    .filter((url) => url.startsWith('file:'));
  return [...new Set(urls.flatMap((url) => unbundled(fileURLToPath(url.split('?')[0]!))))];
};

/** On 1 December 2026 there were 167 files and 45 packages. A file that is split in two is no harm, a package is. */
const AT_MOST = { own: 172, packages: 45 };
/** Attested code that nobody in there needs. */
const FORBIDDEN = ['graphql', 'type-graphql', '@mikro-orm', 'fastify'];

describe('the process of the vault', () => {
  let own: string[];
  let packages: string[];
  beforeAll(async () => {
    const files = await loadedFiles();
    own = files.filter((path) => path.startsWith(SERVER) && packageOf(path) === null && path !== HOOK);
    own = own.map((path) => path.slice(SERVER.length)).toSorted();
    const names = files.map(packageOf).filter((name) => name !== null && !TOOLS.includes(name)) as string[];
    packages = [...new Set(names)].toSorted();
  });

  it('loads no GraphQL, no ORM, no HTTP server and no entity', () => {
    // A list that is empty would prove nothing.
    expect(own.some((path) => /vault\/room\/embedded-vault\.[jt]s$/.test(path))).toBe(true);
    expect(packages).toContain('@stellar/stellar-sdk');
    expect(packages.filter((name) => FORBIDDEN.includes(name.replace(/^(@mikro-orm)\/.*/, '$1')))).toEqual([]);
    expect(own.filter((path) => /\.entity\.[jt]s$/.test(path))).toEqual([]);
  });

  it('loads hardly more files and no more packages than it did', () => {
    const counts = { own: own.length, packages: packages.length };
    process.stdout.write(`The vault's process: ${JSON.stringify(counts)}\n${[...own, ...packages].join('\n')}\n`);
    const more = (Object.keys(AT_MOST) as (keyof typeof AT_MOST)[]).filter((what) => counts[what] > AT_MOST[what]);
    expect(more).toEqual([]);
  });
});
