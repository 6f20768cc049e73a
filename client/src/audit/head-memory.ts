import type { Head } from './log-walk.js';

/** The newest head this browser has seen, and the hashes before it that an event may still name. */
export type Kept = Head & { recent: string[]; at: string };
export type AlarmKind = 'cut' | 'rewritten' | 'altered' | 'announced';
/** A log that is not the one that was seen before. It stays until the person puts it away. */
export type Alarm = { kind: AlarmKind; at: string; kept: Head & { at: string }; served: { seq: number; hash: string } };

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const RECENT_AT_MOST = 256;
const PREFIX = 'tuxedo.audit.';

const isKept = (value: unknown): value is Kept => {
  const { seq, hash, recent, at } = (value ?? {}) as Partial<Kept>;
  return typeof seq === 'number' && typeof hash === 'string' && Array.isArray(recent) && typeof at === 'string';
};
const isAlarm = (value: unknown): value is Alarm => {
  const { kind, at, kept, served } = (value ?? {}) as Partial<Alarm>;
  return typeof kind === 'string' && typeof at === 'string' && Boolean(kept && served);
};

/** What this browser remembers of one person's log, apart from every other person's. */
export class HeadMemory {
  private readonly headKey: string;
  private readonly alarmKey: string;

  constructor(
    private readonly store: Store,
    userId: string,
  ) {
    this.headKey = `${PREFIX}head.${userId}`;
    this.alarmKey = `${PREFIX}alarm.${userId}`;
  }

  kept(): Kept | null {
    const value = this.read(this.headKey);
    return isKept(value) ? value : null;
  }

  keep({ seq, hash }: Head, passed: readonly string[]): void {
    const recent = [...new Set([...(this.kept()?.recent ?? []), ...passed])].slice(-RECENT_AT_MOST);
    this.write(this.headKey, { seq, hash, recent, at: new Date().toISOString() });
  }

  alarm(): Alarm | null {
    const value = this.read(this.alarmKey);
    return isAlarm(value) ? value : null;
  }

  /** The first alarm is the one that counts: what came after it may have been made to fit. */
  raise(alarm: Alarm): void {
    if (!this.alarm()) this.write(this.alarmKey, alarm);
  }

  /** Begins anew with whatever the server shows next. */
  forget(): void {
    this.store.removeItem(this.headKey);
    this.store.removeItem(this.alarmKey);
  }

  private read(key: string): unknown {
    try {
      return JSON.parse(this.store.getItem(key) ?? 'null');
    } catch {
      return null;
    }
  }

  private write(key: string, value: unknown): void {
    this.store.setItem(key, JSON.stringify(value));
  }
}
