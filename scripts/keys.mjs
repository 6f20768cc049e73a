import { resolve } from 'node:path';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

// Operates the keys of the database that the environment names: npm run keys -- status | rotate | rewrap | retire | replace-signer ACCOUNT | import-fernet FILE
assertNodeVersion();
if ((await build(['server'])) !== 0) process.exit(2);
const { readConfig, forgetKeysInEnvironment } = await import('../server/dist/src/config.js');
const { keysCommand } = await import('../server/dist/src/app-keys.js');
const { startProblem } = await import('../server/dist/src/start-problem.js');
// npm runs this in the project's folder; a relative path is meant from where the person stands.
const pathOf = (file) => resolve(process.env.INIT_CWD ?? '.', file);
const print = (text) => process.stdout.write(text);
try {
  const given = readConfig();
  forgetKeysInEnvironment();
  process.exitCode = await keysCommand(process.argv.slice(2), given, { print, pathOf });
} catch (error) {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exitCode = 1;
}
