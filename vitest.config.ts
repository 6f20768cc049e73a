import { defineConfig } from 'vitest/config';

// Vite would resolve `graphql` to its ES build while Node loads the CommonJS one for dependencies;
// two copies of the library refuse each other's types.
const oneGraphql = { find: /^graphql$/, replacement: 'graphql/index.js' };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: [oneGraphql] },
        test: {
          name: 'server',
          include: ['server/**/*.test.ts'],
          exclude: ['**/dist/**', '**/node_modules/**', '**/*.long.test.ts'],
          setupFiles: ['server/src/testing/setup.ts'],
          // What a machine with other work takes; a test that stands still fails all the same.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      { test: { name: 'deploy', include: ['deploy/**/*.test.ts'], testTimeout: 40_000, hookTimeout: 60_000 } },
      { test: { name: 'client', include: ['client/src/**/*.test.{ts,tsx}'] } },
    ],
    maxWorkers: 2,
  },
});
