import { randomBytes } from 'node:crypto';
import { MikroORM } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { DatabaseConfig } from '../../../src/kernel/config.js';

/**
 * SQLite in memory, or a fresh database on the server that TEST_DATABASE_URL names: a copy of the database in that
 * URL, which has the tables already, because running the migrations for each test would take a second each.
 */
export const testDatabase = async (): Promise<DatabaseConfig> => {
  const template = process.env.TEST_DATABASE_URL;
  if (!template) return { kind: 'sqlite', path: ':memory:' };
  const server = withName(template, 'postgres');
  const name = `tuxedo_test_${randomBytes(8).toString('hex')}`;
  const discovery = { warnWhenNoEntities: false };
  const orm = await MikroORM.init({ driver: PostgreSqlDriver, clientUrl: server, entities: [], discovery });
  const source = new URL(template).pathname.slice(1);
  await orm.em.getConnection().execute(`create database "${name}" template "${source}"`);
  await orm.close();
  return { kind: 'postgresql', url: withName(template, name), poolMax: 10 };
};

const withName = (text: string, name: string): string => {
  const url = new URL(text);
  url.pathname = `/${name}`;
  return url.href;
};
