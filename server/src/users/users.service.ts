import type { EntityManager } from '@mikro-orm/core';
import type { AuditAction, AuditLog } from '../audit/audit-log.js';
import { withRowLocked } from '../db/lock.js';
import { displayName } from '../display-name.js';
import { notFound } from '../errors.js';
import type { Events } from '../events/events.service.js';
import { ActorKind } from '../graphql/context.js';
import { User } from './user.entity.js';

const REASON_MAX = 200;

/** The person themself, and their brake: while they are frozen nothing is signed for them. */
export class UserService {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: AuditLog,
    private readonly events: Events,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async get(id: string): Promise<User> {
    const user = await this.em.fork().findOne(User, { id });
    if (!user) throw notFound('user');
    return user;
  }

  async freeze(id: string, reason: string | null): Promise<User> {
    const frozenReason = reason === null ? null : displayName(reason, 'reason', REASON_MAX);
    return this.change(id, 'user.frozen', (user) => {
      if (user.frozenAt) return false;
      Object.assign(user, { frozenAt: this.now(), frozenReason });
      return true;
    });
  }

  /** Lets the agent go on as well, where it was stopped by itself. */
  unfreeze(id: string): Promise<User> {
    return this.change(id, 'user.unfrozen', (user) => {
      if (!user.frozenAt && !user.agentFrozenAt) return false;
      Object.assign(user, { frozenAt: null, frozenReason: null });
      Object.assign(user, { agentFrozenAt: null, agentFrozenReason: null, agentRefusalsFrom: this.now() });
      return true;
    });
  }

  // Asking twice is no second act, so only a real change is recorded.
  private change(id: string, action: AuditAction, apply: (user: User) => boolean): Promise<User> {
    return withRowLocked(this.em, User, id, async (tx, user) => {
      const reason = user.frozenReason ?? user.agentFrozenReason;
      if (!apply(user)) return user;
      const details = { reason: user.frozenReason ?? reason };
      await this.audit.record(tx, { userId: id, actor: ActorKind.PERSON, action, resource: id, result: 'OK', details });
      await this.events.publish(tx, `user:${id}`, { frozen: user.frozenAt !== null });
      return user;
    });
  }
}
