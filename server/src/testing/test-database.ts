import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DatabaseConfig } from '../config.js';

/** SQLite in memory, or a fresh database on the server that TEST_DATABASE_URL names. */
export const testDatabase = async (): Promise<DatabaseConfig> => {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) return { kind: 'sqlite', path: ':memory:' };
  const name = `tuxedo_test_${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { kind: 'postgresql', url: url.href, poolMax: 10 };
};
