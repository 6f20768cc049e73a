import { type EntityManager, LockMode } from '@mikro-orm/core';
import { notFound } from '../../kernel/errors.js';

type Row = { id: string };
type RowClass<T extends Row> = abstract new (...args: never[]) => T;

const isSqlite = (em: EntityManager): boolean => em.getPlatform().constructor.name.startsWith('Sqlite');

/**
 * Runs `work` in one database transaction that holds the row for itself. The first statement is a write on SQLite
 * (a deferred transaction that reads first fails with SQLITE_BUSY_SNAPSHOT) and FOR UPDATE on PostgreSQL.
 * Everything that reads and then writes money, state or a chain goes through here.
 */
export const withRowLocked = <T extends Row, R>(
  em: EntityManager,
  entity: RowClass<T>,
  id: string,
  work: (em: EntityManager, row: T) => Promise<R>,
): Promise<R> => em.fork().transactional(async (tx) => work(tx, await lockRow(tx, entity, id)));

/** Takes one more row within a transaction that is open already, and reads it fresh. */
export const lockRow = async <T extends Row>(tx: EntityManager, entity: RowClass<T>, id: string): Promise<T> => {
  if (isSqlite(tx)) await tx.nativeUpdate(entity as never, { id } as never, { id } as never);
  const options = isSqlite(tx) ? {} : { lockMode: LockMode.PESSIMISTIC_WRITE };
  const row = await tx.findOne(entity as never, { id } as never, { ...options, refresh: true } as never);
  if (!row) throw notFound('object');
  return row as T;
};
