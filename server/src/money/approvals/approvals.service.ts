import { timingSafeEqual } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/core';
import { pinnedOf } from '../../identity/passkeys/passkey.service.js';
import { isDemo } from '../../identity/records/sealed-records.js';
import { Passkey, User } from '../../identity/records/user.entity.js';
import { type Actor, ActorKind } from '../../kernel/actor.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { badInput, DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { againIfChanged, CheckedSeals, sealsIn } from '../../keyring/checked-seals.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { TransactionStatus } from '../../rulebook/life.js';
import type { Vault } from '../../vault/contract/vault.js';
import { Account } from '../accounts/records/account.entity.js';
import { readReason } from '../drafts/reason.js';
import { type AgentBrake, asFailedCheck, FailedSignatureCheck } from '../policy/agent-brake.js';
import type { PolicyService } from '../policy/policy.service.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { PRICE_AGE_MAX_MS } from '../signing/standing-consent.js';
import { Approval, ApprovalStatus, type Decided } from './approval.entity.js';
import type { ApproveTransactionInput, RejectTransactionInput, RejectTransactionsInput } from './approval.types.js';
import type { ApprovalRequestsService } from './approval-requests.service.js';

const ACTIONS = {
  APPROVED: 'approval.approved',
  REJECTED: 'approval.rejected',
  EXPIRED: 'approval.expired',
  SUPERSEDED: 'approval.superseded',
} as const;

const REJECTED_AT_ONCE = 50;

export type Rejected = { id: string; transaction: Transaction | null; code: ErrorCode | null; message: string | null };
type Open = { tx: EntityManager; approval: Approval; transaction: Transaction; user: User };

export type ApprovalsParts = {
  em: EntityManager;
  vault: Vault;
  requests: ApprovalRequestsService;
  events: Events;
  policy: PolicyService;
  brake: AgentBrake;
};

/** A person's yes or no. Each is one database transaction over user, transaction and approval. */
export class ApprovalsService {
  constructor(private readonly parts: ApprovalsParts) {}

  async approve({ userId }: Actor, input: ApproveTransactionInput): Promise<Transaction> {
    await crashPoint('approve.before-lock');
    const approved = await againIfChanged(async () => this.agree(userId, input, await this.checkedMark(userId))).catch(
      (error) => this.parts.brake.afterFailure(userId, error),
    );
    await crashPoint('approve.after-commit');
    return approved;
  }

  async reject({ userId }: Actor, { id, reason }: RejectTransactionInput): Promise<Transaction> {
    const words = readReason(reason);
    return this.decide(userId, id, async (open) => {
      open.approval.reason = words;
      await this.close(open, ApprovalStatus.REJECTED, TransactionStatus.REJECTED);
    });
  }

  /** Several times No, each a commit of its own: one that was decided meanwhile keeps no other open. */
  async rejectAll(actor: Actor, { ids, reason }: RejectTransactionsInput): Promise<Rejected[]> {
    const each = [...new Set(ids)];
    if (each.length === 0 || each.length > REJECTED_AT_ONCE)
      throw badInput(`Name 1 to ${REJECTED_AT_ONCE} transactions.`);
    readReason(reason);
    const rejected: Rejected[] = [];
    for (const id of each) rejected.push(await this.rejectOne(actor, { id, ...(reason != null && { reason }) }));
    return rejected;
  }

  private async rejectOne(actor: Actor, input: RejectTransactionInput): Promise<Rejected> {
    const { id } = input;
    try {
      return { id, transaction: await this.reject(actor, input), code: null, message: null };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { id, transaction: null, code: error.code, message: error.message };
    }
  }

  /** Closes every approval whose time is over. Returns how many; one that cannot be closed does not keep the others open. */
  async expire(now = new Date()): Promise<number> {
    const where = { status: ApprovalStatus.PENDING, expiresAt: { $lte: now } };
    const late = await this.parts.em.fork().find(Approval, where, { orderBy: { expiresAt: 'asc' }, limit: 200 });
    const failures: unknown[] = [];
    let closed = 0;
    for (const { userId, transactionId } of late)
      await this.lockOpen(userId, transactionId, (open) =>
        this.close(open, ApprovalStatus.EXPIRED, TransactionStatus.EXPIRED),
      ).then(
        () => (closed += 1),
        (error) => isDecided(error) || failures.push(error),
      );
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} approvals could not be closed.`);
    return closed;
  }

  private agree(
    userId: string,
    { id, consentDigest, assertion }: ApproveTransactionInput,
    seals: CheckedSeals,
  ): Promise<Transaction> {
    return this.decide(userId, id, async (open) => {
      const { approval, transaction } = open;
      seals.restIn(open.tx);
      assertSameText(approval, consentDigest);
      assertFresh(transaction);
      if (await this.parts.policy.tightenedSince(open.tx, transaction, transaction.verdict.policyVersion))
        throw new DomainError(
          ErrorCode.CONSENT_MISMATCH,
          'Your policy has become stricter since this card was made. Start the approval again to see it anew.',
        );
      await assertNotFrozen(open);
      await this.confirm(open, assertion ?? null);
      await this.close(open, ApprovalStatus.APPROVED, TransactionStatus.APPROVED);
      await crashPoint('approve.before-commit');
    });
  }

  /** The mark of a demo user, who agrees without a passkey: its seal is checked before any row is locked. */
  private async checkedMark(userId: string): Promise<CheckedSeals> {
    const seals = new CheckedSeals(this.parts.vault);
    const user = await this.parts.em.fork().findOne(User, { id: userId });
    if (user) await isDemo(seals, user);
    return seals;
  }

  private async decide(
    userId: string,
    transactionId: string,
    work: (open: Open) => Promise<void>,
  ): Promise<Transaction> {
    await this.lockOpen(userId, transactionId, (open) => {
      if (open.approval.expiresAt <= new Date())
        throw new DomainError(
          ErrorCode.ALREADY_DECIDED,
          'The time to decide is over. Nothing was sent; propose it again.',
        );
      return work(open);
    });
    return this.parts.em.fork().findOneOrFail(Transaction, { id: transactionId });
  }

  private lockOpen(userId: string, transactionId: string, work: (open: Open) => Promise<void>): Promise<void> {
    return withRowLocked(this.parts.em, User, userId, async (tx, user) => {
      if (!(await tx.count(Transaction, { id: transactionId, userId }))) throw notFound('transaction');
      const transaction = await lockRow(tx, Transaction, transactionId);
      const approval = await tx.findOne(Approval, { transactionId }, { orderBy: { id: 'desc' } });
      if (!approval)
        throw new DomainError(ErrorCode.ALREADY_DECIDED, 'Nobody was asked about this transaction.', {
          status: transaction.status,
        });
      if (approval.status !== ApprovalStatus.PENDING)
        throw new DomainError(ErrorCode.ALREADY_DECIDED, `This was decided already: ${approval.status}.`, {
          status: approval.status,
        });
      await work({ tx, approval, transaction, user });
    });
  }

  /** Verifies the assertion and keeps it, so that the vault can verify it again next to the signature. */
  private async confirm({ tx, approval, user }: Open, assertion: Record<string, unknown> | null): Promise<void> {
    const passkeys = await tx.find(Passkey, { userId: user.id });
    if (!assertion) return this.assertNeedsNone(tx, user, passkeys);
    const passkey = passkeys.find(({ credentialId }) => credentialId === assertion.id);
    if (!passkey)
      throw new FailedSignatureCheck(
        ErrorCode.CONSENT_MISMATCH,
        'This passkey is not one of yours. Use a passkey of this user.',
      );
    const { id, userId, counter } = passkey;
    const pinned = pinnedOf(passkey);
    const check = { userId, canonical: approval.canonical, assertion, passkey: pinned };
    const asserted = await this.parts.vault.verifyAssertion(check).catch(asFailedCheck);
    Object.assign(approval, { passkeyId: id, passkeyName: passkey.name, assertion, counterBefore: counter });
    Object.assign(passkey, { counter: asserted.counter, lastUsedAt: new Date() });
  }

  private async assertNeedsNone(tx: EntityManager, user: User, passkeys: Passkey[]): Promise<void> {
    if (passkeys.length > 0 || !(await isDemo(sealsIn(tx, this.parts.vault), user)))
      throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'Confirm with your passkey.');
  }

  private async close(
    { tx, approval, transaction }: Open,
    decision: Decided,
    status: TransactionStatus,
  ): Promise<void> {
    approval.decide(decision);
    transaction.moveTo(status);
    const { digest, passkeyId: passkey, counterBefore, reason } = approval;
    const details = { digest, passkey, counterBefore, reason };
    // Where time ran out the person did nothing, and the log says so.
    const actor = decision === ApprovalStatus.EXPIRED ? ActorKind.SERVER : ActorKind.PERSON;
    await this.parts.requests.note(tx, approval, { actor, action: ACTIONS[decision], details });
    await this.parts.events.publish(tx, `transactions:${approval.userId}`, { transactionId: transaction.id, status });
  }
}

const assertSameText = ({ digest }: Approval, seen: string): void => {
  const [own, theirs] = [Buffer.from(digest), Buffer.from(seen.toLowerCase())];
  if (own.length !== theirs.length || !timingSafeEqual(own, theirs))
    throw new DomainError(
      ErrorCode.CONSENT_MISMATCH,
      'This is not what was on your screen. Open the approval again and look at it.',
    );
};

const assertNotFrozen = async ({ tx, user, transaction }: Open): Promise<void> => {
  if (user.frozenAt)
    throw new DomainError(ErrorCode.FROZEN, 'You have stopped all signatures. Unfreeze in the settings to go on.');
  const { frozenAt } = await tx.findOneOrFail(Account, { id: transaction.accountId });
  if (frozenAt) throw new DomainError(ErrorCode.FROZEN, 'This account is frozen. Unfreeze it to go on.');
};

const assertFresh = ({ pricedAt }: Transaction): void => {
  if (Date.now() - pricedAt.getTime() > PRICE_AGE_MAX_MS)
    throw new DomainError(
      ErrorCode.CONSENT_MISMATCH,
      'The prices on this card are older than 10 minutes. Start the approval again to see new ones.',
    );
};

// Decided while the sweep was on its way to it.
const isDecided = (error: unknown): boolean => error instanceof DomainError && error.code === ErrorCode.ALREADY_DECIDED;
