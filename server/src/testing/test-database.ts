import { randomBytes } from 'node:crypto';
import { MikroORM } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { DatabaseConfig } from '../config.js';

/** SQLite in memory, or a fresh database on the server that TEST_DATABASE_URL names. */
export const testDatabase = async (): Promise<DatabaseConfig> => {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) return { kind: 'sqlite', path: ':memory:' };
  const name = `tuxedo_test_${randomBytes(8).toString('hex')}`;
  const orm = await MikroORM.init({
    driver: PostgreSqlDriver,
    clientUrl: server,
    entities: [],
    discovery: { warnWhenNoEntities: false },
  });
  await orm.em.getConnection().execute(`create database ${name}`);
  await orm.close();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { kind: 'postgresql', url: url.href, poolMax: 10 };
};
