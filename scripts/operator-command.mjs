import { resolve } from 'node:path';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

/** Runs a command of server/src/operator/backup/cli.ts with the server's own configuration; resolves to its exit code. */
export const runOperatorCommand = async (name) => {
  assertNodeVersion();
  if ((await build(['server'])) !== 0) return 2;
  // From here on whatever is written, such as a copy, is for this user alone.
  process.umask(0o077);
  const commands = await import('../server/dist/src/operator/backup/cli.js');
  const { entities } = await import('../server/dist/src/app/entities.js');
  const { readConfig } = await import('../server/dist/src/kernel/config.js');
  const { startProblem } = await import('../server/dist/src/bin/start-problem.js');
  // npm runs this in the project's folder; a relative path is meant from where the person stands.
  const pathOf = (file) => resolve(process.env.INIT_CWD ?? '.', file);
  const print = (text) => process.stdout.write(text);
  try {
    return await commands[name](process.argv.slice(2), {
      read: (options) => readConfig(undefined, options),
      entities,
      print,
      pathOf,
    });
  } catch (error) {
    process.stderr.write(`${startProblem(error)}\n`);
    return 1;
  }
};
