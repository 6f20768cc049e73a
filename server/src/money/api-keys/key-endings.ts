import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { endAfterCommit } from '../../keyring/ending.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { afterCommit } from '../../platform/db/after-commit.js';
import type { Events } from '../../platform/events/events.js';
import { apiKeyRecord } from '../../rulebook/sealed-rows.js';
import type { EndingSeals } from '../../vault/contract/seals.js';
import type { KeyStop } from '../policy/key-register.js';
import type { PendingApprovals } from '../policy-changes/pending-approvals.js';
import { ApiKey } from './api-key.entity.js';

export type EndingParts = {
  seals: EndingSeals;
  pending: PendingApprovals;
  audit: AuditLog;
  events: Events;
  now?: () => Date;
};

/** The end of a key: its sockets close, its approvals are taken away, and what it proposed is not signed any more. */
export class KeyEndings implements KeyStop {
  private readonly now: () => Date;

  constructor(private readonly parts: EndingParts) {
    this.now = parts.now ?? (() => new Date());
  }

  /** Within the caller's transaction, with the person's row locked. */
  async end(tx: EntityManager, key: ApiKey): Promise<void> {
    key.revokedAt = this.now();
    key.mac = await this.parts.seals.seal(apiKeyRecord(key));
    await tx.flush();
    await this.parts.pending.supersedeRefused(tx, { userId: key.userId, accountId: null }, key.id);
    endAfterCommit(tx, this.parts.seals, [key]);
    afterCommit(tx, () => this.parts.events.wakeUps.wake(`api-key:${key.id}`));
  }

  async stop(tx: EntityManager, userId: string, keyId: string, reason: string): Promise<void> {
    const key = await tx.findOne(ApiKey, { id: keyId, userId });
    if (!key || key.revokedAt) return;
    await this.end(tx, key);
    const { id, name, prefix } = key;
    const act = { userId, actor: ActorKind.SERVER, action: 'api_key.revoked', resource: id, result: 'OK' } as const;
    await this.parts.audit.record(tx, { ...act, details: { name, prefix, reason } });
    await this.parts.events.publish(tx, `user:${userId}`, { apiKeyId: id });
  }
}
