import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';
import { tool } from './run.mjs';
import { bringPostgres } from './services.mjs';
import { makeTemplate } from './test.mjs';

// The tests that take minutes, on SQLite and on PostgreSQL, and every daily one that comes to a database on PostgreSQL.
const run = (env = {}) =>
  tool('vitest/vitest.mjs', ['run', '--config', 'vitest.long.config.ts'], { env: { ...process.env, ...env } });

const daily = (env) => {
  const all = { ...process.env, ...env, TEST_ALL_ON_POSTGRES: 'yes' };
  return tool('vitest/vitest.mjs', ['run', '--project', 'database', '--project', 'processes'], { env: all });
};

const onPostgres = async () => {
  const postgres = await bringPostgres();
  if (postgres.skipped) {
    console.log(`\nSKIPPED PostgreSQL: ${postgres.skipped}\n`);
    return process.env.CI === 'true' ? 1 : 0;
  }
  try {
    await makeTemplate(postgres.url);
    const env = { TEST_DATABASE_URL: postgres.url };
    return Math.max(await run(env), await daily(env));
  } finally {
    postgres.stop();
  }
};

assertNodeVersion();
const codes = (await build()) === 0 ? [await run(), await onPostgres()] : [1];
process.exitCode = Math.max(...codes);
