import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';
import { tool } from './run.mjs';
import { bringChromium, bringPostgres, bringPromtool, readJson } from './services.mjs';

const inCi = process.env.CI === 'true';

const vitest = async (name, args, env, folder) => {
  const file = join(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await tool('vitest/vitest.mjs', ['run', ...reporters, ...args], { env: { ...process.env, ...env } });
  const report = readJson(file);
  return {
    name,
    code,
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) || (code === 0 ? 0 : 1),
  };
};

const playwright = async (chromium, folder) => {
  const file = join(folder, 'browser.json');
  const env = { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const code = await tool('@playwright/test/cli.js', ['test', '--reporter=list,json'], { env });
  const stats = readJson(file)?.stats;
  return {
    name: 'browser',
    code,
    passed: stats?.expected ?? 0,
    failed: (stats?.unexpected ?? 0) || (code === 0 ? 0 : 1),
  };
};

const skip = (name, why) => {
  console.log(`\nSKIPPED ${name}: ${why}\n`);
  return { name, code: inCi ? 1 : 0, passed: 0, failed: inCi ? 1 : 0, skipped: 1 };
};

// Each test gets a copy of this database.
export const makeTemplate = async (url) => {
  const { entities } = await import('../server/dist/src/app/entities.js');
  const { openDatabase } = await import('../server/dist/src/platform/db/database.js');
  const orm = await openDatabase({ kind: 'postgresql', url, poolMax: 1 }, entities);
  await orm.close();
};

const onPostgres = async (folder) => {
  const postgres = await bringPostgres();
  if (postgres.skipped) return skip('the server on PostgreSQL', postgres.skipped);
  try {
    await makeTemplate(postgres.url);
    return await vitest(
      'postgresql',
      ['--project', 'server-database', 'server'],
      { TEST_DATABASE_URL: postgres.url },
      folder,
    );
  } finally {
    postgres.stop();
  }
};

/** What the tests of the alerts need to know, and a line in the result where they are left out. */
const promtool = () => {
  const { path, skipped } = bringPromtool();
  return skipped
    ? { env: {}, results: [skip('the alerts under promtool', skipped)] }
    : { env: { PROMTOOL: path }, results: [] };
};

const inBrowser = async (folder) => {
  const chromium = bringChromium();
  return chromium.skipped ? skip('the browser stories', chromium.skipped) : playwright(chromium.path, folder);
};

/** Runs every test there is. Returns an exit code. */
export const test = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-tests-'));
  if ((await build()) !== 0) return 1;
  const alerts = promtool();
  const results = [
    ...[await vitest('sqlite', [], alerts.env, folder), await onPostgres(folder), await inBrowser(folder)],
    ...alerts.results,
  ];
  rmSync(folder, { recursive: true, force: true });
  for (const { name, passed, failed } of results) console.log(`${name}: ${passed} passed, ${failed} failed`);
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
  console.log(
    `\n${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') ? `, ${sum('skipped')} skipped` : ''}`,
  );
  return results.some(({ code }) => code !== 0) ? 1 : 0;
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  assertNodeVersion();
  process.exitCode = await test();
}
