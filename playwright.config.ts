import { defineConfig } from '@playwright/test';

const isRoot = process.getuid?.() === 0;

/** Stories in a real Chromium against the built server: run `npm run build` before. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.story.ts',
  outputDir: 'test-results',
  // Some stories start servers of their own; one at a time keeps the clock of each believable on a small machine.
  workers: 1,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI === 'true',
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: isRoot ? ['--no-sandbox'] : [],
    },
    actionTimeout: 30_000,
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    // A trace that is kept only on failure is recorded all the same, a fifth of a story's work: `--trace on` records one.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'desktop',
      testIgnore: 'phone*.story.ts',
      use: { viewport: { width: 1280, height: 800 } },
    },
    {
      name: 'phone',
      testMatch: ['phone*.story.ts', 'accessibility.story.ts'],
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
});
