import type { EntityManager } from '@mikro-orm/core';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import type { CheckedSeals } from '../../keyring/checked-seals.js';
import { lockRow } from '../../platform/db/lock.js';
import type { TransactionFacts } from '../../rulebook/facts/policy.js';
import { bumpFacts, isBumpDue, raiseOf } from '../../rulebook/fee-bump.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Seals } from '../../vault/contract/seals.js';
import { assertNotBusy } from '../accounts/busy.js';
import { Account } from '../accounts/records/account.entity.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import type { FactsService } from '../proposals/facts.service.js';
import type { PaymentSealsService } from '../proposals/payment-seals.service.js';
import { assertSealed } from '../proposals/proposal-seal.js';
import type { ProposalViewService } from '../proposals/proposal-view.service.js';
import { TIMING, type Timing } from '../proposals/timing.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { assertApproved, assertBumpDue, assertInUse, assertTurn } from './signable.checks.js';
import type { Ready, Signing, ToSign } from './signing.js';
import type { SigningGroundsService } from './signing-grounds.service.js';

export type SignableParts = {
  em: EntityManager;
  networks: StellarNetworks;
  facts: FactsService;
  views: ProposalViewService;
  grounds: SigningGroundsService;
  seals: Seals;
  paymentSeals: PaymentSealsService;
  readings: IntentReadings;
};

/** Whether a transaction may be signed now, the policy apart: looked at before the locks, and again under them. */
export class SignableService {
  constructor(
    private readonly parts: SignableParts,
    private readonly timing: Timing = TIMING,
  ) {}

  /** All that has to be asked of the network or of the vault, before any lock. */
  async prepare(transactionId: string, userId: string): Promise<Ready> {
    const em = this.parts.em.fork();
    const transaction = await em.findOne(Transaction, { id: transactionId, userId });
    if (!transaction) throw notFound('transaction');
    const account = await em.findOneOrFail(Account, { id: transaction.accountId });
    const { networks, grounds } = this.parts;
    await networks.withinShare(account.network, () => grounds.catchUp(em, account));
    if (!isBumpDue(transaction)) assertApproved(transaction);
    const seals = await this.checked(em, account, transaction);
    if (!isBumpDue(transaction)) return { ...(await this.prepareFirst(em, account, transaction)), seals };
    const raised = raiseOf(transaction);
    const facts = bumpFacts(await this.factsOf(em, account, transaction), raised);
    return { facts, prepared: { kind: 'BUMP', fee: raised.fee }, seals };
  }

  /** Locks account and transaction; throws unless the transaction may be signed now. */
  async lock(
    tx: EntityManager,
    transactionId: string,
    userId: string,
    { prepared, seals }: Ready,
  ): Promise<Omit<Signing, 'prices'>> {
    seals.restIn(tx);
    const found = await tx.findOne(Transaction, { id: transactionId, userId });
    if (!found) throw notFound('transaction');
    const account = await lockRow(tx, Account, found.accountId);
    assertNotBusy(account);
    const transaction = await lockRow(tx, Transaction, transactionId);
    await assertSealed(tx, this.parts.seals, transaction);
    const facts = await this.factsOf(tx, account, transaction);
    const signing = { tx, transactionId, accountId: account.id, prepared };
    if (prepared.kind === 'BUMP') {
      assertBumpDue(transaction, prepared);
      return { ...signing, facts: bumpFacts(facts, raiseOf(transaction)) };
    }
    assertInUse(account);
    assertApproved(transaction);
    await assertTurn(tx, account.id, prepared);
    return { ...signing, facts };
  }

  private async prepareFirst(
    em: EntityManager,
    account: Account,
    transaction: Transaction,
  ): Promise<{ facts: TransactionFacts; prepared: ToSign }> {
    const gateway = this.parts.networks.get(account.network);
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
    const simulation = isShown ? await this.parts.views.simulate(account, transaction.intent, facts) : null;
    const validUntil = new Date(clock + this.timing.validMs);
    return { facts, prepared: { kind: 'SIGN', sequence: ledger.sequence + 1n, validUntil, simulation } };
  }

  private checked(em: EntityManager, account: Account, proposal: Transaction): Promise<CheckedSeals> {
    const { intent, network, apiKeyId = null } = proposal;
    const whom = this.parts.readings.of(intent, network).destinations;
    return this.parts.paymentSeals.check(em, account, { whom, apiKeyId, proposal });
  }

  private factsOf(em: EntityManager, account: Account, transaction: Transaction): Promise<TransactionFacts> {
    const { proposedBy: kind, userId, instruction, provenance, intent, apiKeyId } = transaction;
    return this.parts.facts.facts(em, account, intent, { kind, userId, instruction, provenance, apiKeyId });
  }
}
