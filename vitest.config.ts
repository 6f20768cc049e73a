import { defineConfig } from 'vitest/config';
import { testKinds } from './scripts/test-kinds.js';

// Vite would resolve `graphql` to its ES build while Node loads the CommonJS one for dependencies;
// two copies of the library refuse each other's types.
const oneGraphql = { find: /^graphql$/, replacement: 'graphql/index.js' };

const kinds = testKinds();
const server = {
  setupFiles: ['server/test/support/app/setup.ts'],
  // What a machine with other work takes; a test that stands still fails all the same.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: [oneGraphql] },
        test: { ...server, name: 'server-pure', include: kinds.pure, isolate: false },
      },
      {
        resolve: { alias: [oneGraphql] },
        test: { ...server, name: 'server-database', include: kinds.database },
      },
      { test: { name: 'deploy', include: ['deploy/**/*.test.ts'], testTimeout: 40_000, hookTimeout: 60_000 } },
      { test: { name: 'ladder', include: ['ladder/**/*.test.ts'], testTimeout: 40_000 } },
      { test: { name: 'client', include: ['client/src/**/*.test.{ts,tsx}'] } },
    ],
    maxWorkers: 2,
  },
});
