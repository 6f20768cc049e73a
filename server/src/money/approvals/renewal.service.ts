import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { againIfChanged } from '../../keyring/checked-seals.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import { Account } from '../accounts/records/account.entity.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { FactsService } from '../proposals/facts.service.js';
import type { PaymentSealsService } from '../proposals/payment-seals.service.js';
import type { ProposalViewService } from '../proposals/proposal-view.service.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { Approval, ApprovalStatus } from './approval.entity.js';
import type { ApprovalRequestsService } from './approval-requests.service.js';
import { consentTextOf } from './consent-text-of.js';

export type RenewalParts = {
  em: EntityManager;
  policy: PolicyService;
  facts: FactsService;
  views: ProposalViewService;
  requests: ApprovalRequestsService;
  paymentSeals: PaymentSealsService;
};

const RENEW_AFTER_MS = 5 * MINUTE_MS;

const isOld = ({ pricedAt }: Transaction): boolean => Date.now() - pricedAt.getTime() > RENEW_AFTER_MS;

/** Opens an approval for deciding. One whose prices have grown old gets new ones, and with them a new consent to read. */
export class RenewalService {
  constructor(private readonly parts: RenewalParts) {}

  async pending(userId: string, transactionId: string): Promise<Approval> {
    const em = this.parts.em.fork();
    const transaction = await em.findOne(Transaction, { id: transactionId, userId });
    if (!transaction) throw notFound('transaction');
    if (await this.isOutdated(em, transaction)) await againIfChanged(() => this.renew(transaction));
    const approval = await this.parts.em.fork().findOne(Approval, { transactionId, status: ApprovalStatus.PENDING });
    if (!approval)
      throw new DomainError(ErrorCode.ALREADY_DECIDED, 'There is nothing left to decide here.', {
        status: transaction.status,
      });
    return approval;
  }

  // An approval under a milder policy could be agreed to and never be signed.
  private async isOutdated(em: EntityManager, transaction: Transaction): Promise<boolean> {
    return isOld(transaction) || this.parts.policy.tightenedSince(em, transaction, transaction.verdict.policyVersion);
  }

  private async renew({
    id,
    userId,
    accountId,
    intent,
    proposedBy: kind,
    instruction,
    provenance,
    apiKeyId,
    recipients,
  }: Transaction): Promise<void> {
    const em = this.parts.em.fork();
    const account = await em.findOneOrFail(Account, { id: accountId });
    const whom = recipients.map(({ address }) => address);
    const seals = await this.parts.paymentSeals.check(em, account, { whom, apiKeyId: apiKeyId ?? null });
    const proposer = { kind, userId, instruction, provenance, apiKeyId };
    const facts = await this.parts.facts.facts(em, account, intent, proposer);
    const prices = await this.parts.policy.pricesFor(facts);
    const simulation = await this.parts.views.simulate(account, intent, facts);
    await withRowLocked(this.parts.em, User, userId, async (tx) => {
      seals.restIn(tx);
      const transaction = await lockRow(tx, Transaction, id);
      const approval = await tx.findOne(Approval, { transactionId: id, status: ApprovalStatus.PENDING });
      // Renewed by another call at the same time: a second text would void the one that call gave out.
      if (!approval || !(await this.isOutdated(tx, transaction))) return;
      const judged = { userId, accountId, transactionId: id };
      const verdict = await this.parts.policy.judge(tx, judged, facts, prices);
      this.parts.views.renew(transaction, { facts, prices, verdict, simulation });
      Object.assign(approval, await consentTextOf(tx, transaction, approval));
      await this.parts.requests.note(tx, approval, {
        actor: ActorKind.PERSON,
        action: 'approval.renewed',
        details: { digest: approval.digest },
      });
    });
  }
}
