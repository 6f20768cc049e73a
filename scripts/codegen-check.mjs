import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { assertNodeVersion } from './node-version.mjs';
import { tool } from './run.mjs';

// Fails when the typed documents are not those of today's schema and operations. The files stay as they were.
const PLACE = 'client/src/graphql/generated/*';

const read = () => new Map(globSync(PLACE).map((path) => [path, readFileSync(path, 'utf8')]));

const differences = (before, after) =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();

const restore = (before, path) => {
  if (!before.has(path)) return rmSync(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, before.get(path));
};

assertNodeVersion();
const before = read();
const code = await tool('@graphql-codegen/cli/esm/bin.js', ['--config', 'codegen.ts', '--silent']);
const changed = differences(before, read());
for (const path of changed) restore(before, path);
if (code === 0 && changed.length > 0)
  console.error(`Generated code is out of date:\n  ${changed.join('\n  ')}\nRun "npm run codegen" and commit it.`);
process.exitCode = code === 0 && changed.length === 0 ? 0 : 1;
