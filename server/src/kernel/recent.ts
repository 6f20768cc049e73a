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

  /** What is remembered, without asking. */
  known(key: string): Promise<T> | null {
    const entry = this.entries.get(key);
    return entry && entry.until > this.now().getTime() ? entry.value : null;
  }

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.known(key);
    if (known) return known;
    const now = this.now().getTime();
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
