import type { EntityManager } from '@mikro-orm/core';
import type { SealedKeyRow, SealedKeys } from '../../keyring/sealed-keys.js';
import { rawSql } from '../../platform/db/raw-sql.js';
import type { SealedKey } from '../../vault/contract/vault.js';
import { Account } from './records/account.entity.js';

type Column = 'sealed' | 'other_sealed';
/** An account whose signer was replaced, or is just being replaced, has two keys: no version of either may be lost. */
const COLUMNS: Column[] = ['sealed', 'other_sealed'];

// The same words in both databases; the number comes as text from one of them.
const versionOf = (column: Column): string => `cast(${column} ->> 'keyVersion' as integer)`;

/** The keys in the table of accounts. */
export const accountKeys: SealedKeys = {
  async page(em: EntityManager, after: string, limit: number, except: number | null): Promise<SealedKeyRow[]> {
    const isOther = COLUMNS.map((column) => `${versionOf(column)} <> ?`).join(' or ');
    const other = except === null ? '' : `and (${isOther})`;
    const found = await rawSql<{ id: string }>(
      em,
      `select id from accounts where id > ? ${other} order by id limit ${limit}`,
      [after, ...(except === null ? [] : [except, except])],
    );
    const rows = await em.find(Account, { id: { $in: found.map(({ id }) => id) } }, { orderBy: { id: 'asc' } });
    return rows.flatMap(rowsOf).filter(({ sealed }) => sealed.keyVersion !== except);
  },

  async swap(tx: EntityManager, row: SealedKeyRow, next: SealedKey): Promise<boolean> {
    for (const column of COLUMNS) if (await swapIn(tx, column, row, next)) return true;
    return false;
  },

  async counts(em: EntityManager): Promise<Map<number, number>> {
    const each = COLUMNS.map(
      (column) =>
        `select id, ${versionOf(column)} as version from accounts where ${column} ->> 'keyVersion' is not null`,
    );
    // An account both of whose keys are under one version is one account there.
    const rows = await rawSql<{ version: number; records: number | string }>(
      em,
      `select version, count(*) as records from (${each.join(' union ')}) as keys group by version`,
    );
    return new Map(rows.map(({ version, records }) => [Number(version), Number(records)]));
  },
};

const rowsOf = ({ id, userId, network, holder, sealed, otherSealed }: Account): SealedKeyRow[] => {
  const binding = { userId, accountId: id, network, holder };
  return [sealed, otherSealed].flatMap((one) => (one ? [{ binding, sealed: one }] : []));
};

const swapIn = async (tx: EntityManager, column: Column, { binding, sealed }: SealedKeyRow, next: SealedKey) => {
  const same = `id = ? and ${column} ->> 'wrappedKey' = ? and ${column} ->> 'ciphertext' = ?`;
  const held = [binding.accountId, sealed.wrappedKey, sealed.ciphertext];
  const json = tx.getPlatform().constructor.name.startsWith('Sqlite') ? '?' : 'cast(? as jsonb)';
  const update = `update accounts set ${column} = ${json} where ${same} returning id`;
  return (await rawSql(tx, update, [JSON.stringify(next), ...held])).length === 1;
};
