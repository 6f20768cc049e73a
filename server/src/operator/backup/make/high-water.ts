import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../../kernel/config.js';
import { BackupError } from '../file/backup-error.js';

/** The newest backup number that was ever seen here, in a file beside the data: it outlives the database. */
export class HighWater {
  constructor(private readonly path: string) {}

  read(): number {
    if (!existsSync(this.path)) return 0;
    const text = readFileSync(this.path, 'utf8').trim();
    if (!/^\d{1,9}$/.test(text))
      throw new BackupError(`${this.path} does not hold a number. Write the number of the newest backup into it.`);
    return Number(text);
  }

  raise(number: number): void {
    if (number <= this.read()) return;
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.path}.partial`, `${number}\n`, { mode: 0o600 });
    renameSync(`${this.path}.partial`, this.path);
  }
}

export const highWaterOf = ({ dataDir }: Config): HighWater => new HighWater(join(dataDir, 'newest-backup'));
