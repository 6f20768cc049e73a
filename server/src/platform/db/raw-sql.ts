import type { EntityManager } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sqlite';

/** One statement in the dialect both databases share, inside the caller's transaction. Values go in as parameters. */
export const rawSql = <T = unknown>(em: EntityManager, sql: string, parameters: unknown[] = []): Promise<T[]> =>
  (em as SqlEntityManager).execute<T[]>(sql, parameters, 'all');
