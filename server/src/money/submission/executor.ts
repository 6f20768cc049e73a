import type { EntityManager } from '@mikro-orm/core';
import { parse } from 'graphql';
import type { Logger } from 'pino';
import { serverActor } from '../../kernel/actor.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { WakeUps } from '../../platform/events/wake-ups.js';
import type { Door } from '../../platform/graphql/door.js';
import { isBumpDue, raisedFee } from '../../rulebook/fee-bump.js';
import { GIVEN_UP, IN_FLIGHT, isFinal, TransactionStatus } from '../../rulebook/life.js';
import { asServer } from '../../stellar/networks/network-caller.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import { Reservation } from '../policy/policy.entity.js';
import type { PolicyService } from '../policy/policy.service.js';
import { TIMING, type Timing } from '../proposals/timing.js';
import { Transaction } from '../proposals/transaction.entity.js';
import type { OutcomeService } from './outcome.service.js';
import { attempt, FEE_TOO_LOW, fateOfSent, included, refusalOf, type Turn } from './submission.js';

const SIGN = parse('mutation signTransaction($id: ID!) { signTransaction(id: $id) { id status } }');
const PAUSED_POLLS = 10;
const APPROVED_FOR_MS = 10 * MINUTE_MS;
/** Refusals that time may lift; any other ends the transaction. */
const LATER: readonly string[] = [
  ErrorCode.RATE_LIMITED,
  ErrorCode.CONFLICT,
  ErrorCode.NETWORK_ERROR,
  ErrorCode.INTERNAL,
];

export type ExecutorParts = {
  em: EntityManager;
  door: Door;
  networks: StellarNetworks;
  outcomes: OutcomeService;
  policy: Pick<PolicyService, 'current'>;
  wakeUps: WakeUps;
  log: Logger;
};

/**
 * Carries APPROVED transactions to the ledger, one in flight for each account. The database is the truth: wake-ups
 * only save time, and after a crash it goes on where the rows say.
 */
export class Executor {
  private readonly busy = new Map<string, Promise<void>>();
  /** What this process has sent and still follows. */
  private readonly own = new Set<string>();
  /** When this process last sent what it follows. */
  private readonly sentAt = new Map<string, number>();
  private stopListening: (() => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private scanning: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly parts: ExecutorParts,
    private readonly timing: Timing = TIMING,
  ) {}

  start(): void {
    this.stopListening = this.parts.wakeUps.onWake('*', (stream) => stream.startsWith('transactions:') && this.scan());
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
      .catch((error) => this.parts.log.error({ error }, 'the executor could not look'));
  }

  private async look(): Promise<void> {
    if (this.stopped) return;
    const status = { $in: [TransactionStatus.APPROVED, ...IN_FLIGHT] };
    const rows = await this.parts.em.fork().find(Transaction, { status }, { fields: ['accountId'], limit: 1_000 });
    for (const accountId of new Set(rows.map((row) => row.accountId))) {
      if (this.busy.has(accountId)) continue;
      const work = this.work(accountId).catch((error) =>
        this.parts.log.error({ error }, 'a transaction could not be carried on'),
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
    const em = this.parts.em.fork();
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
    const outcome = await attempt(this.parts.networks.get(transaction.network), transaction, turn);
    if (!outcome) return isDue && this.sign(transaction);
    if (outcome === FEE_TOO_LOW) return this.raiseFee(transaction);
    await crashPoint('submit.after-send');
    const after = await this.parts.outcomes.record(transaction, outcome);
    if (isFinal(after.status)) for (const kept of [this.own, this.sentAt]) kept.delete(transaction.id);
    return isFinal(after.status);
  }

  /** What this process may do now; null if another one was faster, so that the row must be read again. */
  private async turn(row: Transaction): Promise<Turn | null> {
    if (row.status === TransactionStatus.SIGNED) {
      // Whoever writes SUBMITTED sends first: the refusal of a second send must not be taken for that of the first.
      await crashPoint('submit.before-note');
      if (!(await this.move(row, TransactionStatus.SIGNED, TransactionStatus.SUBMITTED))) return null;
      this.own.add(row.id);
      this.sentAt.set(row.id, Date.now());
      await crashPoint('submit.before-send');
      return 'FIRST';
    }
    if (row.status === TransactionStatus.UNKNOWN || this.own.has(row.id)) return this.isPaused(row) ? 'LOOK' : 'AGAIN';
    if (Date.now() - row.updatedAt.getTime() < this.timing.takeOverMs) return 'LOOK';
    // Written down first, so that the process whose send it was no longer believes a refusal.
    return (await this.move(row, TransactionStatus.SUBMITTED, TransactionStatus.UNKNOWN)) ? 'AGAIN' : null;
  }

  // What was refused is looked for at once, because somebody else may complete it, and sent again only now and then.
  private isPaused({ id, failure }: Transaction): boolean {
    if (failure && Date.now() - (this.sentAt.get(id) ?? 0) < PAUSED_POLLS * this.timing.pollMs) return true;
    this.sentAt.set(id, Date.now());
    return false;
  }

  // Signed on the next step, so that a crash between the two leaves the wish and nothing else.
  private async raiseFee(row: Transaction): Promise<boolean> {
    const { suggested } = await this.parts.networks.get(row.network).feeStats();
    const limit = (await this.parts.policy.current(this.parts.em.fork(), row.userId, row.accountId)).feeMax;
    const fee = raisedFee(row, { suggested, limit });
    await crashPoint('raise.before-note');
    const isWanted = await this.parts.outcomes.wantFee(row, fee);
    await crashPoint('raise.after-note');
    return isWanted && fee !== null ? true : this.staysRefused(row);
  }

  // What was sent may still apply until its time is over, so its room in the caps stays taken.
  private async staysRefused(row: Transaction): Promise<boolean> {
    const refusal = refusalOf(['tx_insufficient_fee'], row.validUntil!);
    await this.parts.outcomes.record(row, { status: TransactionStatus.UNKNOWN, refusal });
    return false;
  }

  private move(row: Transaction, from: TransactionStatus, status: 'SUBMITTED' | 'UNKNOWN'): Promise<boolean> {
    return this.parts.outcomes.recordFrom(from, row, { status });
  }

  private async sign(transaction: Transaction): Promise<boolean> {
    const isLate = Date.now() - transaction.updatedAt.getTime() > APPROVED_FOR_MS;
    if (transaction.status === TransactionStatus.APPROVED && isLate) return this.giveUp(transaction, STALE);
    const { errors } = await this.parts.door.execute({
      document: SIGN,
      variables: { id: transaction.id },
      actor: serverActor(transaction.userId),
    });
    const refused = errors?.[0];
    if (!refused) return true;
    const code = String(refused.extensions.code ?? ErrorCode.INTERNAL);
    this.parts.log.info({ transaction: transaction.id, code }, 'not signed');
    if (LATER.includes(code)) return false;
    return this.giveUp(transaction, new DomainError(code as ErrorCode, refused.message));
  }

  // A row that the guard has moved already (DENIED, asking again, signed by another process) stays as it is.
  private async giveUp(row: Transaction, { code, message }: DomainError): Promise<boolean> {
    if (isBumpDue(row) && (await this.parts.outcomes.wantFee(row, null))) return this.staysRefused(row);
    const failure = { code, message, resultCodes: null };
    const outcome = { status: TransactionStatus.FAILED, failure } as const;
    await this.parts.outcomes.recordFrom(TransactionStatus.APPROVED, row, outcome);
    return true;
  }

  /**
   * Looks once more at what was given up. A ledger that holds it all the same is written down, whatever was proved
   * before; and what an earlier release gave up without proof keeps its room in the caps until there is one.
   */
  sweep(): Promise<number> {
    return asServer(() => this.settle());
  }

  private async settle(): Promise<number> {
    let settled = 0;
    for (const row of await this.givenUp()) settled += await this.settledNow(row, () => this.lookLate(row));
    for (const row of await this.held()) settled += await this.settledNow(row, () => this.prove(row));
    return settled;
  }

  private async settledNow({ id }: Transaction, work: () => Promise<boolean>): Promise<number> {
    const isSettled = await work().catch((error) => {
      this.parts.log.warn({ error, transaction: id }, 'what was given up could not be looked at');
      return false;
    });
    return isSettled ? 1 : 0;
  }

  private async lookLate(row: Transaction): Promise<boolean> {
    const found = await this.parts.networks.get(row.network).findTransaction(row.hash!);
    if (!found) return false;
    this.parts.log.error({ transaction: row.id, before: row.status }, 'what was given up is in a ledger after all');
    await this.parts.outcomes.record(row, included(found));
    return true;
  }

  private async prove(row: Transaction): Promise<boolean> {
    const fate = await fateOfSent(this.parts.networks.get(row.network), row);
    if (fate.kind === 'INCLUDED') return this.lookLate(row);
    if (fate.kind === 'GONE') await this.parts.outcomes.release(row);
    return fate.kind === 'GONE';
  }

  private givenUp(): Promise<Transaction[]> {
    const since = new Date(Date.now() - LATE_MS);
    const status = { $in: [...GIVEN_UP] };
    const where = { status, updatedAt: { $gt: since }, hash: { $ne: null }, feeCharged: null };
    return this.parts.em.fork().find(Transaction, where as never, { limit: LOOKS_MAX, orderBy: { updatedAt: 'asc' } });
  }

  private async held(): Promise<Transaction[]> {
    const em = this.parts.em.fork();
    const held = await em.find(Reservation, { state: 'RESERVED' }, { limit: 1_000 });
    const id = { $in: held.map(({ transactionId }) => transactionId) };
    return em.find(Transaction, { id, status: { $in: [...GIVEN_UP] }, hash: { $ne: null } });
  }
}

/** How long after its end a ledger is still asked for what was given up. */
const LATE_MS = 30 * MINUTE_MS;
const LOOKS_MAX = 200;

const STALE = new DomainError(
  ErrorCode.TRANSACTION_FAILED,
  'It was allowed long ago and could not be signed since. Propose it again.',
);
