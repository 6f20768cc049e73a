const TICK_MS = 10;
/** What a timer may be late by without anything being wrong. */
const USUAL_MS = 20;

/**
 * Tests only, for what is promised within a second: how long something took, without the time in which the machine gave
 * this process no turn at all.
 */
export class FairClock {
  private readonly stalls: { at: number; ms: number }[] = [];
  private readonly timer: NodeJS.Timeout;
  private last = Date.now();

  constructor() {
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** Milliseconds since that moment; the clock must have run by then. */
  since(moment: number): number {
    this.tick();
    const lost = this.stalls.filter(({ at }) => at > moment).reduce((sum, { ms }) => sum + ms, 0);
    return Date.now() - moment - lost;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = Date.now();
    const late = now - this.last - TICK_MS;
    if (late > USUAL_MS) this.stalls.push({ at: now, ms: late });
    this.last = now;
  }
}
