import { createHash } from 'node:crypto';
import { canonicalJson, GENESIS, type LogEntry } from '../audit/entry-hash.js';
import type { WatchedSource } from '../audit/head-watch.js';
import type { LogPage } from '../audit/log-walk.js';

/** A server's log of one person, kept in memory, that can be tampered with; what it was asked is remembered. */
export class FakeLog implements WatchedSource {
  entries: LogEntry[] = [];
  readonly asked: number[] = [];
  pageSize = 1000;

  constructor(readonly userId = 'usr_1') {}

  write(action: string, details: unknown = {}): LogEntry {
    const previousHash = this.entries.at(-1)?.hash ?? GENESIS;
    const seq = this.entries.length + 1;
    const entry = { userId: this.userId, seq, at: '2026-11-22T12:00:00.000Z', actor: 'PERSON', action };
    const whole = { ...entry, resource: `txn_${seq}`, result: 'OK', details, previousHash };
    const hash = createHash('sha256').update(canonicalJson(whole)).digest('hex');
    this.entries.push({ ...whole, hash });
    return this.entries.at(-1)!;
  }

  get head(): string {
    return this.entries.at(-1)?.hash ?? GENESIS;
  }

  /** Makes the chain whole again behind an entry that was changed, as somebody would who writes into the table. */
  writeAnew(from: number, action: string): void {
    const later = this.entries.slice(from);
    this.entries = this.entries.slice(0, from - 1);
    this.write(action);
    for (const entry of later) this.write(entry.action, entry.details);
  }

  newest = async () => {
    const last = this.entries.at(-1);
    return last ? { seq: last.seq, hash: last.hash } : null;
  };

  holds = async (head: string): Promise<boolean> => this.entries.some(({ hash }) => hash === head);

  page = async (after: number): Promise<LogPage> => {
    this.asked.push(after);
    const last = Math.min(after + this.pageSize, this.entries.length);
    const lines = this.entries.slice(after, last).map((entry) => `${canonicalJson(entry)}\n`);
    return { text: lines.join(''), nextSeq: last < this.entries.length ? last : null, head: this.head };
  };
}

/** What a browser keeps, as long as the test lasts. */
export class FakeStorage {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}
