import { entryHash, GENESIS, type LogEntry } from './entry-hash.js';

export type Head = { seq: number; hash: string };
/** Pages of the log as the server writes them down; `after` begins behind that entry. */
export type LogPage = { text: string; nextSeq: number | null; head: string };
export type LogSource = { page: (after: number) => Promise<LogPage> };

/** How a log fails to go on from where it was. */
export type Break = { kind: 'cut' | 'rewritten' | 'altered'; seq: number; served: string };

const isEntry = (line: object): line is LogEntry => !('checkpoint' in line);

/** Null where a line is no JSON: a log that cannot be read is as good as one that was changed. */
const entriesOf = (text: string): LogEntry[] | null => {
  try {
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as object).filter(isEntry);
  } catch {
    return null;
  }
};

/** Goes along a log from a head that is known to its end, and trusts no hash that it has not computed itself. */
export class LogWalk {
  /** The hashes it has passed, the one it began at included, in order. */
  readonly passed: string[] = [];
  seq: number;
  hash: string;

  constructor(
    private readonly userId: string,
    from: Head = { seq: 0, hash: GENESIS },
  ) {
    this.seq = from.seq;
    this.hash = from.hash;
    this.passed.push(from.hash);
  }

  async toTheEnd(source: LogSource): Promise<Break | null> {
    for (;;) {
      const before = this.seq;
      const page = await source.page(before);
      const entries = entriesOf(page.text);
      if (!entries) return { kind: 'altered', seq: this.seq + 1, served: page.head };
      for (const entry of entries) {
        const kind = await this.wrong(entry);
        if (kind) return { kind, seq: this.seq + 1, served: entry.hash };
        this.seq = entry.seq;
        this.hash = entry.hash;
        this.passed.push(entry.hash);
      }
      // Where there is more, it must begin right behind this page; a server could go round in circles otherwise.
      if (page.nextSeq === this.seq && this.seq > before) continue;
      const ends = page.nextSeq === null && page.head === this.hash;
      return ends ? null : { kind: 'cut', seq: this.seq, served: page.head };
    }
  }

  private async wrong(entry: LogEntry): Promise<'rewritten' | 'altered' | null> {
    if (entry.userId !== this.userId || entry.seq !== this.seq + 1 || entry.previousHash !== this.hash)
      return 'rewritten';
    return entry.hash === (await entryHash(entry)) ? null : 'altered';
  }
}
