import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';
import { tool } from './run.mjs';
import { bringChromium, bringPostgres, bringPromtool, readJson } from './services.mjs';

const inCi = process.env.CI === 'true';
const FOLDER = '.cache/tests';
/** One more than this machine of two cores has: each of the jobs waits for something part of its time. */
const AT_ONCE = 3;

// Each test gets a copy of this database.
export const makeTemplate = async (url) => {
  const { entities } = await import('../server/dist/src/app/entities.js');
  const { openDatabase } = await import('../server/dist/src/platform/db/database.js');
  const orm = await openDatabase({ kind: 'postgresql', url, poolMax: 1 }, entities);
  await orm.close();
};

const skip = (part, why) => {
  console.log(`\nSKIPPED ${part}: ${why}\n`);
  return { part, code: inCi ? 1 : 0, passed: 0, failed: inCi ? 1 : 0, skipped: 1 };
};

/** What there is to run tests on, or a result for each part that is left out. */
const bringAll = async () => {
  const [postgres, chromium, promtool] = [await bringPostgres(), bringChromium(), bringPromtool()];
  if (!postgres.skipped) await makeTemplate(postgres.url);
  const left = [
    postgres.skipped && skip('postgresql', postgres.skipped),
    chromium.skipped && skip('browser', chromium.skipped),
    promtool.skipped && skip('the alerts under promtool', promtool.skipped),
  ];
  return { postgres, chromium, promtool, left: left.filter(Boolean) };
};

const failedOfVitest = (report) =>
  (report?.testResults ?? []).flatMap(({ name, assertionResults, message }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    return (failed.length > 0 || !message ? failed : [message]).map((text) => `${relative('.', name)}: ${text}`);
  });

const failedOfStories = (suite) => [
  ...(suite?.suites ?? []).flatMap(failedOfStories),
  ...(suite?.specs ?? []).filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`),
];

const vitest = (part, name, env, ...projects) => ({
  part,
  name: `${part}-${name}`,
  program: 'vitest/vitest.mjs',
  args: (report) => [
    ...['run', '--maxWorkers=1', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ...projects.flatMap((project) => ['--project', project]),
  ],
  env: () => env,
  count: (report) => ({ passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 }),
  failures: failedOfVitest,
});

const stories = ({ path }) => ({
  part: 'browser',
  name: 'browser',
  program: '@playwright/test/cli.js',
  args: () => ['test', '--reporter=list,json'],
  env: (report) => ({ CHROMIUM_PATH: path, PLAYWRIGHT_JSON_OUTPUT_NAME: report }),
  count: (report) => ({ passed: report?.stats?.expected ?? 0, failed: report?.stats?.unexpected ?? 0 }),
  failures: failedOfStories,
});

/** What is run, the longest first, so that none is left over for the end. */
const jobsOn = ({ postgres, chromium, promtool }) => {
  const onPostgres = { TEST_DATABASE_URL: postgres.url };
  const alerts = promtool.path ? { PROMTOOL: promtool.path } : {};
  return [
    vitest('sqlite', 'database', {}, 'database'),
    !postgres.skipped && vitest('postgresql', 'database', onPostgres, 'database'),
    !chromium.skipped && stories(chromium),
    vitest('sqlite', 'processes', {}, 'processes'),
    !postgres.skipped && vitest('postgresql', 'processes', onPostgres, 'processes'),
    vitest('sqlite', 'others', alerts, '!database', '!processes'),
  ].filter(Boolean);
};

/** Runs one job into a file of its own, and shows what stands there once it has ended. */
const runJob = async ({ part, name, program, args, env, count, failures }) => {
  const [report, log] = [join(FOLDER, `${name}.json`), join(FOLDER, `${name}.log`)];
  console.log(`${name} begins; it writes to ${log}`);
  const [since, output] = [Date.now(), openSync(log, 'w')];
  const code = await tool(program, args(report), {
    env: { ...process.env, ...env(report) },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  console.log(`\n── ${name}, ${Math.round((Date.now() - since) / 1000)} s\n${readFileSync(log, 'utf8')}`);
  const told = readJson(report);
  const { passed, failed } = count(told);
  return { part, code, passed, failed: failed || (code === 0 ? 0 : 1), failures: failures(told) };
};

const runAll = async (jobs) => {
  const [waiting, results] = [[...jobs], []];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) results.push(await runJob(job));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
};

/** Runs every test there is. Returns an exit code. */
export const test = async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  if ((await build()) !== 0) return 1;
  const services = await bringAll();
  const results = [...(await runAll(jobsOn(services))), ...services.left];
  services.postgres.stop?.();
  return tell(results);
};

const sumOf = (results, key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);

const tell = (results) => {
  for (const part of ['sqlite', 'postgresql', 'browser']) {
    const own = results.filter((result) => result.part === part);
    if (own.length > 0) console.log(`${part}: ${sumOf(own, 'passed')} passed, ${sumOf(own, 'failed')} failed`);
  }
  for (const { part, failures = [] } of results) for (const one of failures) console.log(`FAILED on ${part}: ${one}`);
  const skipped = sumOf(results, 'skipped');
  const all = `${sumOf(results, 'passed')} passed, ${sumOf(results, 'failed')} failed`;
  console.log(`\n${all}${skipped ? `, ${skipped} skipped` : ''}`);
  return results.some(({ code }) => code !== 0) ? 1 : 0;
};

/** Runs some tests on one part, such as `postgresql server/src/money/approvals -t "is final"`. Returns an exit code. */
const testSome = async (part, args) => {
  if ((await build()) !== 0) return 1;
  if (part === 'sqlite') return tool('vitest/vitest.mjs', ['run', ...args]);
  const service = part === 'browser' ? bringChromium() : await bringPostgres();
  if (service.skipped) return skip(part, service.skipped).code;
  if (part === 'browser')
    return tool('@playwright/test/cli.js', ['test', ...args], { env: { ...process.env, CHROMIUM_PATH: service.path } });
  try {
    await makeTemplate(service.url);
    const projects = ['--project', 'database', '--project', 'processes'];
    const env = { ...process.env, TEST_DATABASE_URL: service.url, TEST_ALL_ON_POSTGRES: 'yes' };
    return await tool('vitest/vitest.mjs', ['run', ...projects, ...args], { env });
  } finally {
    service.stop();
  }
};

const PARTS = ['sqlite', 'postgresql', 'browser'];

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  assertNodeVersion();
  const [part, ...args] = process.argv.slice(2);
  if (part !== undefined && !PARTS.includes(part))
    throw new Error(`Say one of ${PARTS.join(', ')} first, not ${part}.`);
  process.exitCode = part === undefined ? await test() : await testSome(part, args);
}
