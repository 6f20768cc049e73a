import { mkdir, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { BackupError } from '../file/backup-error.js';

export const RESTORE_BYTES_MAX = 4 * 1024 ** 3;

/** The body was larger than any backup is taken. */
export class TooLargeError extends BackupError {
  constructor(max: number) {
    super(`A backup of more than ${max} bytes is not taken. Restore it where \`npm run restore\` can be run.`);
  }
}

/** Keeps a body on the disk while `work` reads it there; afterwards nothing of it is left. */
export const withReceivedFile = async <T>(
  body: IncomingMessage,
  path: string,
  max: number,
  work: (path: string) => Promise<T>,
): Promise<T> => {
  if (Number(body.headers['content-length'] ?? 0) > max) throw new TooLargeError(max);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await receive(body, path, max);
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
};

const receive = async (body: IncomingMessage, path: string, max: number): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  let received = 0;
  try {
    // The connection is kept whatever happens here: a refusal is sent over it.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > max) throw new TooLargeError(max);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
};
