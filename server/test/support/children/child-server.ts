import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = join(SERVER, 'dist/src/bin/main.js');
const TSCONFIG = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
const START_MS = 60_000;

// What was built starts faster; what was changed since must be run from its source.
const program = (name: 'main' | 'main-vault'): string[] => {
  const sources = globSync(`${SERVER}{src,local-network}/**/*.{ts,graphql}`);
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  const isFresh = existsSync(MAIN) && statSync(MAIN).mtimeMs > newest;
  return isFresh ? [join(SERVER, `dist/src/bin/${name}.js`)] : ['--import', 'tsx', join(SERVER, `src/bin/${name}.ts`)];
};

type Ended = { code: number | null; signal: NodeJS.Signals | null };
export type ChildServer = {
  url: string;
  child: ChildProcess;
  /** Everything it wrote, on both streams. */
  output: () => string;
  ended: Promise<Ended>;
  /** Sends the signal and waits for the end. Returns how long that took. */
  end: (signal: NodeJS.Signals) => Promise<Ended & { ms: number }>;
};

const running = new Set<ChildProcess>();

/** Runs main.ts in a process of its own, with no variable of ours but the given ones. */
export const spawnServer = (env: Record<string, string>): ChildServer => spawnProgram(program('main'), env);

/** Runs a vault in a process of its own, on the socket that `env` names, until it answers there. */
export const startVault = async (env: Record<string, string>, ...args: string[]): Promise<ChildServer> => {
  const vault = spawnProgram([...program('main-vault'), ...args], env);
  const early = vault.ended.then(() => Promise.reject(new Error(`It ended at its start:\n${vault.output()}`)));
  early.catch(() => undefined);
  while (!existsSync(env.VAULT_SOCKET!)) await Promise.race([early, new Promise((done) => setTimeout(done, 30))]);
  return vault;
};

const spawnProgram = (args: string[], env: Record<string, string>): ChildServer => {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', TSX_TSCONFIG_PATH: TSCONFIG, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (text += String(part)));
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code, signal } as Ended;
  });
  const end: ChildServer['end'] = async (signal) => {
    const since = Date.now();
    child.kill(signal);
    return { ...(await ended), ms: Date.now() - since };
  };
  return { url: `http://127.0.0.1:${env.PORT}`, child, output: () => text, ended, end };
};

/** Waits until it listens; throws what it said if it ended instead. */
export const startServer = async (env: Record<string, string>): Promise<ChildServer> => {
  const server = spawnServer(env);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`It did not start in time:\n${server.output()}`)), START_MS);
  const early = server.ended.then(() => Promise.reject(new Error(`It ended at its start:\n${server.output()}`)));
  early.catch(() => undefined);
  try {
    while (!(await Promise.race([isUp(server.url), late, early]))) await new Promise((done) => setTimeout(done, 50));
  } finally {
    clearTimeout(timer);
  }
  return server;
};

const isUp = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );

/** For the end of a test file: nothing of it goes on. */
export const killAll = async (): Promise<void> => {
  const all = [...running];
  for (const child of all) child.kill('SIGKILL');
  await Promise.all(all.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'close')));
};

/**
 * A port for a process that starts later, and again. Below those that systems give to whoever asks for any: such a one
 * could be gone by then.
 */
export const freePort = async (): Promise<number> => {
  const port = 20_000 + randomInt(12_000);
  try {
    const free = await occupy(port);
    await free();
    return port;
  } catch {
    return freePort(); // Somebody has it.
  }
};

/** Takes the port until the returned function is called. */
export const occupy = async (port: number): Promise<() => Promise<void>> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    server.close();
    await once(server, 'close');
  };
};
