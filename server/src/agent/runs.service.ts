import type { EntityManager } from '@mikro-orm/core';
import { afterCommit } from '../db/after-commit.js';
import { DomainError, ErrorCode, notFound } from '../errors.js';
import type { Events } from '../events/events.service.js';
import { newId } from '../ids.js';
import { type AgentStep, type StepPayload, toAgentStep } from './agent-step.type.js';
import { AgentRunRecord, type StoredRunError } from './run.entity.js';
import { type NewRun, type RunJournal, RunLost } from './run-journal.js';
import type { RunLoop } from './run-loop.js';
import { isOpen, StepKind } from './run-status.js';

export type RunsParts = {
  em: EntityManager;
  events: Events;
  journal: RunJournal;
  loop: RunLoop;
  /** Runs that work at the same time; the rest stay QUEUED. */
  maxRunning?: number;
  pollMs?: number;
  /** Told of every fault that is not a refusal. */
  onError?: (error: unknown) => void;
};

type Running = { stop: AbortController; again: boolean; done: Promise<void> };

const RECOVERED_AT_ONCE = 500;

/** Starts, resumes, bounds and cancels runs. The database is the truth: what is lost here is found again by the poll. */
export class RunsService {
  private readonly running = new Map<string, Running>();
  private readonly wanted = new Set<string>();
  private readonly maxRunning: number;
  private readonly lease = newId('run');
  private stopListening: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly parts: RunsParts) {
    this.maxRunning = parts.maxRunning ?? 8;
  }

  /** Goes on with all that was under way, and listens from now on. */
  async recover(): Promise<void> {
    this.stopListening = this.parts.events.wakeUps.onWake('*', (stream) => {
      const [kind, userId] = stream.split(':');
      if (kind === 'transactions' && userId) this.guard(this.look({ userId, pendingTransactionId: { $ne: null } }));
    });
    this.timer = setInterval(() => this.guard(this.look({})), this.parts.pollMs ?? 5_000).unref();
    await this.look({});
  }

  /** Stops all loops where they are; their runs go on at the next start. */
  async close(): Promise<void> {
    this.closed = true;
    this.stopListening?.();
    clearInterval(this.timer);
    this.wanted.clear();
    const all = [...this.running.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  /** Queues a run within the caller's transaction; it starts once that has committed. */
  create(tx: EntityManager, run: NewRun): AgentRunRecord {
    const row = this.parts.journal.create(tx, run);
    afterCommit(tx, () => this.request(row.id));
    return row;
  }

  async cancel(tx: EntityManager, id: string): Promise<AgentRunRecord> {
    const row = await this.parts.journal.cancel(tx, id);
    afterCommit(tx, () => this.running.get(id)?.stop.abort());
    return row;
  }

  async get(userId: string, id: string, em = this.parts.em.fork()): Promise<AgentRunRecord> {
    const row = await em.findOne(AgentRunRecord, { id, userId });
    if (!row) throw notFound('run');
    return row;
  }

  async steps(runId: string, after = 0): Promise<AgentStep[]> {
    const all: AgentStep[] = [];
    for (let batch = await this.parts.events.read(`run:${runId}`, after); batch.length > 0; ) {
      all.push(...batch.map(toAgentStep));
      batch = await this.parts.events.read(`run:${runId}`, all.at(-1)!.seq);
    }
    return all;
  }

  /** The steps after `after`, then live ones, up to the end of the run. */
  async *follow(userId: string, runId: string, after: number, signal: AbortSignal): AsyncGenerator<AgentStep, void> {
    const run = await this.get(userId, runId);
    // A reader who has seen the end already would wait for ever.
    if (!isOpen(run.status) && (await this.parts.events.read(`run:${runId}`, after, 1)).length === 0) return;
    for await (const event of this.parts.events.follow(`run:${runId}`, after, signal)) {
      yield toAgentStep(event);
      if ((event.payload as StepPayload).kind === StepKind.ENDED) return;
    }
  }

  private async look(where: Record<string, unknown>): Promise<void> {
    for (const id of await this.parts.journal.open(where, RECOVERED_AT_ONCE)) this.request(id);
  }

  private request(id: string): void {
    const current = this.running.get(id);
    // It may be about to stop and wait for the very thing that has just happened.
    if (current) current.again = true;
    else this.wanted.add(id);
    this.startNext();
  }

  private startNext(): void {
    for (const id of this.wanted) {
      if (this.closed || this.running.size >= this.maxRunning) return;
      this.wanted.delete(id);
      const stop = new AbortController();
      const entry: Running = { stop, again: false, done: Promise.resolve() };
      this.running.set(id, entry);
      entry.done = this.work(id, stop.signal).finally(() => this.finished(id, entry));
    }
  }

  private finished(id: string, { again, stop }: Running): void {
    this.running.delete(id);
    if (again && !stop.signal.aborted) this.wanted.add(id);
    this.startNext();
  }

  private async work(id: string, signal: AbortSignal): Promise<void> {
    try {
      const run = await this.parts.journal.claim(id, this.lease);
      if (run) await this.loop(run, signal);
    } catch (error) {
      // The run stays as it was stored; the poll comes back to it.
      if (!signal.aborted && !(error instanceof RunLost)) this.parts.onError?.(error);
    }
  }

  private async loop(run: AgentRunRecord, signal: AbortSignal): Promise<void> {
    try {
      await this.parts.loop.run(run, signal);
    } catch (error) {
      if (signal.aborted || error instanceof RunLost) return;
      const failure = toRunError(error);
      if (failure.code === ErrorCode.INTERNAL) this.parts.onError?.(error);
      // While a proposed transaction is open its outcome must still be told, so such a run is tried again instead.
      if (run.pendingTransactionId === null) await this.parts.journal.fail(run, failure);
    }
  }

  private guard(work: Promise<void>): void {
    work.catch((error: unknown) => this.parts.onError?.(error));
  }
}

const toRunError = (error: unknown): StoredRunError =>
  error instanceof DomainError
    ? { code: error.code as ErrorCode, message: error.message }
    : {
        code: ErrorCode.INTERNAL,
        message: 'The agent failed for a reason of its own. The operator finds it in the log.',
      };
