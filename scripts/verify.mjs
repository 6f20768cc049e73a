import { resolve } from 'node:path';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

// Checks a receipt or an exported audit log offline: npm run verify -- FILE [--head HASH] [--passphrase TEXT] [--key BASE64]
assertNodeVersion();
if ((await build(['server'])) !== 0) process.exit(2);
const { verifyCommand } = await import('../server/dist/src/verify/cli.js');
// npm runs this in the project's folder; a relative path is meant from where the person stands.
const pathOf = (file) => resolve(process.env.INIT_CWD ?? '.', file);
process.exitCode = await verifyCommand(process.argv.slice(2), (text) => process.stdout.write(text), pathOf);
