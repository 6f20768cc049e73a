import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import type { Actor } from '../../kernel/actor.js';
import { displayName } from '../../kernel/display-name.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import { AgentRun } from '../runs/run.entity.js';
import { OPEN_STATUSES } from '../runs/run-status.js';
import type { RunsService } from '../runs/runs.service.js';
import { Thread } from './thread.entity.js';

const THREADS_MAX = 1_000;
/** Programs begin no more once there are so many: the other half is for the person alone. */
const THREADS_MAX_FOR_KEYS = THREADS_MAX / 2;

/** A person's conversations. Every change locks the person first, so that none is lost between two of them. */
export class ThreadsService {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: AuditLog,
    private readonly runs: RunsService,
  ) {}

  async create(actor: Actor, title: string | null | undefined): Promise<Thread> {
    const name = title === null || title === undefined ? null : displayName(title, 'title');
    return withRowLocked(this.em, User, actor.userId, async (tx) => {
      const max = actor.apiKeyId === undefined ? THREADS_MAX : THREADS_MAX_FOR_KEYS;
      if ((await tx.count(Thread, { userId: actor.userId, deletedAt: null })) >= max)
        throw new DomainError(ErrorCode.CONFLICT, `There are ${max} conversations already. Delete some first.`);
      const thread = this.make(tx, actor.userId, name);
      await this.audit.record(tx, { ...by(actor), action: 'thread.created', resource: thread.id, result: 'OK' });
      return thread;
    });
  }

  async rename(actor: Actor, id: string, title: string): Promise<Thread> {
    const name = displayName(title, 'title');
    return withRowLocked(this.em, User, actor.userId, async (tx) => {
      const thread = await lockThread(tx, actor.userId, id);
      thread.title = name;
      return thread;
    });
  }

  /** Its open runs are cancelled with it: nobody could see them any more. */
  async delete(actor: Actor, id: string): Promise<boolean> {
    return withRowLocked(this.em, User, actor.userId, async (tx) => {
      const open = await tx.find(AgentRun, { threadId: id, status: { $in: [...OPEN_STATUSES] } });
      await this.runs.cancel(
        tx,
        open.map((run) => run.id),
        async () => {
          const thread = await lockThread(tx, actor.userId, id);
          thread.deletedAt = new Date();
          await this.audit.record(tx, { ...by(actor), action: 'thread.deleted', resource: id, result: 'OK' });
        },
      );
      return true;
    });
  }

  private make(tx: EntityManager, userId: string, title: string | null): Thread {
    const now = new Date();
    const thread = tx.create(Thread, {
      id: newId('thr'),
      userId,
      title,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    });
    tx.persist(thread);
    return thread;
  }
}

const by = ({ userId, kind, apiKeyId }: Actor) => ({ userId, actor: kind, apiKeyId });

/** Another person's thread, and a deleted one, are not there. */
export const lockThread = async (tx: EntityManager, userId: string, id: string): Promise<Thread> => {
  if ((await tx.count(Thread, { id, userId, deletedAt: null })) === 0) throw notFound('thread');
  return lockRow(tx, Thread, id);
};
