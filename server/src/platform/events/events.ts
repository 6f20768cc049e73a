import type { EntityManager } from '@mikro-orm/core';
import { newId } from '../../kernel/ids.js';
import { afterCommit } from '../db/after-commit.js';
import { rawSql } from '../db/raw-sql.js';
import { StreamEvent } from './event.entity.js';
import type { WakeUps } from './wake-ups.js';

export type StreamName =
  | `run:${string}`
  | `approvals:${string}`
  | `transactions:${string}`
  | `session:${string}`
  | `user:${string}`;

const BATCH = 200;
const POLL_MS = 1_000;

/** The outbox: numbered streams, written in the caller's database transaction, followed from any number. */
export class Events {
  constructor(
    private readonly em: EntityManager,
    readonly wakeUps: WakeUps,
  ) {}

  /** Appends to a stream within the caller's transaction and returns the number it got. */
  async publish(tx: EntityManager, stream: StreamName, payload: Record<string, unknown>): Promise<number> {
    const seq = await this.nextSeq(tx, stream);
    tx.persist(tx.create(StreamEvent, { id: newId('evt'), stream, seq, payload, at: new Date() }));
    afterCommit(tx, () => this.wakeUps.wake(stream));
    return seq;
  }

  async read(stream: string, after: number, limit = BATCH): Promise<StreamEvent[]> {
    return this.em.fork().find(StreamEvent, { stream, seq: { $gt: after } }, { orderBy: { seq: 'asc' }, limit });
  }

  /**
   * Every event after `after`, then live ones as they commit, without a gap. Nothing is buffered: a slow reader
   * reads later from the table.
   */
  async *follow(stream: string, after: number, signal: AbortSignal): AsyncGenerator<StreamEvent, void> {
    let last = after;
    while (!signal.aborted) {
      // Listening starts before reading, or an event committed between the two would wait for the poll.
      const woken = this.wakeUps.next(stream, POLL_MS, signal);
      const batch = await this.read(stream, last);
      for (const event of batch) {
        if (signal.aborted) return;
        yield event;
        last = event.seq;
      }
      if (batch.length < BATCH) await woken;
    }
  }

  // The row stays locked until the commit, so numbers become visible in the order they were given.
  private async nextSeq(tx: EntityManager, stream: StreamName): Promise<number> {
    await rawSql(tx, 'insert into streams (id, seq) values (?, 0) on conflict (id) do nothing', [stream]);
    const [row] = await rawSql<{ seq: number }>(tx, 'update streams set seq = seq + 1 where id = ? returning seq', [
      stream,
    ]);
    return row!.seq;
  }
}

/** The number of a stream's newest event, 0 before the first. */
export const streamHead = async (em: EntityManager, stream: string): Promise<number> => {
  const [row] = await rawSql<{ seq: number }>(em, 'select seq from streams where id = ?', [stream]);
  return row?.seq ?? 0;
};
