import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError } from '../../kernel/errors.js';
import { freezeInVault } from '../../keyring/vault-freezes.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { isMismatch } from '../../vault/contract/refusals.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { DecisionLog, ProposalSource } from './decision-log.js';
import type { KeyStop } from './key-register.js';

const REFUSALS_MAX = 5;
const WINDOW_MS = 10 * MINUTE_MS;

/** A confirmation that the vault found forged or bent, as opposed to one that has only grown old. */
export class FailedSignatureCheck extends DomainError {}

/** For the calls of the vault that check a confirmation. */
export const asFailedCheck = (error: unknown): never => {
  if (isMismatch(error)) throw new FailedSignatureCheck(error.code, error.message, error.details);
  throw error;
};

const REASON = `${REFUSALS_MAX} proposals were refused within 10 minutes.`;

export type AgentBrakeParts = {
  em: EntityManager;
  decisions: DecisionLog;
  audit: AuditLog;
  events: Events;
  vault: Pick<Vault, 'freeze'>;
  apiKeys: KeyStop;
  now?: () => Date;
};

/**
 * Stops the agent by itself where something is wrong; only its person lets it go on. Where a key told the agent to, it is
 * the key that stops.
 */
export class AgentBrake {
  private readonly now: () => Date;

  constructor(private readonly parts: AgentBrakeParts) {
    this.now = parts.now ?? (() => new Date());
  }

  /** Within the transaction that refused the agent, with the person's row locked. */
  async afterRefusal(tx: EntityManager, { userId, apiKeyId }: ProposalSource): Promise<void> {
    await tx.flush();
    const user = await tx.findOneOrFail(User, { id: userId });
    const window = new Date(this.now().getTime() - WINDOW_MS);
    const from = user.agentRefusalsFrom;
    const since = apiKeyId === null && from && from > window ? from : window;
    if ((await this.parts.decisions.countAgentRefusals(tx, { userId, apiKeyId }, since)) < REFUSALS_MAX) return;
    if (apiKeyId === null) await this.stop(tx, user, REASON);
    else await this.parts.apiKeys.stop(tx, userId, apiKeyId, REASON);
  }

  /** Hands every error on. The transaction that failed is over, so the freeze has one of its own. */
  async afterFailure(userId: string, error: unknown): Promise<never> {
    if (error instanceof FailedSignatureCheck)
      await withRowLocked(this.parts.em, User, userId, (tx, user) =>
        this.stop(tx, user, 'A confirmation did not match what was to be signed.'),
      );
    throw error;
  }

  private async stop(tx: EntityManager, user: User, reason: string): Promise<void> {
    if (user.agentFrozenAt) return;
    // A vault that cannot take it down signs nothing for this person either, and the server's own brake holds.
    await freezeInVault(this.parts.vault, tx, { userId: user.id, scope: 'agent' }).catch(() => undefined);
    Object.assign(user, { agentFrozenAt: this.now(), agentFrozenReason: reason });
    const { id: userId } = user;
    const act = { actor: ActorKind.AGENT, action: 'agent.frozen', resource: userId, result: 'OK' } as const;
    await this.parts.audit.record(tx, { userId, ...act, details: { reason } });
    await this.parts.events.publish(tx, `user:${userId}`, { agentFrozen: true, reason });
  }
}
