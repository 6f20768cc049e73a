import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { WakeUps } from '../../platform/events/wake-ups.js';
import type { AgentRun, StoredRunError } from './run.entity.js';
import { type RunJournal, RunLost } from './run-journal.js';
import type { RunLoop } from './run-loop.js';
import { cancelledRun, wantedRun } from './run-wakes.js';

export type WorkerParts = {
  wakeUps: WakeUps;
  journal: RunJournal;
  loop: Pick<RunLoop, 'run'>;
  /** Runs that work at the same time; the rest stay QUEUED. */
  maxRunning?: number;
  pollMs?: number;
  /** Told of every fault that is not a refusal. */
  onError?: (error: unknown) => void;
};

type Running = { stop: AbortController; userId?: string; again: boolean; done: Promise<void> };

const RECOVERED_AT_ONCE = 500;

/** Starts, resumes, bounds and stops runs. The database is the truth: what is lost here is found again by the poll. */
export class RunWorker {
  private readonly running = new Map<string, Running>();
  private readonly wanted = new Set<string>();
  private readonly maxRunning: number;
  private readonly lease = newId('run');
  private stopListening: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly parts: WorkerParts) {
    this.maxRunning = parts.maxRunning ?? 8;
  }

  /** Goes on with all that was under way, and with what comes. */
  async start(): Promise<void> {
    this.stopListening = this.parts.wakeUps.onWake('*', (stream) => this.hear(stream));
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

  private hear(stream: string): void {
    const [kind, id = ''] = stream.split(':');
    if (kind === 'transactions') this.wake(id);
    else if (stream === wantedRun(id)) this.request(id);
    else if (stream === cancelledRun(id)) this.running.get(id)?.stop.abort();
  }

  private async look(where: Record<string, unknown>): Promise<void> {
    for (const id of await this.parts.journal.open(where, RECOVERED_AT_ONCE)) this.request(id);
  }

  private wake(userId: string): void {
    // One that works may be about to stop and wait for the very thing that has just happened.
    for (const entry of this.running.values()) if (entry.userId === userId) entry.again = true;
    this.guard(this.look({ userId, pendingTransactionId: { $ne: null } }));
  }

  private request(id: string): void {
    if (!this.running.has(id)) this.wanted.add(id);
    this.startNext();
  }

  private startNext(): void {
    for (const id of this.wanted) {
      if (this.closed || this.running.size >= this.maxRunning) return;
      this.wanted.delete(id);
      const stop = new AbortController();
      const entry: Running = { stop, again: false, done: Promise.resolve() };
      this.running.set(id, entry);
      entry.done = this.work(id, entry).finally(() => this.finished(id, entry));
    }
  }

  private finished(id: string, { again, stop }: Running): void {
    this.running.delete(id);
    if (again && !stop.signal.aborted) this.wanted.add(id);
    this.startNext();
  }

  private async work(id: string, entry: Running): Promise<void> {
    const { signal } = entry.stop;
    try {
      const run = await this.parts.journal.claim(id, this.lease);
      if (!run) return;
      entry.userId = run.userId;
      await this.follow(run, signal);
    } catch (error) {
      // The run stays as it was stored; the poll comes back to it.
      if (!signal.aborted && !(error instanceof RunLost)) this.parts.onError?.(error);
    }
  }

  private async follow(run: AgentRun, signal: AbortSignal): Promise<void> {
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
    ? { code: error.code, message: error.message }
    : {
        code: ErrorCode.INTERNAL,
        message: 'The agent failed for a reason of its own. The operator finds it in the log.',
      };
