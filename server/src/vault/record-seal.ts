import { createHmac, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { SealedRecord } from './vault.js';

/** Seals rows that make the policy milder, so that write access to the database alone makes nobody known. */
export class RecordSeal {
  constructor(private readonly key: Uint8Array) {}

  of(record: SealedRecord): string {
    return createHmac('sha256', this.key)
      .update(canonicalize(record) as string)
      .digest('base64');
  }

  isOn(record: SealedRecord, mac: string | null | undefined): boolean {
    const [expected, claimed] = [Buffer.from(this.of(record)), Buffer.from(mac ?? '')];
    return expected.length === claimed.length && timingSafeEqual(expected, claimed);
  }
}
