import type { EntityManager } from '@mikro-orm/core';
import { afterCommit } from '../platform/db/after-commit.js';
import type { Ending } from '../vault/contract/seals.js';
import type { EndedRecord } from '../vault/contract/vault.js';

/** Rows that open nothing by themselves any more, for good: without an end of their own where `until` is absent. */
export const endings = (rows: readonly { id: string; expiresAt?: Date | null }[]): EndedRecord[] =>
  rows.map(({ id, expiresAt }) => ({ id, until: expiresAt?.toISOString() ?? null }));

/**
 * Has the vault take rows out of use once they are gone from the table, so that no lock waits for it. Where it does not answer
 * they are gone all the same; only what is put back by hand would count then.
 */
export const endAfterCommit = (tx: EntityManager, seals: Ending, rows: Parameters<typeof endings>[0]): void => {
  if (rows.length > 0) afterCommit(tx, () => seals.endRecords(endings(rows)).catch(() => undefined));
};
