import type { EntityManager } from '@mikro-orm/core';
import { rawSql } from '../db/raw-sql.js';
import type { SealedKeys, SealedRow } from '../key-rotation/sealed-keys.js';
import type { SealedKey } from '../vault/vault.js';
import { Account } from './account.entity.js';

// The same words in both databases; the number comes as text from one of them.
const VERSION = "cast(sealed ->> 'keyVersion' as integer)";

/** The keys in the table of accounts. */
export const accountKeys: SealedKeys = {
  async page(em: EntityManager, after: string, limit: number, except: number | null): Promise<SealedRow[]> {
    const other = except === null ? '' : `and ${VERSION} <> ?`;
    const found = await rawSql<{ id: string }>(
      em,
      `select id from accounts where id > ? ${other} order by id limit ${limit}`,
      [after, ...(except === null ? [] : [except])],
    );
    const rows = await em.find(Account, { id: { $in: found.map(({ id }) => id) } }, { orderBy: { id: 'asc' } });
    return rows.map(({ id, userId, network, holder, sealed }) => ({
      binding: { userId, accountId: id, network, holder },
      sealed,
    }));
  },

  async swap(tx: EntityManager, { binding, sealed }: SealedRow, next: SealedKey): Promise<boolean> {
    const same = "id = ? and sealed ->> 'wrappedKey' = ? and sealed ->> 'ciphertext' = ?";
    const held = [binding.accountId, sealed.wrappedKey, sealed.ciphertext];
    const json = tx.getPlatform().constructor.name.startsWith('Sqlite') ? '?' : 'cast(? as jsonb)';
    const update = `update accounts set sealed = ${json} where ${same} returning id`;
    return (await rawSql(tx, update, [JSON.stringify(next), ...held])).length === 1;
  },

  async counts(em: EntityManager): Promise<Map<number, number>> {
    const rows = await rawSql<{ version: number; records: number | string }>(
      em,
      `select ${VERSION} as version, count(*) as records from accounts group by 1`,
    );
    return new Map(rows.map(({ version, records }) => [Number(version), Number(records)]));
  },
};
