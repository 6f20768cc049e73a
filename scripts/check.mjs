import { assertNodeVersion } from './node-version.mjs';
import { run, tool } from './run.mjs';
import { test } from './test.mjs';

assertNodeVersion();

const node = (script, ...args) => run(process.execPath, [script, ...args]);
const steps = [
  ['format and lint', () => tool('@biomejs/biome/bin/biome', ['check', '.', '--error-on-warnings'])],
  ['types', () => node('scripts/types.mjs')],
  ['the ladder', () => node('scripts/ladder.mjs')],
  ['unused files, exports and dependencies', () => tool('knip/bin/knip.js', [])],
  ['schema', () => node('scripts/schema.mjs', '--check')],
  ['generated code', () => node('scripts/codegen-check.mjs')],
  ['Dockerfiles and the compose file', () => node('scripts/lint-deploy.mjs')],
  ['size of the client', () => node('scripts/budget.mjs')],
  ['a start and a health check', () => node('scripts/smoke.mjs')],
  ['tests', test],
];

const failed = [];
for (const [name, step] of steps) {
  console.log(`\n── ${name}`);
  if ((await step()) !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
