import { MINUTE_MS } from '../../kernel/durations.js';

/** `perMinute` calls with up to `burst` of them at once, and no more than `atOnce` under way at a time. */
export type LaneLimits = { perMinute: number; burst: number; atOnce: number };

/** What one caller has left: tokens that come back with time, and calls that are under way. */
export class NetworkLane {
  underWay = 0;
  waiting = 0;
  private tokens: number;
  private at: number;

  constructor(
    private readonly limits: LaneLimits,
    private readonly now: () => number,
  ) {
    this.tokens = limits.burst;
    this.at = now();
  }

  get isFull(): boolean {
    return this.underWay >= this.limits.atOnce;
  }

  /** Nothing would be lost if it were forgotten. */
  get isIdle(): boolean {
    this.refill();
    return this.underWay === 0 && this.waiting === 0 && this.tokens >= this.limits.burst;
  }

  /** Seconds until there is a token; 0 where there is one now. */
  secondsLeft(): number {
    this.refill();
    return this.tokens >= 1 ? 0 : Math.max(1, Math.ceil((60 * (1 - this.tokens)) / this.limits.perMinute));
  }

  take(): void {
    this.tokens -= 1;
  }

  private refill(): void {
    const now = this.now();
    const more = ((now - this.at) * this.limits.perMinute) / MINUTE_MS;
    this.tokens = Math.min(this.limits.burst, this.tokens + Math.max(0, more));
    this.at = now;
  }
}
