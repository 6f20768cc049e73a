import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/support/app/test-database.js';
import { entities } from '../../app/entities.js';
import type { DatabaseConfig } from '../../kernel/config.js';
import { openDatabase } from './database.js';
import { migrationsFor } from './migrations.js';
import { readSchemaStatus } from './schema-status.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-status-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** In a file where it would be in memory: another connection would not see that. */
const makeDatabase = async (): Promise<DatabaseConfig> => {
  const given = await testDatabase();
  return given.kind === 'sqlite' ? { kind: 'sqlite', path: join(folder, 'tuxedo.sqlite') } : given;
};

const changed = async (config: DatabaseConfig, sql: string): Promise<void> => {
  const orm = await openDatabase(config, entities);
  await orm.em.getConnection().execute(sql);
  await orm.close();
};

describe('what has been done to a database', () => {
  it('is every migration after a start', async () => {
    const config = await makeDatabase();
    await changed(config, 'select 1');
    const known = migrationsFor(config.kind).map(({ name }) => name);
    expect(await readSchemaStatus(config)).toEqual({ applied: known, pending: [], unknown: [] });
  });

  it('shows what a start would still do, without doing it', async () => {
    const config = await makeDatabase();
    await changed(config, 'delete from migrations');
    for (let time = 0; time < 2; time++)
      expect(await readSchemaStatus(config)).toMatchObject({
        applied: [],
        unknown: [],
        pending: { length: migrationsFor(config.kind).length },
      });
  });

  it('shows what only a newer version can have done', async () => {
    const config = await makeDatabase();
    await changed(config, "insert into migrations (name, executed_at) values ('Later20991231', CURRENT_TIMESTAMP)");
    expect((await readSchemaStatus(config))?.unknown).toEqual(['Later20991231']);
  });
});

it.skipIf(!process.env.TEST_DATABASE_URL)('a database that the server does not have is not made there', async () => {
  const given = await testDatabase();
  if (given.kind !== 'postgresql') throw new Error('This is about PostgreSQL.');
  const url = new URL(given.url);
  url.pathname = `${url.pathname}_absent`;
  for (let time = 0; time < 2; time++)
    await expect(readSchemaStatus({ ...given, url: url.href })).rejects.toThrow(/does not exist/);
});

it('a file that is not there is not made', async () => {
  expect(await readSchemaStatus({ kind: 'sqlite', path: join(folder, 'none.sqlite') })).toBeNull();
  expect(await readdir(folder)).toEqual([]);
});

it('the file is the same before and after', async () => {
  const config = { kind: 'sqlite', path: join(folder, 'tuxedo.sqlite') } as const;
  await changed(config, 'select 1');
  const before = await readFile(config.path);
  await readSchemaStatus(config);
  expect((await readFile(config.path)).equals(before)).toBe(true);
});
