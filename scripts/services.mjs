import { execFileSync, spawnSync } from 'node:child_process';
// By its object: a name that an older Node does not export would end it before it can say that it is too old.
import fs, { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Brings what the tests need beyond npm: uses it where it is, installs it on Debian as root, else says what is skipped.
const isRoot = process.getuid?.() === 0;
const isDebian = existsSync('/etc/debian_version');

const apt = (...args) =>
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

const install = (name) => {
  if (!isRoot || !isDebian) return false;
  console.log(`Installing ${name} …`);
  // Another process may hold apt's lock for a while.
  const lock = ['-o', 'DPkg::Lock::Timeout=300'];
  if (apt(...lock, 'install', '-y', '--no-install-recommends', name).status === 0) return true;
  apt(...lock, 'update');
  return apt(...lock, 'install', '-y', '--no-install-recommends', name).status === 0;
};

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const onPath = (name) => {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : null;
};

const postgresFolder = () => {
  const versions = fs.globSync('/usr/lib/postgresql/*/bin/initdb').sort();
  const initdb = versions.at(-1) ?? onPath('initdb');
  return initdb ? initdb.slice(0, -'/initdb'.length) : null;
};

/** A PostgreSQL server of its own for this run, or the reason why there is none. */
export const bringPostgres = async () => {
  if (!postgresFolder() && !install('postgresql'))
    return { skipped: 'PostgreSQL is not installed. Install it to run the tests on it too.' };
  const bin = postgresFolder();
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-postgres-'));
  const port = await freePort();
  // PostgreSQL refuses to run as root, so there it runs as the user that its package makes.
  const as = (command, args) =>
    isRoot ? execFileSync('runuser', ['-u', 'postgres', '--', command, ...args]) : execFileSync(command, args);
  if (isRoot) execFileSync('chown', ['postgres', folder]);
  const data = join(folder, 'data');
  as(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync']);
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off`;
  as(join(bin, 'pg_ctl'), ['-D', data, '-o', options, '-l', join(folder, 'log'), '-w', 'start']);
  as(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', 'tuxedo']);
  const stop = () => {
    as(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop']);
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `postgresql://postgres@127.0.0.1:${port}/tuxedo`, stop };
};

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium, or the reason why there is none. */
export const bringChromium = () => {
  const find = () => process.env.CHROMIUM_PATH ?? NAMES.map(onPath).find(Boolean) ?? null;
  const path = find() ?? (install('chromium') ? find() : null);
  return path
    ? { path }
    : { skipped: 'Chromium is not installed. Install it, or set CHROMIUM_PATH, to run the browser stories.' };
};

export const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);
