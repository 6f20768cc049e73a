import { existsSync } from 'node:fs';
import { MikroORM, type Options } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import type { DatabaseConfig } from '../../kernel/config.js';
import { migrationsFor } from './migrations.js';

/** `unknown` are migrations that this version does not have: a newer one has been at work. */
export type SchemaStatus = { applied: string[]; pending: string[]; unknown: string[] };

const TABLES = {
  sqlite: "select name from sqlite_master where type = 'table' and name = 'migrations'",
  postgresql: "select to_regclass('migrations')::text as name where to_regclass('migrations') is not null",
};

const open = (config: DatabaseConfig): Promise<MikroORM> => {
  const how: Partial<Options> =
    config.kind === 'postgresql'
      ? { driver: PostgreSqlDriver, clientUrl: config.url, pool: { min: 0, max: 1 } }
      : { driver: SqliteDriver, dbName: config.path, driverOptions: { readonly: true, fileMustExist: true } };
  const discovery = { warnWhenNoEntities: false };
  // The library makes a database that is not there unless it is told not to.
  return MikroORM.init({ ...how, entities: [], ensureDatabase: false, discovery } as Options);
};

/** Which migrations a database has had. It reads and changes nothing, unlike a start; null where there is no file yet. */
export const readSchemaStatus = async (config: DatabaseConfig): Promise<SchemaStatus | null> => {
  if (config.kind === 'sqlite' && !existsSync(config.path)) return null;
  const orm = await open(config);
  try {
    const select = (sql: string): Promise<{ name: string }[]> => orm.em.getConnection().execute(sql);
    const hasTable = (await select(TABLES[config.kind])).length > 0;
    const applied = hasTable ? (await select('select name from migrations order by id')).map(({ name }) => name) : [];
    const known = migrationsFor(config.kind).map(({ name }) => name);
    return {
      applied,
      pending: known.filter((name) => !applied.includes(name)),
      unknown: applied.filter((name) => !known.includes(name)),
    };
  } finally {
    await orm.close();
  }
};
