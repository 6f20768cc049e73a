/** More than a person's signatures of a day, many times over; see `GoneHashes` for what is lost beyond. */
const GONE_MAX = 20_000;

/**
 * Hashes of what can never apply. The oldest are forgotten where there are too many: a row that still holds one of those
 * brings it back as open, which takes room in a cap until the ledger is asked again, and never makes any.
 */
export class GoneHashes {
  private readonly hashes = new Set<string>();

  constructor(private readonly max = GONE_MAX) {}

  get size(): number {
    return this.hashes.size;
  }

  add(hash: string): void {
    // Anew at the end, because it was seen just now.
    this.hashes.delete(hash);
    this.hashes.add(hash);
    for (const oldest of this.hashes) {
      if (this.hashes.size <= this.max) return;
      this.hashes.delete(oldest);
    }
  }

  /** A ledger holds it all the same. */
  delete(hash: string): void {
    this.hashes.delete(hash);
  }

  has(hash: string): boolean {
    return this.hashes.has(hash);
  }
}
