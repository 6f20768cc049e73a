import { MINUTE_MS } from '../../../kernel/durations.js';
import { badInput } from '../../../kernel/errors.js';
import type { EndedRecord, SealedRecord } from '../../contract/vault.js';
import type { LastingMemory } from '../memory/lasting-memory.js';

/** What is over by itself so soon is not worth a write to the disk, on which a visitor's sign-in would have to wait. */
const PASSING_MS = 10 * MINUTE_MS;
const SWEEP_AT = 100_000;
const KEPT_MAX = 500_000;

const isEnded = ({ id, until }: Partial<EndedRecord>): boolean =>
  typeof id === 'string' && id.length <= 60 && (until === null || !Number.isNaN(Date.parse(until ?? '')));

/**
 * What was taken out of use: a session that ended, a code that was used, a passkey that was removed. The seal of its row
 * stays good, so whoever puts the row back is stopped by this alone.
 */
export class EndedRecords {
  private readonly endings = new Map<string, number>();
  private sweepAt = SWEEP_AT;

  constructor(
    private readonly memory: Pick<LastingMemory, 'ended' | 'end'>,
    private readonly now: () => Date,
  ) {
    for (const record of memory.ended()) this.remember(record);
  }

  /** A row that says of itself that it is over may still be read. */
  holds({ id, revokedAt }: SealedRecord | { id: string; revokedAt?: unknown }): boolean {
    return typeof id === 'string' && revokedAt == null && this.endings.has(id);
  }

  /** In force before it is on the disk: whatever fails there, nothing that ended is let in again. */
  async end(records: EndedRecord[]): Promise<void> {
    if (!Array.isArray(records) || !records.every(isEnded))
      throw badInput('The vault was told of no records that it could end.');
    const news = records.filter(({ id }) => !this.endings.has(id));
    for (const record of news) this.remember(record);
    const soon = this.now().getTime() + PASSING_MS;
    const lasting = news.filter(({ until }) => until === null || Date.parse(until) > soon);
    if (lasting.length > 0) await this.memory.end(lasting);
  }

  private remember({ id, until }: EndedRecord): void {
    this.endings.set(id, until === null ? Number.POSITIVE_INFINITY : Date.parse(until));
    if (this.endings.size >= this.sweepAt) this.sweep();
  }

  private sweep(): void {
    const now = this.now().getTime();
    for (const [id, until] of this.endings) if (until < now) this.endings.delete(id);
    const [oldest] = this.endings.keys();
    if (this.endings.size >= KEPT_MAX && oldest !== undefined) this.endings.delete(oldest);
    this.sweepAt = Math.max(SWEEP_AT, Math.min(KEPT_MAX, this.endings.size * 2));
  }
}
