import type { EntityManager } from '@mikro-orm/core';
import { pinnedOf } from '../../identity/passkeys/passkey.service.js';
import { Passkey } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import type { Events } from '../../platform/events/events.js';
import { TransactionStatus } from '../../rulebook/life.js';
import type { Authority } from '../../vault/contract/vault.js';
import { ApiKey } from '../api-keys/api-key.entity.js';
import type { ApprovalRequests, ReplacedBy } from '../proposals/approval-requests.js';
import type { Transaction } from '../proposals/transaction.entity.js';
import { Approval, ApprovalStatus } from './approval.entity.js';
import { consentTextOf } from './consent-text-of.js';
import { tooManyApprovals } from './too-many-approvals.js';

const OPEN_FOR_MS = HOUR_MS;
const DECIDED =
  'What this was to replace does not wait any more. Look at how it ended, and propose without `replaces`.';
const REPLACED = 'Another proposal took its place.';

/** An approval that a key asked for ends with the key, though nobody ends the key but its time. */
const endOf = async (tx: EntityManager, { apiKeyId }: Transaction, now: Date): Promise<Date> => {
  const end = new Date(now.getTime() + OPEN_FOR_MS);
  const key = apiKeyId == null ? null : await tx.findOne(ApiKey, { id: apiKeyId });
  return key && key.expiresAt < end ? key.expiresAt : end;
};

/** The side of approvals that transactions see: putting an approval up, and handing the consent to the vault. */
export class ApprovalRequestsService implements ApprovalRequests {
  constructor(
    private readonly audit: AuditLog,
    private readonly events: Events,
  ) {}

  async open(tx: EntityManager, transaction: Transaction): Promise<void> {
    const now = new Date();
    const frame = { id: newId('apr'), expiresAt: await endOf(tx, transaction, now) };
    const text = await consentTextOf(tx, transaction, frame);
    const nothingYet = {
      decidedAt: null,
      passkeyId: null,
      passkeyName: null,
      assertion: null,
      counterBefore: null,
      reason: null,
    };
    const owner = { userId: transaction.userId, transactionId: transaction.id };
    const approval = tx.create(Approval, {
      ...frame,
      ...owner,
      ...text,
      ...nothingYet,
      status: ApprovalStatus.PENDING,
      createdAt: now,
    });
    await tx.persist(approval).flush();
    await this.note(tx, approval, {
      actor: transaction.proposedBy,
      action: 'approval.requested',
      apiKeyId: transaction.apiKeyId,
      details: { digest: text.digest },
    });
  }

  async supersede(tx: EntityManager, { id }: Transaction, because: string): Promise<void> {
    for (const approval of await tx.find(Approval, { transactionId: id, status: ApprovalStatus.APPROVED })) {
      approval.supersede();
      const details = { digest: approval.digest, reason: because };
      await this.note(tx, approval, { actor: ActorKind.PERSON, action: 'approval.superseded', details });
    }
  }

  async replace(tx: EntityManager, transaction: Transaction, { id, actor }: ReplacedBy): Promise<void> {
    const waits = { transactionId: transaction.id, status: ApprovalStatus.PENDING };
    const approval = transaction.status === TransactionStatus.AWAITING_APPROVAL && (await tx.findOne(Approval, waits));
    if (!approval) throw new DomainError(ErrorCode.CONFLICT, DECIDED);
    approval.decide(ApprovalStatus.SUPERSEDED);
    transaction.moveTo(TransactionStatus.SUPERSEDED);
    transaction.failure = { code: ErrorCode.CONFLICT, message: REPLACED, resultCodes: null };
    const details = { digest: approval.digest, reason: REPLACED, by: id };
    const { kind, apiKeyId } = actor;
    await this.note(tx, approval, { actor: kind, action: 'approval.superseded', apiKeyId, details });
    const { userId, status } = transaction;
    await this.events.publish(tx, `transactions:${userId}`, { transactionId: transaction.id, status });
  }

  async consentOf(tx: EntityManager, { id }: Transaction): Promise<Extract<Authority, { kind: 'CONSENT' }> | null> {
    const given = { transactionId: id, status: ApprovalStatus.APPROVED };
    const approval = await tx.findOne(Approval, given, { orderBy: { id: 'desc' } });
    if (!approval) return null;
    const { canonical, assertion, passkeyId } = approval;
    if (!passkeyId) return { kind: 'CONSENT', canonical, assertion: null, passkey: null };
    const row = await tx.findOne(Passkey, { id: passkeyId });
    // Whoever removes a passkey takes back what it has confirmed and nobody has signed yet.
    if (!row) return null;
    // The counter as it was when the person confirmed: the assertion has raised the row's own since.
    const passkey = { ...pinnedOf(row), counter: approval.counterBefore ?? 0 };
    return { kind: 'CONSENT', canonical, assertion: assertion ?? null, passkey };
  }

  tooMany(tx: EntityManager, transaction: Transaction): Promise<string | null> {
    return tooManyApprovals(tx, transaction);
  }

  /** Audit entry and event of one change, with the head that the entry made. */
  async note(
    tx: EntityManager,
    { id, userId, transactionId, status }: Approval,
    act: Pick<Parameters<AuditLog['record']>[1], 'actor' | 'action' | 'details' | 'apiKeyId'>,
  ): Promise<void> {
    const entry = await this.audit.record(tx, { userId, resource: transactionId, result: status, ...act });
    await this.events.publish(tx, `approvals:${userId}`, {
      approvalId: id,
      transactionId,
      status,
      auditHead: entry.hash,
    });
  }
}
