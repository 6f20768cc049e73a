import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../../kernel/config.js';
import type { EndedRecord } from '../../contract/vault.js';

const NAME = 'ended.jsonl';

/** One line for each row that was taken out of use; only ever added to, and rewritten without what is over at a start. */
export class EndedFile {
  private readonly path: string;
  private records: EndedRecord[];
  private writing: Promise<void> = Promise.resolve();

  constructor(folder: string, now = Date.now()) {
    this.path = join(folder, NAME);
    const kept = existsSync(this.path) ? linesOf(this.path) : [];
    this.records = kept.filter(({ until }) => until === null || Date.parse(until) > now);
    // Also where nothing is over: what a power cut left half written at the end must not run into the next line.
    if (existsSync(this.path)) this.rewrite();
  }

  /** What was kept at the start; handed over once. */
  take(): EndedRecord[] {
    const taken = this.records;
    this.records = [];
    return taken;
  }

  add(records: EndedRecord[]): Promise<void> {
    const next = this.writing.catch(() => undefined).then(() => append(this.path, textOf(records)));
    this.writing = next;
    return next;
  }

  private rewrite(): void {
    const draft = `${this.path}.draft`;
    writeFileSync(draft, textOf(this.records), { mode: 0o600, flush: true });
    renameSync(draft, this.path);
  }
}

const textOf = (records: EndedRecord[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

const append = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'a', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

const linesOf = (path: string): EndedRecord[] => {
  const lines = readFileSync(path, 'utf8').split('\n');
  // Nothing was ever answered about a last line that is not whole.
  lines.pop();
  return lines.map((line) => shaped(line, path));
};

const shaped = (line: string, path: string): EndedRecord => {
  try {
    const { id, until } = JSON.parse(line) as Partial<EndedRecord>;
    if (typeof id === 'string' && (until === null || typeof until === 'string')) return { id, until };
  } catch {
    // Told below, like every other line that is none.
  }
  throw new ConfigError(
    `${path} is damaged, and without it sessions and keys that were ended could be put back. Look for a broken disk, ` +
      'or for who wrote there; docs/operate.md says under "The vault\'s memory" what to do.',
  );
};
