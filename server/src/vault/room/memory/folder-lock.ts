import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../../kernel/config.js';

const NAME = 'lock';
const SETTLE_MS = 25;
const AGAIN_MS = 100;
/** A server that was killed and started at once finds its old vault still on its way out. */
const WAIT_MS = 5_000;
/** Of a folder's path, so that a socket in it still has a name that the system takes whole. */
const PATH_MAX = 85;

/**
 * Keeps two vaults from one folder. The lock is a socket that somebody listens on: the system itself ends that with its
 * process, however it dies and in whichever container, so that nothing left behind is ever taken for a holder.
 */
export const lockFolder = async (folder: string, waitMs = WAIT_MS): Promise<() => Promise<void>> => {
  const place = placeOf(folder);
  const path = join(place.name, NAME);
  const draft = join(place.name, `l-${randomUUID().slice(0, 8)}`);
  const release = async (server: Server | null): Promise<void> => {
    if (server) await close(server);
    place.leave();
  };
  let server: Server | null = null;
  try {
    server = await listen(draft);
    await take(path, draft, Date.now() + waitMs, folder);
  } catch (error) {
    await release(server);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return async () => {
    rmSync(path, { force: true });
    await release(server);
  };
};

type Place = { name: string; leave: () => void };

/** The system cuts off what is too long for a socket's path; Linux has a short name for every folder that is open. */
const placeOf = (folder: string): Place => {
  if (Buffer.byteLength(folder) <= PATH_MAX) return { name: folder, leave: () => undefined };
  const open = openSync(folder, 'r');
  const name = `/proc/self/fd/${open}`;
  if (existsSync(name)) return { name, leave: () => closeSync(open) };
  closeSync(open);
  throw new ConfigError(`${folder} has too long a name. Set VAULT_MEMORY to a folder whose path is shorter.`);
};

const take = async (path: string, draft: string, until: number, folder: string): Promise<void> => {
  const own = inodeOf(draft);
  for (;;) {
    if (linked(draft, path)) {
      // Two newcomers may both have put the same dead lock aside; the name then tells who of them came last.
      await sleep(SETTLE_MS);
      if (inodeOf(path) === own) return;
    }
    const found = inodeOf(path);
    if (!(await answers(path))) putAside(path, found);
    else if (Date.now() >= until)
      throw new ConfigError(`Another vault works on ${folder}. Stop it, or set VAULT_MEMORY to another folder.`);
    else await sleep(AGAIN_MS);
  }
};

const listen = async (path: string): Promise<Server> => {
  const server = createServer((socket) => socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(path, resolve).unref();
  await promise;
  chmodSync(path, 0o600);
  return server;
};

const close = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

const linked = (draft: string, path: string): boolean => {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const inodeOf = (path: string): bigint | undefined => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

const answers = (path: string): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path, () => resolve(true));
  // Anything but these two may be a holder that is only busy.
  socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  return promise.finally(() => socket.destroy());
};

/** What answered to nobody is taken away, and only that: somebody else may have put a live one there meanwhile. */
const putAside = (path: string, dead: bigint | undefined): void => {
  const aside = `${path}-${randomUUID().slice(0, 8)}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // Somebody else was faster.
  }
  if (inodeOf(aside) !== dead) linked(aside, path);
  rmSync(aside, { force: true });
};
