import type { EntityManager } from '@mikro-orm/core';
import { parse } from 'graphql';
import type { Logger } from 'pino';
import { crashPoint } from '../crash-points.js';
import { DomainError, ErrorCode } from '../errors.js';
import type { WakeUps } from '../events/wake-ups.js';
import { serverActor } from '../graphql/context.js';
import type { Door } from '../graphql/door.js';
import { Reservation } from '../policy/policy.entity.js';
import type { PolicyService } from '../policy/policy.service.js';
import { asServer } from '../stellar/network-caller.js';
import type { StellarNetworks } from '../stellar/stellar-networks.js';
import { isBumpDue, raisedFee, signedBumps } from './fee-bump.js';
import { IN_FLIGHT, isFinal, TransactionStatus } from './life.js';
import type { OutcomeService } from './outcome.service.js';
import { attempt, FEE_TOO_LOW, failureOf, proofOf, type Turn } from './submission.js';
import { TIMING, type Timing } from './timing.js';
import { Transaction } from './transaction.entity.js';

const SIGN = parse('mutation signTransaction($id: ID!) { signTransaction(id: $id) { id status } }');
const APPROVED_FOR_MS = 10 * 60_000;
/** Refusals that time may lift; any other ends the transaction. */
const LATER: readonly string[] = [
  ErrorCode.RATE_LIMITED,
  ErrorCode.CONFLICT,
  ErrorCode.NETWORK_ERROR,
  ErrorCode.INTERNAL,
];

/**
 * Carries APPROVED transactions to the ledger, one in flight for each account. The database is the truth: wake-ups
 * only save time, and after a crash it goes on where the rows say.
 */
export class Executor {
  private readonly busy = new Map<string, Promise<void>>();
  /** What this process has sent and still follows. */
  private readonly own = new Set<string>();
  private stopListening: (() => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private scanning: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly em: EntityManager,
    private readonly door: Door,
    private readonly networks: StellarNetworks,
    private readonly outcomes: OutcomeService,
    private readonly policy: Pick<PolicyService, 'current'>,
    private readonly wakeUps: WakeUps,
    private readonly log: Logger,
    private readonly timing: Timing = TIMING,
  ) {}

  start(): void {
    this.stopListening = this.wakeUps.onWake('*', (stream) => stream.startsWith('transactions:') && this.scan());
    this.timer = setInterval(() => this.scan(), this.timing.pollMs);
    this.scan();
  }

  /** Ends after the steps that are under way; what is unfinished goes on at the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopListening?.();
    if (this.timer) clearInterval(this.timer);
    await this.scanning;
    await Promise.all(this.busy.values());
  }

  private scan(): void {
    this.scanning = this.scanning
      // Whoever woke it up, what it asks of a network is nobody's share.
      .then(() => asServer(() => this.look()))
      .catch((error) => this.log.error({ error }, 'the executor could not look'));
  }

  private async look(): Promise<void> {
    if (this.stopped) return;
    const status = { $in: [TransactionStatus.APPROVED, ...IN_FLIGHT] };
    const rows = await this.em.fork().find(Transaction, { status }, { fields: ['accountId'], limit: 1_000 });
    for (const accountId of new Set(rows.map((row) => row.accountId))) {
      if (this.busy.has(accountId)) continue;
      const work = this.work(accountId).catch((error) =>
        this.log.error({ error }, 'a transaction could not be carried on'),
      );
      this.busy.set(
        accountId,
        work.finally(() => this.busy.delete(accountId)),
      );
    }
  }

  private async work(accountId: string): Promise<void> {
    for (let next = await this.next(accountId); next && !this.stopped; next = await this.next(accountId))
      if (!(await this.step(next))) return;
  }

  private async next(accountId: string): Promise<Transaction | null> {
    const em = this.em.fork();
    const inFlight = await em.findOne(Transaction, { accountId, status: { $in: [...IN_FLIGHT] } });
    if (inFlight) return inFlight;
    const approved = { accountId, status: TransactionStatus.APPROVED };
    const oldest = { orderBy: { id: 'asc' } } as const;
    // What a program proposed waits behind what its person did, for the ledger takes one at a time.
    const own = await em.findOne(Transaction, { ...approved, apiKeyId: null }, oldest);
    return own ?? em.findOne(Transaction, approved, oldest);
  }

  /** True if it moved on, false if it must wait. */
  private async step(transaction: Transaction): Promise<boolean> {
    if (transaction.status === TransactionStatus.APPROVED) return this.sign(transaction);
    const isDue = isBumpDue(transaction);
    const turn = isDue ? 'LOOK' : await this.turn(transaction);
    if (!turn) return true;
    const outcome = await attempt(this.networks.get(transaction.network), transaction, turn);
    if (!outcome) return isDue && this.sign(transaction);
    if (outcome === FEE_TOO_LOW) return this.raiseFee(transaction);
    await crashPoint('submit.after-send');
    const after = await this.outcomes.record(transaction, outcome);
    if (isFinal(after.status)) this.own.delete(transaction.id);
    return isFinal(after.status);
  }

  /** What this process may do now; null if another one was faster, so that the row must be read again. */
  private async turn(row: Transaction): Promise<Turn | null> {
    if (row.status === TransactionStatus.SIGNED) {
      // Whoever writes SUBMITTED sends first: the refusal of a second send must not be taken for that of the first.
      await crashPoint('submit.before-note');
      if (!(await this.move(row, TransactionStatus.SIGNED, TransactionStatus.SUBMITTED))) return null;
      this.own.add(row.id);
      await crashPoint('submit.before-send');
      return 'FIRST';
    }
    if (row.status === TransactionStatus.UNKNOWN || this.own.has(row.id)) return 'AGAIN';
    if (Date.now() - row.updatedAt.getTime() < this.timing.takeOverMs) return 'LOOK';
    // Written down first, so that the process whose send it was no longer believes a refusal.
    return (await this.move(row, TransactionStatus.SUBMITTED, TransactionStatus.UNKNOWN)) ? 'AGAIN' : null;
  }

  // Signed on the next step, so that a crash between the two leaves the wish and nothing else.
  private async raiseFee(row: Transaction): Promise<boolean> {
    const { suggested } = await this.networks.get(row.network).feeStats();
    const limit = (await this.policy.current(this.em.fork(), row.userId, row.accountId)).feeMax;
    const fee = raisedFee(row, { suggested, limit });
    await crashPoint('raise.before-note');
    const isWanted = await this.outcomes.wantFee(row, fee);
    await crashPoint('raise.after-note');
    return isWanted && fee !== null ? true : this.staysRefused(row);
  }

  // What was sent may still apply until its time is over, so its room in the caps stays taken.
  private async staysRefused(row: Transaction): Promise<boolean> {
    await this.outcomes.record(
      row,
      signedBumps(row.feeBump).length > 0 ? { status: TransactionStatus.UNKNOWN } : feeRefused,
    );
    return false;
  }

  private move(
    row: Transaction,
    from: TransactionStatus,
    status: TransactionStatus.SUBMITTED | TransactionStatus.UNKNOWN,
  ): Promise<boolean> {
    return this.outcomes.recordFrom(from, row, { status });
  }

  private async sign(transaction: Transaction): Promise<boolean> {
    const isLate = Date.now() - transaction.updatedAt.getTime() > APPROVED_FOR_MS;
    if (transaction.status === TransactionStatus.APPROVED && isLate) return this.giveUp(transaction, STALE);
    const { errors } = await this.door.execute({
      document: SIGN,
      variables: { id: transaction.id },
      actor: serverActor(transaction.userId),
    });
    const refused = errors?.[0];
    if (!refused) return true;
    const code = String(refused.extensions.code ?? ErrorCode.INTERNAL);
    this.log.info({ transaction: transaction.id, code }, 'not signed');
    if (LATER.includes(code)) return false;
    return this.giveUp(transaction, new DomainError(code as ErrorCode, refused.message));
  }

  // A row that the guard has moved already (DENIED, asking again, signed by another process) stays as it is.
  private async giveUp(row: Transaction, { code, message }: DomainError): Promise<boolean> {
    if (isBumpDue(row) && (await this.outcomes.wantFee(row, null))) return this.staysRefused(row);
    const failure = { code: code as ErrorCode, message, resultCodes: null };
    const outcome = { status: TransactionStatus.FAILED, failure, gone: true } as const;
    await this.outcomes.recordFrom(TransactionStatus.APPROVED, row, outcome);
    return true;
  }

  /** Settles what failed transactions hold, once it is proved what became of their envelopes. Returns how many. */
  sweep(): Promise<number> {
    return asServer(() => this.settle());
  }

  private async settle(): Promise<number> {
    const em = this.em.fork();
    const held = await em.find(Reservation, { state: 'RESERVED' }, { limit: 1_000 });
    const rows = await em.find(Transaction, {
      id: { $in: held.map(({ transactionId }) => transactionId) },
      status: TransactionStatus.FAILED,
    });
    let settled = 0;
    for (const row of rows) {
      const proof = await proofOf(this.networks.get(row.network), row);
      if (!proof) continue;
      if (proof === 'APPLIED') this.log.error({ transaction: row.id }, 'a transaction that was given up has applied');
      await this.outcomes.release(row, proof);
      settled += 1;
    }
    return settled;
  }
}

const feeRefused = {
  status: TransactionStatus.FAILED,
  failure: failureOf(['tx_insufficient_fee']),
  gone: false,
} as const;

const STALE = new DomainError(
  ErrorCode.TRANSACTION_FAILED,
  'It was allowed long ago and could not be signed since. Propose it again.',
);
