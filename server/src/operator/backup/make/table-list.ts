import type { EntityManager, EntityProperty, MikroORM } from '@mikro-orm/core';
import { rawSql } from '../../../platform/db/raw-sql.js';
import { StroopsType } from '../../../platform/db/stroops.type.js';
import { UtcType } from '../../../platform/db/utc.type.js';
import { BackupError } from '../file/backup-error.js';
import type { Column, ColumnKind } from '../file/backup-format.js';

export type Table = { name: string; columns: Column[]; key: string[] };

const MIGRATIONS = 'migrations';
const LIST = {
  sqlite: "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
  postgresql:
    "select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'",
};

export type DatabaseKind = keyof typeof LIST;

/** The names of all tables that are there, our own list of migrations excepted. */
export const tableNames = async (em: EntityManager, kind: DatabaseKind): Promise<string[]> => {
  const rows = await rawSql<{ name: string }>(em, LIST[kind]);
  return rows.map(({ name }) => name).filter((name) => name !== MIGRATIONS);
};

/** The migrations that this database has been through, oldest first. */
export const schemaOf = async (em: EntityManager): Promise<string[]> =>
  (await rawSql<{ name: string }>(em, `select name from ${MIGRATIONS} order by id`)).map(({ name }) => name);

/** All tables with the kinds of their columns, in the order of their names. */
export const tablesOf = (orm: MikroORM): Table[] =>
  [...orm.getMetadata().getAll().values()]
    .filter(({ tableName, abstract }) => tableName && !abstract)
    .map(({ tableName, props, primaryKeys, properties }) => ({
      name: tableName,
      columns: props.filter(isColumn).map((prop): Column => [prop.fieldNames[0]!, kindOf(prop)]),
      key: primaryKeys
        .map((name) => properties[name as never] as EntityProperty)
        .map(({ fieldNames }) => fieldNames[0]!),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** A table that nobody knows would be missing from the backup without a word. */
export const assertAllKnown = async (em: EntityManager, kind: DatabaseKind, tables: Table[]): Promise<void> => {
  const known = new Set(tables.map(({ name }) => name));
  const strange = (await tableNames(em, kind)).filter((name) => !known.has(name));
  if (strange.length > 0)
    throw new BackupError(`The database holds tables that this version does not know: ${strange.join(', ')}.`);
};

const isColumn = ({ persist, fieldNames }: EntityProperty): boolean => persist !== false && fieldNames?.length === 1;

const kindOf = ({ customType, runtimeType, columnTypes }: EntityProperty): ColumnKind => {
  if (customType instanceof UtcType) return 'time';
  if (customType instanceof StroopsType || /^(big|numeric)/.test(columnTypes?.[0] ?? '')) return 'exact';
  if (columnTypes?.[0]?.startsWith('json')) return 'json';
  if (runtimeType === 'boolean') return 'boolean';
  return runtimeType === 'number' ? 'integer' : 'text';
};
