import {
  type AnyEntity,
  type EntityClass,
  type EntityManager,
  type EntitySchema,
  MikroORM,
  type Options,
} from '@mikro-orm/core';
import { Migrator, TSMigrationGenerator } from '@mikro-orm/migrations';
import { SqliteDriver } from '@mikro-orm/sqlite';
import type { DatabaseConfig } from '../../kernel/config.js';
import { preparePrivateFile } from '../../kernel/private-files.js';
import { AfterCommitSubscriber } from './after-commit.js';
import { migrationsFor } from './migrations.js';
import { PostgresDriver } from './postgres-driver.js';

/** Not a database in memory, nor one on a server. */
const isFile = (config: DatabaseConfig): config is DatabaseConfig & { path: string } =>
  config.kind === 'sqlite' && config.path !== ':memory:';

export type Entities = (EntityClass<AnyEntity> | EntitySchema)[];

const connection = (config: DatabaseConfig): Partial<Options> =>
  config.kind === 'postgresql'
    ? { driver: PostgresDriver, clientUrl: config.url, pool: { min: 1, max: config.poolMax } }
    : { driver: SqliteDriver, dbName: config.path };

/** Opens the database and brings its schema up to date. `newMigrations` is where a new migration would be written. */
export const openDatabase = async (
  config: DatabaseConfig,
  entities: Entities,
  newMigrations?: string,
): Promise<MikroORM> => {
  const orm = await connectDatabase(config, entities, newMigrations);
  await orm.migrator.up();
  return orm;
};

/** Opens the database as it is. */
export const connectDatabase = async (
  config: DatabaseConfig,
  entities: Entities,
  newMigrations?: string,
): Promise<MikroORM> => {
  if (isFile(config)) preparePrivateFile(config.path);
  const orm = await MikroORM.init({
    ...connection(config),
    entities,
    extensions: [Migrator],
    migrations: {
      migrationsList: migrationsFor(config.kind),
      tableName: 'migrations',
      snapshot: false,
      silent: true,
      disableForeignKeys: false,
      ...(newMigrations && { path: newMigrations, pathTs: newMigrations, generator: TSMigrationGenerator }),
    },
    subscribers: [new AfterCommitSubscriber()],
    forceUtcTimezone: true,
  } as Options);
  if (config.kind === 'sqlite') await preparePragmas(orm.em);
  return orm;
};

/**
 * A connection of its own beside the open one, whose transactions it neither waits for nor sees. The caller closes it. Null
 * where nothing can stand beside: a database in memory.
 */
export const openBeside = async (config: DatabaseConfig, entities: Entities): Promise<MikroORM | null> => {
  if (config.kind === 'sqlite' && !isFile(config)) return null;
  // Under a name of its own, or within a transaction MikroORM would hand out the manager of that transaction.
  const own = { entities, forceUtcTimezone: true, contextName: 'beside' };
  const orm = await MikroORM.init({ ...connection(config), ...own } as Options);
  if (config.kind === 'sqlite') await orm.em.getConnection().execute('pragma busy_timeout = 10000');
  return orm;
};

// FULL, because the spending ledger must not lose a commit to a power cut; WAL, because readers must not wait.
const preparePragmas = async (em: EntityManager): Promise<void> => {
  const connection = em.getDriver().getConnection();
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'busy_timeout = 10000', 'foreign_keys = ON'])
    await connection.execute(`pragma ${pragma}`);
};
