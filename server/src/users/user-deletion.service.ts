import type { EntityManager } from '@mikro-orm/core';
import type { AuditLog } from '../audit/audit-log.js';
import { withRowLocked } from '../db/lock.js';
import { DomainError, ErrorCode } from '../errors.js';
import { ActorKind } from '../graphql/context.js';
import type { SessionService } from './sessions.service.js';
import { Challenge, Passkey, RecoveryCode, User } from './user.entity.js';

/** What still has to be done or decided, as a sentence; null where nothing has. The folders above know. */
export type UnfinishedBusiness = (tx: EntityManager, userId: string) => Promise<string | null>;

/** Another way in that has to end with its person; the folders above know. */
export type WayIn = { dropAll(tx: EntityManager, userId: string): Promise<void> };

/** Ends a person's stay: nobody can sign in as them or sign for them again. What they did stays in the log. */
export class UserDeletion {
  constructor(
    private readonly em: EntityManager,
    private readonly sessions: SessionService,
    private readonly audit: AuditLog,
    private readonly unfinished: UnfinishedBusiness,
    private readonly waysIn: readonly WayIn[] = [],
    private readonly now: () => Date = () => new Date(),
  ) {}

  assertMayLeave(userId: string): Promise<void> {
    return this.assertFinished(this.em.fork(), userId);
  }

  private async assertFinished(em: EntityManager, userId: string): Promise<void> {
    const hindrance = await this.unfinished(em, userId);
    if (hindrance) throw new DomainError(ErrorCode.CONFLICT, hindrance);
  }

  delete(userId: string): Promise<boolean> {
    return withRowLocked(this.em, User, userId, async (tx, user) => {
      await this.assertFinished(tx, userId);
      for (const way of [this.sessions, ...this.waysIn]) await way.dropAll(tx, userId);
      await tx.nativeDelete(Passkey, { userId });
      await tx.nativeDelete(RecoveryCode, { userId });
      await tx.nativeDelete(Challenge, { userId });
      const frozenAt = user.frozenAt ?? this.now();
      Object.assign(user, { name: 'Deleted person', frozenAt, frozenReason: 'This person was deleted.' });
      const act = { action: 'user.deleted', resource: userId, result: 'OK' } as const;
      await this.audit.record(tx, { userId, actor: ActorKind.PERSON, ...act });
      return true;
    });
  }
}
