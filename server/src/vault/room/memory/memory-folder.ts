import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../../kernel/config.js';
import { closeToOthers } from '../../../kernel/private-files.js';
import type { SealedState } from '../../contract/person-state.js';
import type { EndedRecord } from '../../contract/vault.js';
import { EndedFile } from './ended-file.js';
import { lockFolder } from './folder-lock.js';
import { damagedMemory, type LastingMemory, notKept } from './lasting-memory.js';

type Log = { error: (fields: Record<string, unknown>, message: string) => void };

/** A folder that the vault's process alone has: one small file for each person, replaced as a whole or not at all. */
export class MemoryFolder implements LastingMemory {
  private constructor(
    private readonly folder: string,
    private readonly release: () => Promise<void>,
    private readonly log: Log,
    private readonly endedFile: EndedFile,
  ) {}

  static async open(folder: string, log: Log): Promise<MemoryFolder> {
    try {
      closeToOthers(folder);
      const release = await lockFolder(folder);
      return new MemoryFolder(folder, release, log, new EndedFile(folder));
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      throw new ConfigError(
        `The vault cannot write into ${folder} (${(error as NodeJS.ErrnoException).code}), and it signs nothing that it ` +
          'cannot remember. Set VAULT_MEMORY to a folder of its own that it may write.',
      );
    }
  }

  read(userId: string): SealedState | null {
    const name = nameOf(userId);
    try {
      return shaped(JSON.parse(readFileSync(join(this.folder, name), 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      this.log.error({ error, file: name }, 'the memory of a person cannot be read');
      throw damagedMemory();
    }
  }

  async write(sealed: SealedState): Promise<void> {
    const name = nameOf(sealed.state.userId);
    try {
      await this.replace(name, JSON.stringify(sealed));
    } catch (error) {
      this.log.error({ error, file: name }, 'the memory of a person was not written');
      throw notKept();
    }
  }

  ended(): EndedRecord[] {
    return this.endedFile.take();
  }

  async end(records: EndedRecord[]): Promise<void> {
    try {
      await this.endedFile.add(records);
    } catch (error) {
      this.log.error({ error }, 'what was taken out of use was not written');
      throw notKept();
    }
  }

  async close(): Promise<void> {
    await this.release();
  }

  // The name counts as written only with the folder: else a power cut could bring back the file of before.
  private async replace(name: string, text: string): Promise<void> {
    const draft = join(this.folder, `${name}.draft`);
    try {
      await synced(draft, 'w', (file) => file.writeFile(text));
      await rename(draft, join(this.folder, name));
    } finally {
      await rm(draft, { force: true });
    }
    await synced(this.folder, 'r', async () => undefined);
  }
}

type Opened = Awaited<ReturnType<typeof open>>;

const synced = async (path: string, flags: 'w' | 'r', work: (file: Opened) => Promise<void>): Promise<void> => {
  const file = await open(path, flags, 0o600);
  try {
    await work(file);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** A name that any id makes safe, and that tells nobody whose file it is. */
const nameOf = (userId: string): string => `${createHash('sha256').update(userId).digest('hex')}.json`;

const shaped = (value: unknown): SealedState => {
  const { state, mac } = (value ?? {}) as Partial<SealedState>;
  if (typeof mac !== 'string' || typeof state?.userId !== 'string' || !Array.isArray(state.spends))
    throw new Error('This is no memory.');
  return { state, mac };
};
