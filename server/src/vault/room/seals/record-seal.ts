import { createHmac, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import type { SealedRecord } from '../../contract/vault.js';
import type { EndedRecords } from './ended-records.js';

const OWN_KINDS: readonly string[] = [
  ...['account', 'api-key', 'contact', 'payee', 'proposal'],
  ...['session', 'recovery-code', 'challenge', 'demo-user', 'message', 'run'],
];

/** Seals rows that let somebody in or make the policy milder, so that write access to the database alone does neither. */
export class RecordSeal {
  constructor(
    private readonly key: Uint8Array,
    private readonly ended: Pick<EndedRecords, 'holds'>,
  ) {}

  /** Asked again although it is typed: the caller may be another process, and may be taken over. */
  onWordOfServer(record: SealedRecord): string {
    if (!OWN_KINDS.includes(record.kind))
      throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault seals no such record on the word of the server.');
    return this.of(record);
  }

  of(record: SealedRecord): string {
    return createHmac('sha256', this.key)
      .update(canonicalize(record) as string)
      .digest('base64');
  }

  isOn(record: SealedRecord, mac: string | null | undefined): boolean {
    const [expected, claimed] = [Buffer.from(this.of(record)), Buffer.from(mac ?? '')];
    return expected.length === claimed.length && timingSafeEqual(expected, claimed) && !this.ended.holds(record);
  }
}
