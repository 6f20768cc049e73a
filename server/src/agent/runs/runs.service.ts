import type { EntityManager } from '@mikro-orm/core';
import { afterCommit } from '../../platform/db/after-commit.js';
import type { Events } from '../../platform/events/events.js';
import { type AgentStepType, toAgentStep } from './agent-step.type.js';
import type { AgentRun } from './run.entity.js';
import type { NewRun, RunJournal } from './run-journal.js';
import { cancelledRun, wantedRun } from './run-wakes.js';

/** Queues, cancels and tells of runs; whoever works them hears of it, and finds it in the database where it did not. */
export class RunsService {
  constructor(
    private readonly journal: RunJournal,
    private readonly events: Events,
  ) {}

  /** Queues a run within the caller's transaction; it starts once that has committed. */
  create(tx: EntityManager, run: NewRun): AgentRun {
    const row = this.journal.create(tx, run);
    afterCommit(tx, () => this.events.wakeUps.wake(wantedRun(row.id)));
    return row;
  }

  /** `record` writes the audit entry between the locks on the runs and those on their streams. */
  async cancel(tx: EntityManager, ids: string[], record: () => Promise<unknown>): Promise<AgentRun[]> {
    const rows = await this.journal.cancel(tx, ids, record);
    afterCommit(tx, () => {
      for (const id of ids) this.events.wakeUps.wake(cancelledRun(id));
    });
    return rows;
  }

  async steps(runId: string, after = 0): Promise<AgentStepType[]> {
    const all: AgentStepType[] = [];
    for (let batch = await this.events.read(`run:${runId}`, after); batch.length > 0; ) {
      all.push(...batch.map(toAgentStep));
      batch = await this.events.read(`run:${runId}`, all.at(-1)!.seq);
    }
    return all;
  }
}
