import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { endAfterCommit } from '../../keyring/ending.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Ending } from '../../vault/contract/seals.js';
import { Challenge, Passkey, User } from '../records/user.entity.js';

/** What still has to be done or decided, as a sentence; null where nothing has. The folders above know. */
type UnfinishedBusiness = (tx: EntityManager, userId: string) => Promise<string | null>;

/** A way in that has to end with its person; the folders above know. */
type WayIn = { dropAll(tx: EntityManager, userId: string): Promise<void> };

export type DeletionParts = {
  em: EntityManager;
  seals: Ending;
  audit: AuditLog;
  unfinished: UnfinishedBusiness;
  waysIn: readonly WayIn[];
};

/** Ends a person's stay: nobody can sign in as them or sign for them again. What they did stays in the log. */
export class UserDeletionService {
  constructor(private readonly parts: DeletionParts) {}

  assertMayLeave(userId: string): Promise<void> {
    return this.assertFinished(this.parts.em.fork(), userId);
  }

  private async assertFinished(em: EntityManager, userId: string): Promise<void> {
    const hindrance = await this.parts.unfinished(em, userId);
    if (hindrance) throw new DomainError(ErrorCode.CONFLICT, hindrance);
  }

  delete(userId: string): Promise<boolean> {
    const { em, seals, waysIn, audit } = this.parts;
    return withRowLocked(em, User, userId, async (tx, user) => {
      await this.assertFinished(tx, userId);
      for (const way of waysIn) await way.dropAll(tx, userId);
      endAfterCommit(tx, seals, await tx.find(Passkey, { userId }));
      await tx.nativeDelete(Passkey, { userId });
      await tx.nativeDelete(Challenge, { userId });
      const frozenAt = user.frozenAt ?? new Date();
      Object.assign(user, { name: 'Deleted person', frozenAt, frozenReason: 'This person was deleted.' });
      const act = { action: 'user.deleted', resource: userId, result: 'OK' } as const;
      await audit.record(tx, { userId, actor: ActorKind.PERSON, ...act });
      return true;
    });
  }
}
