import type { MikroORM } from '@mikro-orm/core';
import { rawSql } from '../../../src/platform/db/raw-sql.js';

export type Dump = Record<string, string[]>;

/** Every row of every table as text, to compare before with after or to look for what must not be there. */
export const dumpTables = async (orm: MikroORM): Promise<Dump> => {
  const names = [...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName);
  const tables = await Promise.all(
    [...new Set(names)].toSorted().map(async (name) => {
      const rows = await rawSql(orm.em.fork(), `select * from ${name}`);
      return [name, rows.map((row) => JSON.stringify(row)).toSorted()] as const;
    }),
  );
  return Object.fromEntries(tables);
};

/** The rows that name none of these ids. */
export const rowsWithout = (dump: Dump, ids: readonly string[]): Dump =>
  Object.fromEntries(
    Object.entries(dump).map(([name, rows]) => [name, rows.filter((row) => !ids.some((id) => row.includes(id)))]),
  );
