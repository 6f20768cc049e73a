import type { EntityManager } from '@mikro-orm/core';
import { newId } from '../../kernel/ids.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import type { StepPayload } from './agent-step.type.js';
import { AgentRun, type RunState, type StoredRunError } from './run.entity.js';
import { isOpen, OPEN_STATUSES, RunStatus, StepKind } from './run-status.js';

export type RunChange = Partial<Pick<AgentRun, 'status' | 'state' | 'pendingTransactionId' | 'error'>>;
export type NewRun = {
  /** Given where the vault has sealed it under this name. */
  id?: string;
  mac?: string | null;
  userId: string;
  threadId: string;
  apiKeyId?: string | null;
  instruction: string;
  state: RunState;
};
/** Stores the answer where the person reads it, in the database transaction that ends the run. */
export type OnAnswer = (tx: EntityManager, run: AgentRun, text: string) => Promise<void>;

/** The loop no longer has the run: it was cancelled, or another process took it over. */
export class RunLost extends Error {}

/** Keeps runs and their steps: what a step did and what it tells are one commit. */
export class RunJournal {
  constructor(
    private readonly em: EntityManager,
    private readonly events: Events,
    private readonly onAnswer: OnAnswer,
  ) {}

  create(tx: EntityManager, run: NewRun): AgentRun {
    const now = new Date();
    const row = tx.create(AgentRun, {
      ...run,
      apiKeyId: run.apiKeyId ?? null,
      id: run.id ?? newId('run'),
      mac: run.mac ?? null,
      status: RunStatus.QUEUED,
      pendingTransactionId: null,
      error: null,
      lease: null,
      createdAt: now,
      updatedAt: now,
    });
    tx.persist(row);
    return row;
  }

  /** Takes the run for this process. Null when there is nothing left to do. */
  async claim(id: string, lease: string): Promise<AgentRun | null> {
    // The poll asks for every waiting run; one that is ours already, or has ended, costs no write.
    const known = await this.em.fork().findOne(AgentRun, { id });
    if (!known || !isOpen(known.status)) return null;
    if (known.lease === lease && known.pendingTransactionId !== null) return known;
    return withRowLocked(this.em, AgentRun, id, async (tx, row) => {
      if (!isOpen(row.status)) return null;
      row.lease = lease;
      // Said again after a crash, because the text that was streaming then is about to be written anew.
      if (row.pendingTransactionId === null) {
        row.status = RunStatus.RUNNING;
        await this.publish(tx, row, [{ kind: StepKind.STARTED }]);
      }
      return row;
    });
  }

  /** Stores a change with the steps that tell of it. `run` is updated too. */
  async save(run: AgentRun, change: RunChange, steps: StepPayload[], answer?: string): Promise<void> {
    await withRowLocked(this.em, AgentRun, run.id, async (tx, row) => {
      if (row.lease !== run.lease || !isOpen(row.status)) throw new RunLost();
      Object.assign(row, change, { updatedAt: new Date() });
      if (answer !== undefined) await this.onAnswer(tx, row, answer);
      await this.publish(tx, row, steps);
    });
    Object.assign(run, change);
  }

  async fail(run: AgentRun, error: StoredRunError): Promise<void> {
    const steps = [{ kind: StepKind.ERROR, text: error.message }, { kind: StepKind.ENDED }];
    await this.save(run, { status: RunStatus.FAILED, error }, steps);
  }

  /**
   * Cancels those that are still open, and returns them. Within the caller's transaction, in the order in which locks
   * are taken: rows, audit chain, streams.
   */
  async cancel(tx: EntityManager, ids: string[], record: () => Promise<unknown>): Promise<AgentRun[]> {
    const rows: AgentRun[] = [];
    for (const id of ids.toSorted()) {
      const row = await lockRow(tx, AgentRun, id);
      if (!isOpen(row.status)) continue;
      Object.assign(row, { status: RunStatus.CANCELLED, updatedAt: new Date() });
      rows.push(row);
    }
    await record();
    for (const row of rows) await this.publish(tx, row, [{ kind: StepKind.ENDED }]);
    return rows;
  }

  async open(where: Record<string, unknown>, limit: number): Promise<string[]> {
    const status = { $in: [...OPEN_STATUSES] };
    const options = { orderBy: { id: 'asc' as const }, limit, fields: ['id'] as const };
    const rows = await this.em.fork().find(AgentRun, { status, ...where }, options);
    return rows.map(({ id }) => id);
  }

  private async publish(tx: EntityManager, run: AgentRun, steps: StepPayload[]): Promise<void> {
    for (const step of steps) await this.events.publish(tx, `run:${run.id}`, step);
  }
}
