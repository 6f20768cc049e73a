import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { toStroops } from '../../kernel/amount.js';
import { outsideOf } from '../../keyring/checked-seals.js';
import { lockRow } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import type { StoredPrice } from '../../rulebook/facts/decoded.js';
import type { Verdict } from '../../rulebook/facts/policy.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { Account } from '../accounts/records/account.entity.js';
import type { Whose } from '../policy/decision-log.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { PendingApprovals } from '../policy-changes/pending-approvals.js';
import type { FactsService } from '../proposals/facts.service.js';
import { refusal } from '../proposals/propose.service.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { Approval, ApprovalStatus } from './approval.entity.js';
import type { ApprovalRequestsService } from './approval-requests.service.js';

/** Takes away the approvals that a stricter policy contradicts, in the transaction that makes it stricter. */
export class SupersedingService implements PendingApprovals {
  constructor(
    private readonly policy: PolicyService,
    private readonly facts: FactsService,
    private readonly requests: ApprovalRequestsService,
    private readonly events: Events,
  ) {}

  supersedeRefused(tx: EntityManager, whose: Whose, apiKeyId?: string): Promise<string[]> {
    return outsideOf(tx, () => this.supersede(tx, whose, apiKeyId));
  }

  private async supersede(tx: EntityManager, { userId, accountId }: Whose, apiKeyId?: string): Promise<string[]> {
    const pending = await tx.find(Approval, { userId, status: ApprovalStatus.PENDING }, { orderBy: { id: 'asc' } });
    const closed: string[] = [];
    for (const approval of pending) {
      const transaction = await lockRow(tx, Transaction, approval.transactionId);
      if (accountId !== null && transaction.accountId !== accountId) continue;
      if (apiKeyId !== undefined && transaction.apiKeyId !== apiKeyId) continue;
      const verdict = await this.judge(tx, transaction);
      if (verdict.decision !== 'REFUSE') continue;
      await this.close(tx, approval, transaction, verdict);
      closed.push(transaction.id);
    }
    return closed;
  }

  // At the prices on the approval: no network is asked while rows are locked.
  private async judge(tx: EntityManager, transaction: Transaction): Promise<Verdict> {
    const { id, userId, accountId, proposedBy: kind, instruction, provenance, intent, apiKeyId } = transaction;
    const account = await tx.findOneOrFail(Account, { id: accountId });
    const facts = await this.facts.facts(tx, account, intent, { kind, userId, instruction, provenance, apiKeyId });
    const prices = new Map(transaction.outflows.map(({ asset, price }) => [asset, price && toPrice(price)]));
    // A freeze is lifted again and refuses by itself meanwhile; here only the rules are asked.
    const thawed = { ...facts, userFrozen: false, agentFrozen: false, accountFrozen: false };
    return this.policy.judge(tx, { userId, accountId, transactionId: id }, thawed, prices);
  }

  private async close(
    tx: EntityManager,
    approval: Approval,
    transaction: Transaction,
    verdict: Verdict,
  ): Promise<void> {
    const { id, userId } = transaction;
    approval.decide(ApprovalStatus.SUPERSEDED);
    transaction.moveTo(TransactionStatus.SUPERSEDED);
    Object.assign(transaction, { verdict, failure: refusal(verdict) });
    const details = { digest: approval.digest, reason: transaction.failure?.message ?? null };
    await this.requests.note(tx, approval, { actor: ActorKind.PERSON, action: 'approval.superseded', details });
    await this.events.publish(tx, `transactions:${userId}`, { transactionId: id, status: transaction.status });
  }
}

const toPrice = ({ usd, at, ...rest }: StoredPrice) => ({ ...rest, usd: toStroops(usd), at: new Date(at) });
