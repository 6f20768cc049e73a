import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { z } from 'zod';
import { wipe } from '../../../kernel/secret-text.js';
import type { BackupVault } from '../../../vault/contract/backup-vault.js';
import type { Manifest } from '../../../vault/contract/manifest.js';
import { BackupError, damaged } from './backup-error.js';
import { endLine, HEADER_MAX, type Header, type TableLine, tableLine, type Value } from './backup-format.js';
import { assertOpensHere, readHeader } from './backup-header.js';
import { CHUNK_BYTES, ChunkOpener, TAG_BYTES } from './chunk-cipher.js';
import { fileKey } from './file-key.js';

export type Part = { table: TableLine } | { row: Value[] };
type Tables = Manifest['tables'];

/** A backup on the disk. Nothing that it says counts before its end was reached and the signature held. */
export class BackupFile {
  private constructor(
    private readonly path: string,
    private readonly vault: BackupVault,
    private readonly header: Header,
    private readonly headerBytes: Buffer,
  ) {}

  /** Reads who can open it, and says so where these keys cannot. */
  static async open(path: string, vault: BackupVault): Promise<BackupFile> {
    const facts = await vault.backupFacts();
    const file = await open(path, 'r').catch(() => {
      throw new BackupError(`${path} cannot be read. Name a backup that was made by "npm run backup".`);
    });
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_MAX), 0, HEADER_MAX, 0);
      const end = buffer.subarray(0, bytesRead).indexOf('\n');
      const header = readHeader(buffer.toString('utf8', 0, Math.max(0, end)), path);
      assertOpensHere(header, facts);
      return new BackupFile(path, vault, header, Buffer.from(buffer.subarray(0, end + 1)));
    } finally {
      await file.close();
    }
  }

  /** Reads the whole file and writes nothing: every chunk, every hash, the signature. */
  async verify(): Promise<Manifest> {
    const parts = this.parts();
    try {
      let next = await parts.next();
      while (!next.done) next = await parts.next();
      return next.value;
    } catch (error) {
      throw error instanceof BackupError ? error : damaged();
    }
  }

  /** The tables and rows as they come; returns the manifest once all of it has proved to be true. */
  async *parts(): AsyncGenerator<Part, Manifest> {
    const found: Tables = {};
    let hash = createHash('sha256');
    let current: string | null = null;
    let end: z.infer<typeof endLine> | null = null;
    const close = (): void => {
      if (current !== null) found[current]!.sha256 = hash.digest('hex');
    };
    for await (const line of this.lines()) {
      if (end) throw damaged();
      const value: unknown = JSON.parse(line);
      if (Array.isArray(value)) {
        if (current === null) throw damaged();
        hash.update(`${line}\n`);
        found[current]!.rows += 1;
        yield { row: value as Value[] };
      } else if (typeof value === 'object' && value !== null && 'table' in value) {
        close();
        const table = tableLine.parse(value);
        current = table.table;
        if (found[current]) throw damaged();
        found[current] = { rows: 0, sha256: '' };
        hash = createHash('sha256');
        yield { table };
      } else end = endLine.parse(value);
    }
    close();
    return this.proved(end, found);
  }

  private async proved(end: z.infer<typeof endLine> | null, found: Tables): Promise<Manifest> {
    if (!end) throw damaged();
    const { manifest, signature } = end;
    if (!(await this.vault.isBackupSigned({ manifest, signature })))
      throw new BackupError(
        'This backup is not signed by the master key that is set here. Whoever made it was not this server, so it is not restored.',
      );
    if (manifest.masterKeyCheck !== (await this.vault.backupFacts()).masterKeyCheck) throw damaged();
    const names = Object.keys(found);
    const isSame = (name: string): boolean =>
      manifest.tables[name]?.rows === found[name]!.rows && manifest.tables[name]?.sha256 === found[name]!.sha256;
    if (names.length !== Object.keys(manifest.tables).length || !names.every(isSame)) throw damaged();
    return manifest;
  }

  private async *lines(): AsyncGenerator<string, void> {
    let rest = Buffer.alloc(0);
    for await (const chunk of this.chunks()) {
      rest = Buffer.concat([rest, chunk]);
      let from = 0;
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, from)) {
        yield rest.toString('utf8', from, at);
        from = at + 1;
      }
      rest = rest.subarray(from);
    }
    if (rest.length > 0) throw damaged();
  }

  private async *chunks(): AsyncGenerator<Buffer, void> {
    const key = await fileKey(this.vault, this.header.key, this.header.salt);
    const opener = new ChunkOpener(key, this.headerBytes);
    const file = await open(this.path, 'r');
    try {
      const { size } = await file.stat();
      for (let at = this.headerBytes.length; ; ) {
        const sealed = await readAt(file, at, Math.min(CHUNK_BYTES + TAG_BYTES, size - at));
        at += sealed.length;
        yield opener.open(sealed, at >= size);
        if (at >= size) return;
      }
    } finally {
      wipe(key);
      await file.close();
    }
  }
}

const readAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, length)), 0, Math.max(0, length), position);
  if (bytesRead !== length) throw damaged();
  return buffer;
};
