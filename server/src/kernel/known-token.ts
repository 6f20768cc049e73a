import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();

/** A token that somebody has to show. Its SHA-256 alone is kept, so no copy of the memory holds it. */
export class KnownToken {
  private readonly digest: Uint8Array;

  constructor(token: string) {
    this.digest = digest(token);
  }

  /** Takes as long for a token that is nearly right as for any other. */
  matches(shown: string): boolean {
    return timingSafeEqual(digest(shown), this.digest);
  }
}
