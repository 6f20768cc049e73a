import type { EntityManager } from '@mikro-orm/core';
import type { KeyBinding, SealedKey } from '../vault/contract/vault.js';

export type SealedKeyRow = { binding: KeyBinding; sealed: SealedKey };

/** The rows that hold keys, as rotation walks them; the folder that owns the table fills it in. */
export interface SealedKeys {
  /** Rows after this account id, in the order of ids; only those of other versions than `except`, if one is named. */
  page(em: EntityManager, after: string, limit: number, except: number | null): Promise<SealedKeyRow[]>;
  /** Replaces a record where the row still holds exactly the old one; false where it does not. */
  swap(tx: EntityManager, row: SealedKeyRow, next: SealedKey): Promise<boolean>;
  counts(em: EntityManager): Promise<Map<number, number>>;
}
