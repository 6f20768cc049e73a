import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { fromStroops } from '../../kernel/amount.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { againIfChanged, CheckedSeals, sealsIn } from '../../keyring/checked-seals.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import type { Reading } from '../../rulebook/decode.js';
import { signedBumps, wantedBump } from '../../rulebook/fee-bump.js';
import { GIVEN_UP, isFinal, TransactionStatus } from '../../rulebook/life.js';
import { payeeRecord, proposalRecord } from '../../rulebook/sealed-rows.js';
import type { Vault } from '../../vault/contract/vault.js';
import { intentHash, isVerdictSigned } from '../../vault/contract/verdict-statement.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import type { Reservations } from '../policy/reservations.js';
import { Payee, rememberPayee } from '../proposals/payee.entity.js';
import { type StoredFailure, Transaction } from '../proposals/transaction.entity.js';

export type SubmissionOutcome =
  | { status: 'SUBMITTED' }
  /** `refusal`: why the ledger has not taken it yet, where the network has said so. */
  | { status: 'UNKNOWN'; refusal?: StoredFailure }
  | { status: 'CONFIRMED'; ledger: number; feeCharged: bigint }
  /** Held by the ledger as failed, or proved that it can no longer apply: its room in the caps is free again. */
  | { status: 'FAILED'; failure: StoredFailure; ledger?: number; feeCharged?: bigint }
  | { status: 'EXPIRED'; failure: StoredFailure };

const ACTIONS: Record<SubmissionOutcome['status'], AuditAction> = {
  SUBMITTED: 'transaction.submitted',
  UNKNOWN: 'transaction.unknown',
  CONFIRMED: 'transaction.confirmed',
  FAILED: 'transaction.failed',
  EXPIRED: 'transaction.expired',
};

/** What was given up by proof, and is in a ledger all the same. */
const isLate = ({ status, hash, feeCharged }: Transaction, outcome: SubmissionOutcome): boolean =>
  GIVEN_UP.includes(status) &&
  hash !== null &&
  feeCharged == null &&
  'ledger' in outcome &&
  outcome.ledger !== undefined;

export type OutcomeParts = {
  em: EntityManager;
  reservations: Reservations;
  audit: AuditLog;
  events: Events;
  vault: Pick<Vault, 'seal' | 'checkSeals' | 'publicKeys'>;
  readings: IntentReadings;
};

/** Writes down what became of a transaction: status, reservation, audit and event in one database transaction. */
export class OutcomeService {
  constructor(private readonly parts: OutcomeParts) {}

  /** Returns the fresh row. An outcome that somebody else wrote first changes nothing. */
  async record(row: Pick<Transaction, 'id' | 'userId'>, outcome: SubmissionOutcome): Promise<Transaction> {
    await this.write(row, outcome, () => true);
    return this.parts.em.fork().findOneOrFail(Transaction, { id: row.id });
  }

  /** The same, but only from exactly this status. False if somebody else was faster and nothing was written. */
  async recordFrom(
    from: TransactionStatus,
    row: Pick<Transaction, 'id' | 'userId'>,
    outcome: SubmissionOutcome,
  ): Promise<boolean> {
    return this.write(row, outcome, ({ status }) => status === from);
  }

  private async write(
    { id, userId }: Pick<Transaction, 'id' | 'userId'>,
    outcome: SubmissionOutcome,
    expected: (transaction: Transaction) => boolean,
  ): Promise<boolean> {
    const written = await againIfChanged(async () => {
      const seals = outcome.status === TransactionStatus.CONFIRMED ? await this.checked(id) : null;
      return withRowLocked(this.parts.em, User, userId, (tx) => {
        seals?.restIn(tx);
        return this.writeIn(tx, id, outcome, expected);
      });
    });
    await crashPoint('outcome.after-commit');
    return written;
  }

  private async writeIn(
    tx: EntityManager,
    id: string,
    outcome: SubmissionOutcome,
    expected: (transaction: Transaction) => boolean,
  ): Promise<boolean> {
    const transaction = await lockRow(tx, Transaction, id);
    const { status: before, userId } = transaction;
    const late = isLate(transaction, outcome);
    if (!expected(transaction) || (isFinal(before) && !late)) return false;
    if (before === outcome.status && !late) return this.note(tx, transaction, outcome);
    await crashPoint('outcome.locked');
    transaction.moveTo(outcome.status);
    fill(transaction, outcome);
    await this.settle(tx, transaction, outcome);
    const details = { ...told(transaction), ...(late && { before }) };
    const entry = { userId, actor: transaction.proposedBy, resource: id, result: outcome.status, details };
    const { apiKeyId } = transaction;
    await this.parts.audit.record(tx, { ...entry, apiKeyId, action: ACTIONS[outcome.status] });
    await this.parts.events.publish(tx, `transactions:${userId}`, { transactionId: id, status: outcome.status });
    await crashPoint('outcome.before-commit');
    return true;
  }

  /** The seals of what a payment that arrived makes known, before its rows are locked. */
  private async checked(id: string): Promise<CheckedSeals> {
    const em = this.parts.em.fork();
    const transaction = await em.findOneOrFail(Transaction, { id });
    const { userId, network } = transaction;
    const reached = this.destinationsOf(transaction);
    const payees = await em.find(Payee, { userId, network, address: { $in: reached } });
    const seals = new CheckedSeals(this.parts.vault);
    await seals.checkSeals([
      { record: proposalRecord(transaction), mac: transaction.mac },
      ...payees.map((row) => ({ record: payeeRecord(row), mac: row.mac })),
    ]);
    return seals;
  }

  // Of bytes that somebody has changed nobody need be able to read anything: what became of them is written down all the same.
  private destinationsOf({ intent, network }: Transaction): string[] {
    try {
      return this.parts.readings.of(intent, network).destinations;
    } catch {
      return [];
    }
  }

  /** Asks for a higher fee, or for none any more (null). False where none is taken any more, or another one was faster. */
  async wantFee({ id, userId, feeBump: seen }: Transaction, fee: bigint | null): Promise<boolean> {
    return withRowLocked(this.parts.em, User, userId, async (tx) => {
      const transaction = await lockRow(tx, Transaction, id);
      const { feeBump, status } = transaction;
      const isFaster = signedBumps(feeBump).length !== signedBumps(seen).length;
      if (isFinal(status) || feeBump?.refused || isFaster) return false;
      transaction.feeBump = wantedBump(feeBump ?? null, fee);
      return true;
    });
  }

  /** For what was given up without proof by an earlier release, once it is proved that it can no longer apply. */
  async release({ id, userId }: Pick<Transaction, 'id' | 'userId'>): Promise<void> {
    await withRowLocked(this.parts.em, User, userId, (tx) => this.parts.reservations.free(tx, id));
  }

  /** Why it is not taken yet: told once more where the network has another reason. */
  private async note(tx: EntityManager, transaction: Transaction, outcome: SubmissionOutcome): Promise<boolean> {
    if (!('refusal' in outcome) || !outcome.refusal) return false;
    const { id, userId, status, failure } = transaction;
    if (failure?.message === outcome.refusal.message) return false;
    transaction.failure = outcome.refusal;
    transaction.rev += 1;
    await this.parts.events.publish(tx, `transactions:${userId}`, { transactionId: id, status });
    return true;
  }

  private async settle(tx: EntityManager, transaction: Transaction, outcome: SubmissionOutcome): Promise<void> {
    if (outcome.status === TransactionStatus.CONFIRMED) {
      await this.parts.reservations.spend(tx, transaction.id);
      await this.rememberPayees(tx, transaction);
    }
    // A ledger that holds what failed has charged its fee all the same.
    if (outcome.status === TransactionStatus.FAILED || outcome.status === TransactionStatus.EXPIRED)
      await this.parts.reservations.free(tx, transaction.id, transaction.feeCharged ?? 0n);
  }

  private async rememberPayees(tx: EntityManager, transaction: Transaction): Promise<void> {
    const decoded = await this.sealedBytes(tx, transaction);
    if (!decoded) return;
    const { userId, network } = transaction;
    const isApproved = await this.isApproved(transaction);
    for (const [address, received] of decoded.received) {
      const reached = { userId, network, address, memo: decoded.memoKey };
      await rememberPayee(tx, this.parts.vault, reached, isApproved ? received : []);
    }
  }

  // Read from the sealed bytes: whoever writes a row must not make an address known.
  private async sealedBytes(tx: EntityManager, transaction: Transaction): Promise<Reading | null> {
    const [sealed] = await sealsIn(tx, this.parts.vault).checkSeals([
      { record: proposalRecord(transaction), mac: transaction.mac },
    ]);
    const { network, intent } = transaction;
    return sealed ? this.parts.readings.of(intent, network) : null;
  }

  /** The vault's own signed word that a person agreed to exactly these bytes: no row can stand in for it. */
  private async isApproved({ id, intent, verdictProof: proof }: Transaction): Promise<boolean> {
    if (proof?.statement.authority.kind !== 'CONSENT') return false;
    const isOfThis = proof.statement.transactionId === id && proof.statement.intentHash === intentHash(intent);
    return isOfThis && proof.publicKey === (await this.parts.vault.publicKeys()).verdict && isVerdictSigned(proof);
  }
}

const fill = (transaction: Transaction, outcome: SubmissionOutcome): void => {
  transaction.failure = 'failure' in outcome ? outcome.failure : (refusalIn(outcome) ?? null);
  if ('ledger' in outcome && outcome.ledger !== undefined) transaction.ledger = outcome.ledger;
  if ('feeCharged' in outcome && outcome.feeCharged !== undefined) transaction.feeCharged = outcome.feeCharged;
};

const refusalIn = (outcome: SubmissionOutcome): StoredFailure | undefined =>
  'refusal' in outcome ? outcome.refusal : undefined;

const told = ({ hash, ledger, feeCharged, failure }: Transaction) => ({
  hash,
  ledger: ledger ?? null,
  feeCharged: feeCharged == null ? null : fromStroops(feeCharged),
  resultCodes: failure?.resultCodes ?? null,
});
