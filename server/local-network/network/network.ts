// The network itself, without HTTP: it takes transactions, closes ledgers, keeps them, and tells who listens.
import type { xdr } from '@stellar/stellar-sdk/base';
import { History, type LedgerRecord, type TransactionRecord } from '../history/history.js';
import type { Journal } from '../journal/journal.js';
import { assertFollows, type ClosedLedger, sealLedger } from '../ledger/closed-ledger.js';
import { EntryLayer, EntryStore } from '../ledger/entry-store.js';
import { genesisLedger } from '../ledger/genesis.js';
import { replayChanges } from '../ledger/replay.js';
import { applyAll } from '../transactions/apply.js';
import { resultOf } from '../transactions/outcome.js';
import type { TransactionFrame } from '../transactions/transaction-frame.js';
import { checkSubmission, type LedgerMoment, minimumFee } from '../transactions/validate.js';

export type Submission =
  | { status: 'PENDING'; included: Promise<TransactionRecord> }
  | { status: 'DUPLICATE'; included: Promise<TransactionRecord> }
  | { status: 'TRY_AGAIN_LATER' }
  | { status: 'ERROR'; result: xdr.TransactionResult };

export type NetworkOptions = { journal: Journal; closeAfterMs: number; idleCloseMs: number; nowMs: () => number };

type Waiting = {
  frame: TransactionFrame;
  included: Promise<TransactionRecord>;
  resolve: (record: TransactionRecord) => void;
  reject: (error: unknown) => void;
};

/** For how many ledgers an included transaction is refused without another look, as stellar-core does. */
const BAN_LEDGERS = 10;

export class Network {
  readonly entries = new EntryStore();
  readonly history = new History();
  private readonly listeners = new Set<(ledger: LedgerRecord) => void>();
  /** One transaction for each source account, until its ledger is on disk. */
  private readonly waitingBySource = new Map<string, Waiting>();
  private readonly queue: Waiting[] = [];
  private timer: NodeJS.Timeout | null = null;
  private closing: Promise<void> | null = null;
  private last: ClosedLedger | null = null;

  constructor(private readonly options: NetworkOptions) {}

  /** Brings back every ledger from the journal, or begins with the first two. */
  async start(): Promise<void> {
    await this.options.journal.replay((ledger) => {
      assertFollows(ledger, this.last);
      replayChanges(this.entries, ledger);
      this.remember(ledger);
    });
    if (this.last) return;
    const genesis = genesisLedger();
    await this.options.journal.append(genesis);
    replayChanges(this.entries, genesis);
    this.remember(genesis);
    await this.closeNow(); // The first ledger's time is the epoch; clients expect the latest one to be of today.
  }

  async stop(): Promise<void> {
    try {
      if (this.queue.length > 0) await this.closeNow();
      await this.closing;
    } finally {
      if (this.timer) clearTimeout(this.timer);
      await this.options.journal.close();
    }
  }

  get lastClosed(): ClosedLedger {
    if (!this.last) throw new Error('The network has not been started.');
    return this.last;
  }

  onClose(listener: (ledger: LedgerRecord) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  submit(frame: TransactionFrame): Submission {
    const known = this.history.findTransaction(frame.hash);
    if (known && this.lastClosed.seq - known.ledger.seq < BAN_LEDGERS) return { status: 'TRY_AGAIN_LATER' };
    const waiting = this.waitingBySource.get(frame.sourceId);
    if (waiting?.frame.hash === frame.hash) return { status: 'DUPLICATE', included: waiting.included };
    if (waiting && frame.tx.seqNum > waiting.frame.tx.seqNum) return { status: 'TRY_AGAIN_LATER' };
    const outcome = waiting && frame.tx.seqNum < waiting.frame.tx.seqNum ? { code: 'txBadSeq' as const } : null;
    if (waiting && !outcome) return { status: 'TRY_AGAIN_LATER' };

    const fault = outcome ?? checkSubmission(frame, this.entries, this.nextMoment());
    if (fault) return { status: 'ERROR', result: resultOf(frame, fault, minimumFee(frame)) };
    return { status: 'PENDING', included: this.enqueue(frame) };
  }

  /** Resolves once the account has no transaction waiting. */
  async whenFree(accountId: string): Promise<void> {
    await this.waitingBySource.get(accountId)?.included.catch(() => {});
  }

  /** Closes a ledger at once if anything waits for one. */
  async hurry(): Promise<void> {
    while (this.closing) await this.closing.catch(() => {});
    if (this.queue.length > 0) await this.closeNow();
  }

  /** Closes a ledger at once, be it empty. */
  private async closeNow(): Promise<void> {
    while (this.closing) await this.closing.catch(() => {});
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.closing = this.closeLedger().finally(() => {
      this.closing = null;
      if (this.queue.length > 0) this.schedule();
    });
    await this.closing;
  }

  /**
   * Real networks close a ledger every few seconds; this one sleeps until somebody looks. Without it a transaction
   * that came too late could never be seen to have expired.
   */
  async closeIfIdle(): Promise<void> {
    const idleMs = this.options.nowMs() - Number(this.lastClosed.header.scpValue.closeTime) * 1000;
    if (idleMs >= this.options.idleCloseMs && !this.closing) await this.closeNow();
  }

  private enqueue(frame: TransactionFrame): Promise<TransactionRecord> {
    const { promise: included, resolve, reject } = Promise.withResolvers<TransactionRecord>();
    included.catch(() => {}); // Whoever submitted may have gone; the failure is theirs to see, not the process's.
    const waiting = { frame, included, resolve, reject };
    this.waitingBySource.set(frame.sourceId, waiting);
    this.queue.push(waiting);
    this.schedule();
    return included;
  }

  private schedule(): void {
    if (this.timer || this.closing) return;
    this.timer = setTimeout(() => void this.closeNow().catch(() => {}), this.options.closeAfterMs);
  }

  private async closeLedger(): Promise<void> {
    const batch = this.queue.splice(0);
    try {
      const at = this.nextMoment();
      const layer = new EntryLayer(this.entries, at.seq);
      const frames = batch.map(({ frame }) => frame);
      const { transactions, fees } = applyAll(frames, layer, at);
      const feePool = this.lastClosed.header.feePool + fees;
      const ledger = sealLedger({ previous: this.last, closeTime: at.closeTime, feePool, transactions, genesis: '' });
      await this.options.journal.append(ledger);
      layer.mergeInto(this.entries);
      this.settle(batch, this.remember(ledger));
    } catch (error) {
      for (const { frame } of batch) this.waitingBySource.delete(frame.sourceId);
      for (const { reject } of batch) reject(error);
      throw error;
    }
  }

  private settle(batch: readonly Waiting[], record: LedgerRecord): void {
    for (const { frame } of batch) this.waitingBySource.delete(frame.sourceId);
    for (const [index, { resolve }] of batch.entries()) resolve(record.transactions[index]!);
    for (const listener of this.listeners) listener(record);
  }

  private remember(ledger: ClosedLedger): LedgerRecord {
    this.last = ledger;
    return this.history.add(ledger);
  }

  /** Time never runs back. Ledgers may share a second, else a busy network would run ahead of the clock. */
  private nextMoment(): LedgerMoment {
    const { seq, header } = this.lastClosed;
    const now = BigInt(Math.floor(this.options.nowMs() / 1000));
    const { closeTime } = header.scpValue;
    return { seq: seq + 1, closeTime: now > closeTime ? now : closeTime };
  }
}
