import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
// By its object: a name that an older Node does not export would end it before it can say that it is too old.
import fs, { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Brings what the tests need beyond npm: uses it where it is, installs it on Debian as root, else says what is skipped.
const isRoot = process.getuid?.() === 0;
const isDebian = existsSync('/etc/debian_version');

const aptIn = (cwd, ...args) =>
  spawnSync('apt-get', args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
const apt = (...args) => aptIn('.', ...args);
// Another process may hold apt's lock for a while.
const LOCK = ['-o', 'DPkg::Lock::Timeout=300'];

const install = (name) => {
  if (!isRoot || !isDebian) return false;
  console.log(`Installing ${name} …`);
  if (apt(...LOCK, 'install', '-y', '--no-install-recommends', name).status === 0) return true;
  apt(...LOCK, 'update');
  return apt(...LOCK, 'install', '-y', '--no-install-recommends', name).status === 0;
};

// Below the ports that systems give to whoever asks for any: such a one could be gone when it is used.
export const freePort = () =>
  new Promise((resolve) => {
    const port = 20_000 + randomInt(12_000);
    const server = createServer().listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
    server.on('error', () => resolve(freePort()));
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

const PROMTOOL = fileURLToPath(new URL('../.cache/promtool', import.meta.url));

/** The package brings a server that would be started; one program of it is needed here. */
const unpackPromtool = () => {
  if (!isRoot || !isDebian) return false;
  console.log('Fetching promtool …');
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-promtool-'));
  try {
    // It is fetched as root, because the user that apt would be cannot write into the folder.
    const fetch = () => aptIn(folder, '-o', 'APT::Sandbox::User=root', 'download', 'prometheus').status === 0;
    if (!fetch()) {
      apt(...LOCK, 'update');
      if (!fetch()) return false;
    }
    const [file] = fs.globSync(join(folder, '*.deb'));
    execFileSync('dpkg-deb', ['--extract', file, join(folder, 'all')]);
    mkdirSync(dirname(PROMTOOL), { recursive: true });
    cpSync(join(folder, 'all/usr/bin/promtool'), PROMTOOL);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The path of promtool, or the reason why there is none. */
export const bringPromtool = () => {
  const find = () => process.env.PROMTOOL ?? onPath('promtool') ?? (existsSync(PROMTOOL) ? PROMTOOL : null);
  const path = find() ?? (unpackPromtool() ? find() : null);
  return path
    ? { path }
    : { skipped: 'promtool is not installed. Install it, or set PROMTOOL, to try the alerts too.' };
};

export const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);
