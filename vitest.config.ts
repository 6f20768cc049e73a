import { defineConfig } from 'vitest/config';
import { testKinds } from './scripts/test-kinds.js';

// Vite would resolve `graphql` to its ES build while Node loads the CommonJS one for dependencies;
// two copies of the library refuse each other's types.
const oneGraphql = { find: /^graphql$/, replacement: 'graphql/index.js' };

// TEST_ALL_ON_POSTGRES: also what proves no more there than on SQLite.
const onPostgres = process.env.TEST_DATABASE_URL !== undefined && process.env.TEST_ALL_ON_POSTGRES === undefined;
const kinds = testKinds({ onPostgres });
const server = {
  setupFiles: ['server/test/support/app/setup.ts'],
  // What a machine with other work takes; a test that stands still fails all the same.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 20_000 } },
};
const resolve = { alias: [oneGraphql] };

export default defineConfig({
  test: {
    projects: [
      // These keep what they have loaded from one file to the next.
      { resolve, test: { ...server, name: 'pure', include: kinds.pure, isolate: false } },
      { resolve, test: { ...server, name: 'database', include: kinds.database, isolate: false } },
      { resolve, test: { ...server, name: 'processes', include: kinds.processes } },
      { test: { name: 'deploy', include: ['deploy/**/*.test.ts'], testTimeout: 40_000, hookTimeout: 60_000 } },
      { test: { name: 'ladder', include: ['ladder/**/*.test.ts'], testTimeout: 40_000 } },
      { test: { name: 'client', include: ['client/src/**/*.test.{ts,tsx}'] } },
    ],
    maxWorkers: 2,
  },
});
