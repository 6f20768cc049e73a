import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from './build.mjs';

// Prints schema.graphql from the built code. With --check it only compares, and fails on a difference.
if ((await build()) !== 0) process.exit(1);
const { printAppSchema } = await import('../server/dist/src/app/app.js');
const { readConfig } = await import('../server/dist/src/kernel/config.js');
const printed = await printAppSchema(readConfig({}).config);
const path = 'schema.graphql';
if (process.argv.includes('--check')) {
  if (existsSync(path) && readFileSync(path, 'utf8') === printed) process.exit(0);
  console.error('schema.graphql differs from what the code prints. Run "npm run schema" and commit it.');
  process.exit(1);
}
writeFileSync(path, printed);
process.exit(0);
