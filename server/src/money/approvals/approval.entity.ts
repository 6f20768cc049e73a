import { defineEntity, p } from '@mikro-orm/core';
import { registerEnumType } from 'type-graphql';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { id, utc } from '../../platform/db/columns.js';

export enum ApprovalStatus {
  PENDING = 'PENDING',
  APPROVED = 'APPROVED',
  REJECTED = 'REJECTED',
  EXPIRED = 'EXPIRED',
  SUPERSEDED = 'SUPERSEDED',
}
registerEnumType(ApprovalStatus, {
  name: 'ApprovalStatus',
  description:
    'Where an approval stands. All but PENDING are final, except that a consent may be SUPERSEDED until it is signed.',
  valuesConfig: {
    APPROVED: { description: 'The person said yes.' },
    EXPIRED: { description: 'Nobody decided in time.' },
    PENDING: { description: 'It waits for the person.' },
    REJECTED: { description: 'The person said no.' },
    SUPERSEDED: { description: 'A newer question took its place.' },
  },
});

export type Decided = Exclude<ApprovalStatus, ApprovalStatus.PENDING>;

const schema = defineEntity({
  name: 'Approval',
  tableName: 'approvals',
  indexes: [{ properties: ['userId', 'status'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    transactionId: id().index(),
    status: p.string().length(12).$type<ApprovalStatus>(),
    /** The consent text; what the person agrees to and the vault checks. */
    canonical: p.text(),
    digest: p.string().length(64),
    expiresAt: utc(),
    createdAt: utc(),
    decidedAt: utc().nullable(),
    /** The passkey that confirmed, its assertion, and its counter before it did: the evidence for the vault. */
    passkeyId: id().nullable(),
    passkeyName: p.string().length(80).nullable(),
    assertion: p.json<Record<string, unknown>>().nullable(),
    counterBefore: p.bigint('number').nullable(),
    reason: p.string().length(500).nullable(),
  },
});

/** What one person was asked about one transaction, and what they answered. */
export class Approval extends schema.class {
  /** The one way out of PENDING. */
  decide(status: Decided, now: Date = new Date()): void {
    if (this.status !== ApprovalStatus.PENDING)
      throw new DomainError(ErrorCode.ALREADY_DECIDED, `This was decided already: ${this.status}.`, {
        status: this.status,
      });
    this.status = status;
    this.decidedAt = now;
  }

  /** A yes that can no longer be signed: what it was given for has changed. */
  supersede(): void {
    if (this.status !== ApprovalStatus.APPROVED) throw new Error(`An approval that is ${this.status} was no consent.`);
    this.status = ApprovalStatus.SUPERSEDED;
  }
}
schema.setClass(Approval);

export const approvalEntities = [Approval];

export const ownsApproval = async (
  em: import('@mikro-orm/core').EntityManager,
  userId: string,
  approvalId: string,
): Promise<boolean> => (await em.count(Approval, { id: approvalId, userId })) > 0;
