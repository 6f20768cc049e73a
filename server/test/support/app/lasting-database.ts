import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseConfig } from '../../../src/kernel/config.js';
import { testDatabase } from './test-database.js';

/** A database that outlives the app which opened it. */
export const lastingDatabase = async (): Promise<DatabaseConfig> => {
  if (process.env.TEST_DATABASE_URL) return testDatabase();
  return { kind: 'sqlite', path: join(mkdtempSync(join(tmpdir(), 'tuxedo-money-')), 'test.sqlite') };
};
