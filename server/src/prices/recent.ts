const KEYS_MAX = 500;
const FAILED_MS = 5_000;

type Entry<T> = { value: Promise<T>; until: number };

/** Remembers answers for a while, and asks once for all who ask at the same time. A failure is remembered shortly. */
export class Recent<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(
    private readonly ms: number,
    private readonly now: () => Date,
  ) {}

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const [known, now] = [this.entries.get(key), this.now().getTime()];
    if (known && known.until > now) return known.value;
    const entry: Entry<T> = { value: ask(), until: now + this.ms };
    entry.value.catch(() => (entry.until = now + FAILED_MS));
    this.entries.delete(key);
    this.entries.set(key, entry);
    // Whoever asks for ever new assets must not fill the memory: the oldest answer goes.
    const [oldest] = this.entries.keys();
    if (this.entries.size > KEYS_MAX && oldest !== undefined) this.entries.delete(oldest);
    return entry.value;
  }
}
