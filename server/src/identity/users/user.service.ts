import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { displayName } from '../../kernel/display-name.js';
import { notFound } from '../../kernel/errors.js';
import { freezeInVault, unfreezeInVault } from '../../keyring/vault-freezes.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { ConsentProof } from '../consent/consent.guard.js';
import { User } from '../records/user.entity.js';

const REASON_MAX = 200;

export type UserParts = { vault: Pick<Vault, 'freeze' | 'unfreeze'>; audit: AuditLog; events: Events };

/** The person themself, and their brake: while they are frozen nothing is signed for them. */
export class UserService {
  constructor(
    private readonly em: EntityManager,
    private readonly parts: UserParts,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async get(id: string): Promise<User> {
    const user = await this.em.fork().findOne(User, { id });
    if (!user) throw notFound('user');
    return user;
  }

  /** A vault that cannot take it down is told of, but keeps the server itself from nothing. */
  async freeze(id: string, reason: string | null): Promise<User> {
    const frozenReason = reason === null ? null : displayName(reason, 'reason', REASON_MAX);
    let failure: unknown = null;
    const frozen = await this.change(id, 'user.frozen', async (user, tx) => {
      failure = await freezeInVault(this.parts.vault, tx, { userId: id, scope: 'user' }).catch((error) => error);
      if (user.frozenAt) return false;
      Object.assign(user, { frozenAt: this.now(), frozenReason });
      return true;
    });
    if (failure) throw failure;
    return frozen;
  }

  /** Lets the agent go on as well, where it was stopped by itself. */
  unfreeze(id: string, consent: ConsentProof): Promise<User> {
    return this.change(id, 'user.unfrozen', async (user, tx) => {
      await unfreezeInVault(this.parts.vault, tx, { userId: id, accountId: null, consent });
      if (!user.frozenAt && !user.agentFrozenAt) return false;
      Object.assign(user, { frozenAt: null, frozenReason: null });
      Object.assign(user, { agentFrozenAt: null, agentFrozenReason: null, agentRefusalsFrom: this.now() });
      return true;
    });
  }

  // Asking twice is no second act, so only a real change is recorded.
  private change(
    id: string,
    action: AuditAction,
    apply: (user: User, tx: EntityManager) => Promise<boolean>,
  ): Promise<User> {
    return withRowLocked(this.em, User, id, async (tx, user) => {
      const reason = user.frozenReason ?? user.agentFrozenReason;
      if (!(await apply(user, tx))) return user;
      const details = { reason: user.frozenReason ?? reason };
      await this.parts.audit.record(tx, {
        userId: id,
        actor: ActorKind.PERSON,
        action,
        resource: id,
        result: 'OK',
        details,
      });
      await this.parts.events.publish(tx, `user:${id}`, { frozen: user.frozenAt !== null });
      return user;
    });
  }
}
