import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../../kernel/config.js';
import { MINUTE_MS } from '../../../kernel/durations.js';
import { connectDatabase, type Entities } from '../../../platform/db/database.js';
import type { BackupVault } from '../../../vault/contract/backup-vault.js';
import { highWaterOf } from './high-water.js';
import { type Backup, makeBackup } from './make-backup.js';

export type CopyParts = { config: Config; entities: Entities; vault: BackupVault };

const hungUp = (): Error => new Error('The client hung up.');

/** Nobody reads on for so long: the other end hangs. */
const STALLED_MS = MINUTE_MS;

const pathIn = (dataDir: string): string => join(dataDir, 'outgoing.backup');

/** What a process that was killed has left. */
export const removeLeftovers = async (dataDir: string): Promise<void> => {
  for (const path of [pathIn(dataDir), `${pathIn(dataDir)}.partial`]) await rm(path, { force: true });
};

/** Makes a copy beside the database, hands it to whoever asked, and keeps nothing of it. */
export const sendCopy = async (request: FastifyRequest, reply: FastifyReply, parts: CopyParts): Promise<Backup> => {
  const { config, entities, vault } = parts;
  const { dataDir, database, version } = config;
  const gone = goneWith(request, reply);
  const highWater = highWaterOf(config);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await removeLeftovers(dataDir);
  const orm = await connectDatabase(database, entities);
  try {
    const backup = await makeBackup(pathIn(dataDir), {
      orm,
      kind: database.kind,
      vault,
      version,
      above: highWater.read(),
      onTable: async () => gone.throwIfAborted(),
      // Only what arrived is a backup: an unfinished one is no newest one, and keeps no alert quiet.
      deliver: async (path, made) => {
        gone.throwIfAborted();
        await send(request, reply, path, made);
      },
    });
    highWater.raise(backup.manifest.number);
    return backup;
  } finally {
    await orm.close();
    await removeLeftovers(dataDir);
  }
};

/** Aborted when the client hangs up. While a copy is made nothing is sent, and that is no reason to hang up on them. */
const goneWith = (request: FastifyRequest, reply: FastifyReply): AbortSignal => {
  const controller = new AbortController();
  reply.raw.on('close', () => controller.abort(hungUp()));
  request.raw.socket.setTimeout(0);
  return controller.signal;
};

const send = async (
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  { manifest: { number }, bytes, sha256 }: Backup,
): Promise<void> => {
  // Before anything is waited for, or a client that goes away meanwhile would be waited for for ever.
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);
  reply.raw.on('finish', resolve).on('close', () => reject(hungUp()));
  request.raw.socket.setTimeout(STALLED_MS);
  const stream = (await open(path)).createReadStream();
  // It lives on until it is read: whatever becomes of this process, no name of it is left on the disk.
  await rm(path);
  reply
    .type('application/octet-stream')
    .headers({
      'content-length': bytes,
      'content-disposition': `attachment; filename="tuxedo-${number}.backup"`,
      'cache-control': 'no-store',
      'x-backup-number': number,
      'x-backup-sha256': sha256,
    })
    .send(stream);
  await promise.finally(() => stream.destroy());
};
