import { setTimeout as delay } from 'node:timers/promises';
import { DomainError, ErrorCode } from '../kernel/errors.js';
import type { KeyRotation } from './key-rotation.js';

export type MovingOptions = { dryRun: boolean; newDataKeys: boolean };
type MovingState = 'RUNNING' | 'DONE' | 'FAILED';
/** One pass over the accounts, as far as it is. */
export type Moving = MovingOptions & {
  state: MovingState;
  startedAt: Date;
  finishedAt: Date | null;
  moved: number;
  skipped: number;
  broken: string[];
  /** Why it failed. */
  message: string | null;
};

/** Moves accounts in the background, one pass at a time in this process, and remembers the newest. */
export class MovingWork {
  private newest: Moving | null = null;
  private running: Promise<void> | null = null;
  private claimed = false;
  private stopped = false;

  constructor(
    private readonly rotation: Pick<KeyRotation, 'rewrap'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  isDoing({ dryRun, newDataKeys }: MovingOptions): boolean {
    return this.running !== null && this.newest?.dryRun === dryRun && this.newest.newDataKeys === newDataKeys;
  }

  latest(): Moving | null {
    return this.newest && { ...this.newest };
  }

  /** Begins a pass, after whatever has to come first. Nobody else begins anything meanwhile. */
  async start(options: MovingOptions, first: () => Promise<unknown> = async () => undefined): Promise<void> {
    if (this.claimed || this.running)
      throw new DomainError(
        ErrorCode.CONFLICT,
        'Accounts are being moved. Look at `keyStatus { rewrap { state } }`, and try again when it is no longer RUNNING.',
      );
    this.claimed = true;
    try {
      await first();
      this.begin(options);
    } finally {
      this.claimed = false;
    }
  }

  /** Resolves at the end, or after a while. */
  async settled(ms: number): Promise<void> {
    const gone = new AbortController();
    await Promise.race([this.running, delay(ms, undefined, { signal: gone.signal }).catch(() => undefined)]);
    gone.abort();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private begin({ dryRun, newDataKeys }: MovingOptions): void {
    const begun = { state: 'RUNNING' as const, startedAt: new Date(), finishedAt: null, message: null };
    const moving: Moving = { dryRun, newDataKeys, ...begun, moved: 0, skipped: 0, broken: [] };
    this.newest = moving;
    this.running = this.run(moving).finally(() => {
      this.running = null;
    });
  }

  private async run(moving: Moving): Promise<void> {
    const { dryRun, newDataKeys } = moving;
    const [stop, onPage] = [
      () => this.stopped,
      ({ done, skipped, broken }: { done: number; skipped: number; broken: string[] }) =>
        void Object.assign(moving, { moved: done, skipped, broken: [...broken] }),
    ];
    try {
      await this.rotation.rewrap({ actor: 'OPERATOR', dryRun, newDataKeys, stop, onPage });
      moving.state = this.stopped ? 'FAILED' : 'DONE';
      if (this.stopped) moving.message = 'The server stopped.';
    } catch (error) {
      moving.state = 'FAILED';
      moving.message = error instanceof DomainError ? error.message : 'A fault of the server: its log says more.';
      if (!(error instanceof DomainError)) this.onError(error);
    }
    moving.finishedAt = new Date();
  }
}
