import { AtomicStore, type CallsUsed } from './atomic-store.js';

/** Of a person's budget one key takes at most a half, and all keys together three quarters: the rest stays the person's. */
const ONE_KEY = 1 / 2;
const ALL_KEYS = 3 / 4;

/** A budget that is used up. */
export type Full = { max: number; usage: CallsUsed };

/** What keys may take of the budget that a person has for one field. Every call counts in the person's as well. */
export class KeyShares {
  private readonly one: AtomicStore;
  private readonly all: AtomicStore;
  private readonly maxOfOne: number;
  private readonly maxOfAll: number;

  constructor(max: number, windowMs: number, now: () => number) {
    this.maxOfOne = Math.max(1, Math.floor(max * ONE_KEY));
    this.maxOfAll = Math.max(1, Math.floor(max * ALL_KEYS));
    this.one = new AtomicStore(this.maxOfOne, windowMs, now);
    this.all = new AtomicStore(this.maxOfAll, windowMs, now);
  }

  /** The share in which there is no room, or null. Uses up nothing. */
  full(userId: string, keyId: string): Full | null {
    const [one, all] = [this.one.usage(keyId), this.all.usage(userId)];
    if (one.used >= this.maxOfOne) return { max: this.maxOfOne, usage: one };
    return all.used >= this.maxOfAll ? { max: this.maxOfAll, usage: all } : null;
  }

  count(userId: string, keyId: string): void {
    this.one.getForIdentity({ contextIdentity: keyId, fieldIdentity: '' });
    this.all.getForIdentity({ contextIdentity: userId, fieldIdentity: '' });
  }
}
