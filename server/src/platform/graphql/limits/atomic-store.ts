import { isIPv6 } from 'node:net';
import { type Identity, Store } from 'graphql-rate-limit';

const MAX_KEYS = 50_000;

export type CallsUsed = { used: number; resetAt: Date };

/**
 * The calls of one field, by caller. The library reads, awaits and then writes, which lets every concurrent call
 * through; here reading counts as well, before anything can be awaited, and its write does nothing.
 */
export class AtomicStore extends Store {
  private readonly calls = new Map<string, number[]>();

  constructor(
    private readonly max: number,
    private readonly windowMs: number,
    private readonly now: () => number,
  ) {
    super();
  }

  getForIdentity(identity: Identity): readonly number[] {
    const key = identity.contextIdentity;
    const before = this.recent(key);
    if (before.length < this.max) this.append(key, before);
    // Never older than the library's own window: the count was decided above, on one clock.
    return before.map(() => Number.POSITIVE_INFINITY);
  }

  setForIdentity(): void {}

  /** What is used up, without using any. */
  usage(key: string): CallsUsed {
    const recent = this.recent(key);
    return { used: recent.length, resetAt: new Date((recent[0] ?? this.now() - this.windowMs) + this.windowMs) };
  }

  private append(key: string, before: number[]): void {
    if (!this.calls.has(key) && this.calls.size >= MAX_KEYS) this.evict();
    this.calls.set(key, [...before, this.now()]);
  }

  private recent(key: string): number[] {
    const since = this.now() - this.windowMs;
    return (this.calls.get(key) ?? []).filter((at) => at > since);
  }

  // The expired go first; if nobody has expired, the oldest caller does, because memory must have a bound.
  private evict(): void {
    for (const key of this.calls.keys()) if (this.recent(key).length === 0) this.calls.delete(key);
    const [oldest] = this.calls.keys();
    if (this.calls.size >= MAX_KEYS && oldest !== undefined) this.calls.delete(oldest);
  }
}

/** One household of IPv6 owns 2^64 addresses, so those count together. */
export const networkOf = (ip: string): string => {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  return mapped ?? `${expand(ip).slice(0, 4).join(':')}::/64`;
};

const expand = (ip: string): string[] => {
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right].map((part) =>
    part.replace(/^0+(?=.)/, ''),
  );
};
