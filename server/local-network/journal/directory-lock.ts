// Keeps two processes from writing the same data directory. A lock left by a process that is gone is taken over.
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK_FILE = 'lock.json';
const ATTEMPTS = 5;
const SETTLE_MS = 25;

type Holder = { pid: number; startedAt: string; token: string };

/** Tokens this process holds: after a restart in a container the process number can be the same as before. */
const heldHere = new Set<string>();

export async function lockDirectory(directory: string): Promise<() => void> {
  const path = join(directory, LOCK_FILE);
  const me: Holder = { pid: process.pid, startedAt: startOf(process.pid), token: randomUUID() };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (tryCreate(path, me)) {
      // Two newcomers may both have removed the same stale lock; the file then tells who of them came last.
      await sleep(SETTLE_MS);
      if (readHolder(path)?.token === me.token) return hold(path, me);
    }
    const holder = readHolder(path);
    if (holder && isAlive(holder)) {
      throw new Error(`${directory} is in use by process ${holder.pid}. Stop it, or choose another data directory.`);
    }
    rmSync(path, { force: true });
  }
  throw new Error(`${directory} could not be locked: other processes keep taking it.`);
}

function hold(path: string, me: Holder): () => void {
  heldHere.add(me.token);
  return () => {
    heldHere.delete(me.token);
    if (readHolder(path)?.token === me.token) rmSync(path, { force: true });
  };
}

/** Linking a written file makes the lock appear with its contents, never empty. */
function tryCreate(path: string, me: Holder): boolean {
  const draft = `${path}.${me.token}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null; // Gone in the meantime, or not written by us: either way nobody holds it.
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.pid === process.pid) return heldHere.has(holder.token);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // A different start means that the number now belongs to an unrelated process.
  return startOf(holder.pid) === holder.startedAt;
}

/** Boot and start time of a process where the system tells them, else nothing. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // A killed process stays listed as a zombie until its parent collects it; it writes nothing any more.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'gone' : `${boot} ${fields[19]}`;
  } catch {
    return '';
  }
}
