import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditRecord } from './audit.entity.js';

/** What the first entry of a chain names as the one before it. */
export const GENESIS_HASH = '0'.repeat(64);

type Hashed = Pick<
  AuditRecord,
  'userId' | 'seq' | 'at' | 'actor' | 'action' | 'resource' | 'result' | 'details' | 'previousHash'
>;

/** An entry as it leaves the server: its hash, and all that the hash covers. */
export type PlainEntry = Omit<Hashed, 'at'> & { at: string; hash: string };

/** SHA-256 over the canonical JSON (RFC 8785) of a value, hex: for facts that an entry names but does not hold. */
export const jsonHash = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex');

/** SHA-256 over the canonical JSON (RFC 8785) of an entry without its id and hash; no secret is needed to recompute it. */
export const plainHash = (entry: Omit<PlainEntry, 'hash'>): string => {
  const { userId, seq, at, actor, action, resource, result, details, previousHash } = entry;
  return jsonHash({ userId, seq, at, actor, action, resource, result, details, previousHash });
};

export const auditHash = (entry: Hashed): string => plainHash({ ...entry, at: entry.at.toISOString() });

export const plainEntry = (record: Hashed & { hash: string }): PlainEntry => {
  const { userId, seq, at, actor, action, resource, result, details, previousHash, hash } = record;
  return { userId, seq, at: at.toISOString(), actor, action, resource, result, details, previousHash, hash };
};
