import { readFileSync, writeFileSync } from 'node:fs';
import { assertNodeVersion } from './node-version.mjs';

// Writes .env.example from the table of settings in docs/configure.md; a test compares.
assertNodeVersion();
const { envExample } = await import('../deploy/env-example.ts');
writeFileSync('.env.example', envExample(readFileSync('docs/configure.md', 'utf8')));
