import type { EntityManager } from '@mikro-orm/core';
import { Account } from '../accounts/account.entity.js';
import type { Seals } from '../accounts/sealed-rows.js';
import type { AuditLog } from '../audit/audit-log.js';
import { lockRow } from '../db/lock.js';
import { DomainError, ErrorCode, notFound } from '../errors.js';
import type { Events } from '../events/events.service.js';
import { ActorKind } from '../graphql/context.js';
import type { AgentBrake } from '../policy/agent-brake.js';
import type { TransactionFacts, Verdict } from '../policy/policy.js';
import type { HasTightened, Signing, SigningSource } from '../policy/spending-cap.guard.js';
import type { Prices } from '../prices/price.js';
import type { StellarNetworks } from '../stellar/stellar-networks.js';
import { assertAsAgreed, policyTightened } from './agreed-prices.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { FactsService } from './facts.service.js';
import { IN_FLIGHT, TransactionStatus } from './life.js';
import { assertSealed } from './proposal-seal.js';
import { refusal } from './propose.service.js';
import { TIMING, type Timing } from './timing.js';
import { Transaction } from './transaction.entity.js';

/** Read from the network before any lock: where the account's sequence and the network's clock stand. */
export type Prepared = { sequence: bigint; validUntil: Date };

/** What @spendingCap needs to know of transactions. */
export class TransactionSigningSource implements SigningSource<Prepared> {
  constructor(
    private readonly em: EntityManager,
    private readonly networks: StellarNetworks,
    private readonly facts: FactsService,
    private readonly desk: ApprovalDesk,
    private readonly audit: AuditLog,
    private readonly events: Events,
    private readonly seals: Seals,
    private readonly brake: AgentBrake,
    private readonly timing: Timing = TIMING,
  ) {}

  async prepare(transactionId: string, userId: string): Promise<{ facts: TransactionFacts; prepared: Prepared }> {
    const em = this.em.fork();
    const transaction = await em.findOne(Transaction, { id: transactionId, userId });
    if (!transaction) throw notFound('transaction');
    assertApproved(transaction);
    const account = await em.findOneOrFail(Account, { id: transaction.accountId });
    const gateway = this.networks.get(account.network);
    const [ledger, latest] = await Promise.all([gateway.loadAccount(account.address), gateway.latestLedger()]);
    if (!ledger)
      throw new DomainError(
        ErrorCode.INSUFFICIENT_BALANCE,
        `The account "${account.name}" is not on the ledger. Fund it first.`,
      );
    const clock = Math.max(Date.now(), latest.closedAt.getTime());
    return {
      facts: await this.factsOf(em, account, transaction),
      prepared: { sequence: ledger.sequence + 1n, validUntil: new Date(clock + this.timing.validMs) },
    };
  }

  async lock(tx: EntityManager, transactionId: string, userId: string, prepared: Prepared): Promise<Signing<Prepared>> {
    const found = await tx.findOne(Transaction, { id: transactionId, userId });
    if (!found) throw notFound('transaction');
    const account = await lockRow(tx, Account, found.accountId);
    const transaction = await lockRow(tx, Transaction, transactionId);
    assertApproved(transaction);
    await assertSealed(this.seals, transaction);
    await assertTurn(tx, account.id, prepared);
    const facts = await this.factsOf(tx, account, transaction);
    return { tx, transactionId, accountId: account.id, facts, prepared };
  }

  async consented(
    { tx, transactionId }: Signing<Prepared>,
    prices: Prices,
    hasTightened: HasTightened,
  ): Promise<boolean> {
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    if ((await this.desk.consentOf(tx, transaction)) === null) return false;
    assertAsAgreed(transaction, prices);
    if (await hasTightened(transaction.verdict.policyVersion)) throw policyTightened();
    return true;
  }

  /** The policy became stricter since: a person is asked, or it is denied. */
  async refuse({ tx, transactionId }: Signing<Prepared>, verdict: Verdict): Promise<DomainError> {
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    const { userId } = transaction;
    const asks = verdict.decision === 'ASK';
    transaction.verdict = verdict;
    transaction.moveTo(asks ? TransactionStatus.AWAITING_APPROVAL : TransactionStatus.DENIED);
    transaction.failure = refusal(verdict);
    const act = { userId, actor: transaction.proposedBy, resource: transaction.id, result: asks ? 'ASK' : 'REFUSE' };
    await this.audit.record(tx, {
      ...act,
      action: 'transaction.denied',
      details: { failure: transaction.failure?.message ?? null },
    });
    if (asks) await this.desk.request(tx, transaction);
    else if (transaction.proposedBy === ActorKind.AGENT) await this.brake.afterRefusal(tx, userId);
    await this.events.publish(tx, `transactions:${userId}`, {
      transactionId: transaction.id,
      status: transaction.status,
    });
    const { code, message } = transaction.failure ?? {
      code: ErrorCode.CONSENT_REQUIRED,
      message: 'This needs the approval of its owner.',
    };
    return new DomainError(code, message);
  }

  private factsOf(em: EntityManager, account: Account, transaction: Transaction): Promise<TransactionFacts> {
    const { proposedBy: kind, userId, instruction, provenance, intent } = transaction;
    return this.facts.facts(em, account, intent, { kind, userId, instruction, provenance });
  }
}

// The number that was read belongs to whoever is in flight, or to whoever ended since it was read.
const assertTurn = async (tx: EntityManager, accountId: string, { sequence }: Prepared): Promise<void> => {
  const inFlight = { status: { $in: [...IN_FLIGHT] } };
  const usedUp = { sequence, feeCharged: { $ne: null } };
  if ((await tx.count(Transaction, { accountId, $or: [inFlight, usedUp] } as never)) === 0) return;
  const message = 'Another transaction of this account is on its way. Try again when it is done.';
  throw new DomainError(ErrorCode.CONFLICT, message, {}, 1);
};

const assertApproved = ({ status }: Transaction): void => {
  if (status === TransactionStatus.AWAITING_APPROVAL)
    throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'This transaction waits for its owner to approve it.');
  if (status !== TransactionStatus.APPROVED)
    throw new DomainError(ErrorCode.ALREADY_DECIDED, `This transaction is ${status} already; it cannot be signed.`, {
      status,
    });
};
