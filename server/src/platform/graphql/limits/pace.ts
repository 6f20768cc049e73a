import { DomainError, ErrorCode } from '../../../kernel/errors.js';

/** `burst` points at once, and after that so many each second. */
export type PaceLimits = { perSecond: number; burst: number };

/** A page of the client is a handful of points, and nobody opens one each second for long. */
const PACE: PaceLimits = { perSecond: 30, burst: 300 };

/** A session that ends meanwhile must not be served for long. */
const WAIT_MAX_MS = 1_000;
const CALLERS_MAX = 50_000;

/**
 * How fast one caller is served. Who asks faster waits, and is refused where a second is not enough, so that the time of the
 * process is left to others. Nothing is held while somebody waits.
 */
export class Pace {
  /** When all that a caller asked for so far would have been served at an even pace. */
  private readonly servedUntil = new Map<string, number>();

  constructor(
    private readonly limits: PaceLimits = PACE,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whoever `mustRun` waits a second at most, and is never refused. */
  async wait(caller: string, points: number, mustRun = false): Promise<void> {
    const ms = this.take(caller, points);
    // A refusal that came at once would be asked for again at once.
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(ms, WAIT_MAX_MS)));
    if (ms > WAIT_MAX_MS && !mustRun) throw refusal(Math.ceil((ms - WAIT_MAX_MS) / 1_000));
  }

  /** Milliseconds until it is this call's turn; one for which that is too long counts nothing. */
  take(caller: string, points: number): number {
    const { perSecond, burst } = this.limits;
    const now = this.now();
    const full = now - (burst * 1_000) / perSecond;
    const until = Math.max(full, this.servedUntil.get(caller) ?? full) + (points * 1_000) / perSecond;
    const ms = until - now;
    if (ms > WAIT_MAX_MS) return ms;
    this.servedUntil.delete(caller);
    this.servedUntil.set(caller, until);
    this.forget();
    return Math.max(0, ms);
  }

  // Memory must have a bound: whoever has not asked for longest begins anew.
  private forget(): void {
    const [oldest] = this.servedUntil.keys();
    if (this.servedUntil.size > CALLERS_MAX && oldest !== undefined) this.servedUntil.delete(oldest);
  }
}

const refusal = (seconds: number): DomainError =>
  new DomainError(
    ErrorCode.RATE_LIMITED,
    `You ask faster than you can be served. Try again in ${seconds} s.`,
    {},
    seconds,
  );
