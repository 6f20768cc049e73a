import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { lockRow } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.service.js';
import type { TransactionFacts, Verdict } from '../../rulebook/facts/policy.js';
import type { Prices } from '../../rulebook/facts/price.js';
import { bumpFacts, isBumpDue, raiseOf } from '../../rulebook/fee-bump.js';
import { IN_FLIGHT, TransactionStatus } from '../../rulebook/life.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Seals } from '../../vault/contract/seals.js';
import { assertNotBusy } from '../accounts/busy.js';
import { Account } from '../accounts/records/account.entity.js';
import type { AgentBrake } from '../policy/agent-brake.js';
import type { ConsentState, HasTightened, Signing, SigningSource } from '../policy/spending-cap.guard.js';
import type { ApprovalDesk } from '../proposals/approval-desk.js';
import type { CardService } from '../proposals/card.service.js';
import type { FactsService } from '../proposals/facts.service.js';
import { assertSealed } from '../proposals/proposal-seal.js';
import { refusal } from '../proposals/propose.service.js';
import type { Simulation } from '../proposals/simulation.js';
import { whyVoid } from '../proposals/standing-consent.js';
import { TIMING, type Timing } from '../proposals/timing.js';
import { Transaction } from '../proposals/transaction.entity.js';
import type { SigningEvidenceService } from './signing-evidence.service.js';

/** Read from the network before any lock: where the account's sequence and the network's clock stand. */
export type ToSign = { kind: 'SIGN'; sequence: bigint; validUntil: Date; simulation: Simulation | null };
/** A higher fee, in stroops, for what was signed already. */
export type ToBump = { kind: 'BUMP'; fee: bigint };
export type Prepared = ToSign | ToBump;

export type SigningParts = {
  em: EntityManager;
  networks: StellarNetworks;
  facts: FactsService;
  cards: CardService;
  desk: ApprovalDesk;
  evidence: SigningEvidenceService;
  audit: AuditLog;
  events: Events;
  seals: Seals;
  brake: AgentBrake;
};

/** What @spendingCap needs to know of transactions. */
export class TransactionSigningSource implements SigningSource<Prepared> {
  constructor(
    private readonly parts: SigningParts,
    private readonly timing: Timing = TIMING,
  ) {}

  async prepare(transactionId: string, userId: string): Promise<{ facts: TransactionFacts; prepared: Prepared }> {
    const em = this.parts.em.fork();
    const transaction = await em.findOne(Transaction, { id: transactionId, userId });
    if (!transaction) throw notFound('transaction');
    const account = await em.findOneOrFail(Account, { id: transaction.accountId });
    const { networks, evidence } = this.parts;
    await networks.withinShare(account.network, () => evidence.catchUp(em, account));
    if (isBumpDue(transaction)) return this.prepareBump(em, account, transaction);
    assertApproved(transaction);
    const gateway = networks.get(account.network);
    const [ledger, latest] = await Promise.all([gateway.loadAccount(account.address), gateway.latestLedger()]);
    // It was there when this was proposed: the node that was asked now may lag behind, so it is asked again.
    if (!ledger)
      throw new DomainError(
        ErrorCode.CONFLICT,
        `The network does not show the account "${account.name}". Nothing was signed; try again in a moment.`,
      );
    const clock = Math.max(Date.now(), latest.closedAt.getTime());
    const facts = await this.factsOf(em, account, transaction);
    // Only a person was shown a simulation; what the policy allows by itself is judged by its facts alone.
    const isShown = transaction.verdict.decision === 'ASK';
    const simulation = isShown ? await this.parts.cards.simulate(account, transaction.intent, facts) : null;
    const validUntil = new Date(clock + this.timing.validMs);
    return { facts, prepared: { kind: 'SIGN', sequence: ledger.sequence + 1n, validUntil, simulation } };
  }

  async lock(
    tx: EntityManager,
    transactionId: string,
    userId: string,
    prepared: Prepared,
  ): Promise<Omit<Signing<Prepared>, 'prices'>> {
    const found = await tx.findOne(Transaction, { id: transactionId, userId });
    if (!found) throw notFound('transaction');
    const account = await lockRow(tx, Account, found.accountId);
    assertNotBusy(account);
    const transaction = await lockRow(tx, Transaction, transactionId);
    await assertSealed(this.parts.seals, transaction);
    const facts = await this.factsOf(tx, account, transaction);
    if (prepared.kind === 'BUMP') {
      assertBumpDue(transaction, prepared);
      const raised = bumpFacts(facts, raiseOf(transaction));
      return { tx, transactionId, accountId: account.id, facts: raised, prepared };
    }
    assertInUse(account);
    assertApproved(transaction);
    await assertTurn(tx, account.id, prepared);
    return { tx, transactionId, accountId: account.id, facts, prepared };
  }

  async consent(
    { tx, transactionId, prepared }: Signing<Prepared>,
    prices: Prices,
    hasTightened: HasTightened,
  ): Promise<ConsentState> {
    // A person agreed to the fee on their card; a higher one the policy allows by itself or nobody does.
    if (prepared.kind === 'BUMP') return { kind: 'NONE' };
    const { simulation } = prepared;
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    if ((await this.parts.desk.consentOf(tx, transaction)) === null) return { kind: 'NONE' };
    const because = await whyVoid(transaction, { prices, hasTightened, simulation });
    return because ? { kind: 'VOID', because } : { kind: 'STANDS' };
  }

  async refuse({ tx, transactionId, prepared }: Signing<Prepared>, verdict: Verdict): Promise<DomainError> {
    if (prepared.kind === 'BUMP') return feeNotAllowed();
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    const { userId, proposedBy, apiKeyId } = transaction;
    transaction.verdict = verdict;
    const denied = await this.deny(tx, transaction, refusal(verdict) ?? forbidden);
    if (proposedBy === ActorKind.AGENT) await this.parts.brake.afterRefusal(tx, { userId, apiKeyId: apiKeyId ?? null });
    return denied;
  }

  async ask(
    { tx, transactionId, facts, prepared }: Signing<Prepared>,
    { verdict, prices, because }: { verdict: Verdict; prices: Prices; because: string | null },
  ): Promise<DomainError> {
    if (prepared.kind === 'BUMP') return feeNotAllowed();
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    if (because) await this.parts.desk.supersede(tx, transaction, because);
    const noRoom = await this.parts.desk.whyNoRoom(tx, transaction);
    if (noRoom) return this.deny(tx, transaction, { code: ErrorCode.CONFLICT, message: noRoom });
    this.parts.cards.renew(transaction, { facts, prices, verdict, simulation: prepared.simulation });
    transaction.moveTo(TransactionStatus.AWAITING_APPROVAL);
    await this.parts.desk.request(tx, transaction);
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

  private async prepareBump(em: EntityManager, account: Account, transaction: Transaction) {
    const raised = raiseOf(transaction);
    const facts = bumpFacts(await this.factsOf(em, account, transaction), raised);
    return { facts, prepared: { kind: 'BUMP' as const, fee: raised.fee } };
  }

  private async publish(tx: EntityManager, { id, userId, status }: Transaction): Promise<void> {
    await this.parts.events.publish(tx, `transactions:${userId}`, { transactionId: id, status });
  }

  private factsOf(em: EntityManager, account: Account, transaction: Transaction): Promise<TransactionFacts> {
    const { proposedBy: kind, userId, instruction, provenance, intent, apiKeyId } = transaction;
    return this.parts.facts.facts(em, account, intent, { kind, userId, instruction, provenance, apiKeyId });
  }
}

const forbidden = { code: ErrorCode.PERMISSION_DENIED, message: 'The policy no longer allows this.' };

// The number that was read belongs to whoever is in flight, or to whoever ended since it was read.
const assertTurn = async (tx: EntityManager, accountId: string, { sequence }: ToSign): Promise<void> => {
  const inFlight = { status: { $in: [...IN_FLIGHT] } };
  const usedUp = { sequence, feeCharged: { $ne: null } };
  if ((await tx.count(Transaction, { accountId, $or: [inFlight, usedUp] } as never)) === 0) return;
  const message = 'Another transaction of this account is on its way. Try again when it is done.';
  throw new DomainError(ErrorCode.CONFLICT, message, {}, 1);
};

const feeNotAllowed = (): DomainError =>
  new DomainError(
    ErrorCode.SPENDING_LIMIT_EXCEEDED,
    'The network wants a higher fee than the policy allows by itself.',
  );

const assertBumpDue = (transaction: Transaction, { fee }: ToBump): void => {
  if (!isBumpDue(transaction) || transaction.feeBump?.fee !== fee.toString())
    throw new DomainError(ErrorCode.ALREADY_DECIDED, 'No higher fee is wanted for this transaction any more.');
};

// Nothing open is archived now; of what was before there was such a rule nothing new is signed.
const assertInUse = ({ archivedAt }: Account): void => {
  if (archivedAt)
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      'This account is archived. Bring it back, then propose it again.',
    );
};

const assertApproved = ({ status }: Transaction): void => {
  if (status === TransactionStatus.AWAITING_APPROVAL)
    throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'This transaction waits for its owner to approve it.');
  if (status !== TransactionStatus.APPROVED)
    throw new DomainError(ErrorCode.ALREADY_DECIDED, `This transaction is ${status} already; it cannot be signed.`, {
      status,
    });
};
