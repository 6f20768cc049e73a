import { defineConfig } from 'vitest/config';

// What takes minutes: the same cases as in the daily tests, with more of everything. One file at a time.
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['server/**/*.long.test.ts'],
    setupFiles: ['server/test/support/app/setup.ts'],
    fileParallelism: false,
  },
});
