import { createHash } from 'node:crypto';
import { DAY_MS } from '../kernel/durations.js';
import type { KeyRotation, RotationStatus } from './key-rotation.js';

const JITTER = 0.1;

type Log = { info: (fields: object, message: string) => void; error: (fields: object, message: string) => void };
export type ScheduleParts = { rotation: KeyRotation; maxAgeDays: number; log: Log; now?: () => Date };

/** What /health tells of the keys. */
export type KeyHealth = { mode: string; active: number; ageDays: number; remaining: number; broken: number };

/** Rotates at a maximum age, moves what is left, and destroys what nobody needs; many servers may do so at once. */
export class RotationSchedule {
  private stopped = false;
  private running: Promise<void> | null = null;
  private latest: RotationStatus | null = null;

  constructor(private readonly parts: ScheduleParts) {}

  tick(): Promise<void> {
    this.running ??= this.work().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => undefined);
  }

  /** As of the last look; null before the first one. */
  health(): KeyHealth | null {
    if (!this.latest) return null;
    const { mode, active, remaining, broken } = this.latest;
    const ageDays = Math.floor(this.ageOf(this.latest) / DAY_MS);
    return { mode, active, ageDays, remaining, broken: broken.length };
  }

  private async work(): Promise<void> {
    const { rotation, log } = this.parts;
    this.latest = await rotation.status();
    if (this.isDue(this.latest)) {
      const version = await rotation.rotate('SCHEDULER');
      log.info({ version }, 'a new key version seals from now on');
      this.latest = await rotation.status();
    }
    if (this.latest.remaining > 0) {
      const { done, broken } = await rotation.rewrap({ actor: 'SCHEDULER', stop: () => this.stopped });
      if (done > 0) log.info({ done }, 'keys were moved to the active version');
      if (broken.length > 0) log.error({ accounts: broken.slice(0, 20) }, 'the keys of these accounts do not open');
    }
    for (const version of await rotation.retireDue('SCHEDULER')) log.info({ version }, 'a key version was destroyed');
    this.latest = await rotation.status();
  }

  // Earlier by up to a tenth, differently for each version, and alike on every server: never later than the maximum.
  private isDue(status: RotationStatus): boolean {
    const { maxAgeDays } = this.parts;
    if (maxAgeDays === 0) return false;
    const { createdAt, version } = status.versions.at(-1)!;
    const spread = createHash('sha256').update(`${version} ${createdAt}`).digest().readUInt32BE() / 2 ** 32;
    return this.ageOf(status) >= maxAgeDays * DAY_MS * (1 - JITTER * spread);
  }

  private ageOf({ versions }: RotationStatus): number {
    const now = this.parts.now?.() ?? new Date();
    return now.getTime() - Date.parse(versions.at(-1)?.createdAt ?? now.toISOString());
  }
}
