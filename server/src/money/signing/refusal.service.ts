import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import type { Events } from '../../platform/events/events.js';
import type { Verdict } from '../../rulebook/facts/policy.js';
import { TransactionStatus } from '../../rulebook/life.js';
import type { AgentBrake } from '../policy/agent-brake.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { ApprovalRequests } from '../proposals/approval-requests.js';
import type { ProposalViewService } from '../proposals/proposal-view.service.js';
import { refusal } from '../proposals/propose.service.js';
import { Transaction } from '../proposals/transaction.entity.js';
import type { Signing, ToSign } from './signing.js';
import { whyVoid } from './standing-consent.js';

export type RefusalParts = {
  policy: Pick<PolicyService, 'tightenedSince'>;
  views: ProposalViewService;
  requests: ApprovalRequests;
  brake: AgentBrake;
  audit: AuditLog;
  events: Events;
};

type Refused = Signing & { verdict: Verdict; transaction: Transaction; prepared: ToSign };

/** What becomes of a transaction that the policy does not let be signed. It is committed, and the signature is not made. */
export class RefusalService {
  constructor(private readonly parts: RefusalParts) {}

  /** Null where it may be signed: the policy allows it, or asks and a consent stands. */
  async of(signing: Signing, verdict: Verdict): Promise<DomainError | null> {
    const { tx, transactionId, prepared } = signing;
    if (verdict.decision === 'ALLOW') return null;
    // A person agreed to the fee on their approval; a higher one the policy allows by itself or nobody does.
    if (prepared.kind === 'BUMP') return feeNotAllowed();
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    const refused = { ...signing, verdict, transaction, prepared };
    if (verdict.decision === 'REFUSE') return this.refuse(refused);
    const hasConsent = (await this.parts.requests.consentOf(tx, transaction)) !== null;
    const because = hasConsent ? await this.whyVoid(refused) : null;
    return hasConsent && because === null ? null : this.ask(refused, because);
  }

  private whyVoid({ tx, transaction, prices, prepared: { simulation } }: Refused): Promise<string | null> {
    const hasTightened = (version: number) => this.parts.policy.tightenedSince(tx, transaction, version);
    return whyVoid(transaction, { prices, hasTightened, simulation });
  }

  private async refuse({ tx, transaction, verdict }: Refused): Promise<DomainError> {
    const { userId, proposedBy, apiKeyId } = transaction;
    transaction.verdict = verdict;
    const denied = await this.deny(tx, transaction, refusal(verdict) ?? forbidden);
    if (proposedBy === ActorKind.AGENT) await this.parts.brake.afterRefusal(tx, { userId, apiKeyId: apiKeyId ?? null });
    return denied;
  }

  /** Puts it before its owner anew, as it is now; a consent that is void ends. */
  private async ask(
    { tx, transaction, facts, verdict, prices, prepared: { simulation } }: Refused,
    because: string | null,
  ): Promise<DomainError> {
    if (because) await this.parts.requests.supersede(tx, transaction, because);
    const refusal = await this.parts.requests.tooMany(tx, transaction);
    if (refusal) return this.deny(tx, transaction, { code: ErrorCode.CONFLICT, message: refusal });
    this.parts.views.renew(transaction, { facts, prices, verdict, simulation });
    transaction.moveTo(TransactionStatus.AWAITING_APPROVAL);
    await this.parts.requests.open(tx, transaction);
    await this.publish(tx, transaction);
    return because
      ? new DomainError(ErrorCode.CONSENT_MISMATCH, `${because} Nothing was signed; its owner is asked anew.`)
      : new DomainError(ErrorCode.CONSENT_REQUIRED, 'This needs the approval of its owner.');
  }

  private async deny(
    tx: EntityManager,
    transaction: Transaction,
    { code, message }: { code: ErrorCode; message: string },
  ): Promise<DomainError> {
    const { userId, id, proposedBy: actor, apiKeyId } = transaction;
    transaction.moveTo(TransactionStatus.DENIED);
    transaction.failure = { code, message, resultCodes: null };
    const act = { userId, actor, apiKeyId, resource: id, result: 'REFUSE' };
    await this.parts.audit.record(tx, { ...act, action: 'transaction.denied', details: { failure: message } });
    await this.publish(tx, transaction);
    return new DomainError(code, message);
  }

  private async publish(tx: EntityManager, { id, userId, status }: Transaction): Promise<void> {
    await this.parts.events.publish(tx, `transactions:${userId}`, { transactionId: id, status });
  }
}

const forbidden = { code: ErrorCode.PERMISSION_DENIED, message: 'The policy no longer allows this.' };

const feeNotAllowed = (): DomainError =>
  new DomainError(
    ErrorCode.SPENDING_LIMIT_EXCEEDED,
    'The network wants a higher fee than the policy allows by itself.',
  );
