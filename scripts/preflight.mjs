import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { readOptions } from './arguments.mjs';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';
import { tool } from './run.mjs';
import { readJson } from './services.mjs';

// What has to hold before a deployment, as a report: npm run preflight [-- --env FILE --compose FILE --release
// --node-image IMAGE --skip-tests]. It reads, and changes nothing.
assertNodeVersion();
const given = readOptions(
  {
    // Not --env-file: Node takes an option of that name for its own wherever it stands, and loads the file.
    env: { type: 'string' },
    compose: { type: 'string' },
    release: { type: 'boolean', default: false },
    'node-image': { type: 'string' },
    'skip-tests': { type: 'boolean', default: false },
  },
  'npm run preflight -- [--env FILE] [--compose FILE] [--release] [--node-image IMAGE] [--skip-tests]',
);
// npm runs this in the project's folder; a relative path is meant from where the person stands.
const pathOf = (path) => path && resolve(process.env.INIT_CWD ?? '.', path);
const [compose, envFile] = [pathOf(given.compose), pathOf(given.env)];
for (const path of [compose, envFile].filter(Boolean)) {
  if (existsSync(path)) continue;
  console.error(`There is no file ${path}.`);
  process.exit(2);
}
if ((await build(['server'])) !== 0) process.exit(1);

const { describeResult, runChecks, summary } = await import('../deploy/preflight/check.ts');
const { attackTests, TEST_GROUPS, testChecks } = await import('../deploy/preflight/test-checks.ts');
const { configurationCheck } = await import('../deploy/preflight/configuration-check.ts');
const { databaseCheck } = await import('../deploy/preflight/database-check.ts');
const { trackedSecretsCheck } = await import('../deploy/preflight/tracked-secrets-check.ts');
const { ALLOWED_SECRETS } = await import('../deploy/preflight/allowed-secrets.ts');
const { fileChecks } = await import('../deploy/preflight/file-checks.ts');
const { readCompose } = await import('../deploy/lint/compose-file.ts');
const { COMPOSE_NAME } = await import('../deploy/lint/lint.ts');
const { entities } = await import('../server/dist/src/app/entities.js');
const { readConfig } = await import('../server/dist/src/kernel/config.js');
const { openDatabase } = await import('../server/dist/src/platform/db/database.js');
const { readSchemaStatus } = await import('../server/dist/src/platform/db/schema-status.js');

const runTests = async (files) => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-preflight-'));
  const file = join(folder, 'report.json');
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...files];
  const code = await tool('vitest/vitest.mjs', args);
  const report = readJson(file);
  rmSync(folder, { recursive: true, force: true });
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = report ?? {};
  const ran = (report?.testResults ?? []).map(({ name }) => relative('.', name));
  return { code, passed, failed, skipped, ran };
};

const isTracked = (path) => spawnSync('git', ['ls-files', '--error-unmatch', path], { stdio: 'ignore' }).status === 0;
const readEnvFile = (path) => {
  const file = { path, mode: statSync(path).mode & 0o777, isTracked: isTracked(path) };
  return { file, values: parseEnv(readFileSync(path, 'utf8')) };
};

const { file, values } = envFile ? readEnvFile(envFile) : { file: null, values: process.env };

// Of the settings, those that say where the database is, and nothing that a shell may hold beside them.
const { DATABASE_URL = '', DATA_DIR = '' } = { ...process.env, ...(envFile && values) };
const lookAtDatabase = () => {
  const { database } = readConfig({ DATABASE_URL, DATA_DIR }).config;
  const where = database.kind === 'sqlite' ? database.path : `PostgreSQL at ${new URL(database.url).host}`;
  return { where, read: () => readSchemaStatus(database), rehearse };
};
const rehearse = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-preflight-'));
  const empty = { kind: 'sqlite', path: join(folder, 'empty.sqlite') };
  await (await openDatabase(empty, entities)).close();
  const status = await readSchemaStatus(empty);
  rmSync(folder, { recursive: true, force: true });
  return status;
};

const composeFile = readCompose(readFileSync(compose ?? COMPOSE_NAME, 'utf8'));
const options = { release: given.release, compose, nodeImage: given['node-image'] };
const checks = [
  ...testChecks('.', given['skip-tests'] ? null : runTests, { ...TEST_GROUPS, attacks: attackTests('.') }),
  configurationCheck({ compose: composeFile, values, file, readConfig }),
  databaseCheck(lookAtDatabase),
  trackedSecretsCheck('.', ALLOWED_SECRETS),
  ...fileChecks('.', options),
];
const results = await runChecks(checks, ({ name, status }) => console.log(`… ${name}: ${status}`));
console.log(`\n${results.map(describeResult).join('\n')}\n\n${summary(results)}`);
process.exit(results.some(({ status }) => status === 'fail') ? 1 : 0);
