import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { wipe } from '../../../kernel/secret-text.js';
import type { BackupVault } from '../../../vault/contract/backup-vault.js';
import { headerOf } from './backup-format.js';
import { CHUNK_BYTES, ChunkSealer } from './chunk-cipher.js';
import { fileKey } from './file-key.js';

const OWNER_ONLY = 0o600;
const SALT_BYTES = 32;

/** Writes lines of JSON into an encrypted file that did not exist before. */
export class LineSealer {
  private readonly hash = createHash('sha256');
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private written = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly key: Uint8Array,
    private readonly sealer: ChunkSealer,
  ) {}

  static async create(path: string, vault: BackupVault): Promise<LineSealer> {
    const salt = randomBytes(SALT_BYTES).toString('base64');
    const about = headerOf(await vault.backupFacts(), salt);
    const header = Buffer.from(`${JSON.stringify(about)}\n`);
    const key = await fileKey(vault, about.key, salt);
    const sealer = new LineSealer(await open(path, 'wx', OWNER_ONLY), key, new ChunkSealer(key, header));
    await sealer.store(header);
    return sealer;
  }

  async add(line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`);
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    // One byte stays behind, because only the end knows which chunk is the last one.
    if (this.waitingBytes > CHUNK_BYTES) await this.sealWhole();
  }

  /** All is on the disk when it resolves. */
  async end(): Promise<{ bytes: number; sha256: string }> {
    await this.store(this.sealer.seal(Buffer.concat(this.waiting), true));
    await this.file.sync();
    await this.close();
    return { bytes: this.written, sha256: this.hash.digest('hex') };
  }

  async close(): Promise<void> {
    wipe(this.key);
    await this.file.close();
  }

  private async sealWhole(): Promise<void> {
    let rest = Buffer.concat(this.waiting);
    for (; rest.length > CHUNK_BYTES; rest = rest.subarray(CHUNK_BYTES))
      await this.store(this.sealer.seal(rest.subarray(0, CHUNK_BYTES), false));
    this.waiting = [rest];
    this.waitingBytes = rest.length;
  }

  private async store(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    this.written += bytes.length;
    await this.file.writeFile(bytes);
  }
}
