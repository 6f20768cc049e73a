import { resolve } from 'node:path';
import { keysCommand } from '../app/keys.js';
import { forgetKeysInEnvironment, readConfig, typedIn } from '../kernel/config.js';
import { keepFilesPrivate } from '../kernel/private-files.js';
import { startProblem } from './start-problem.js';

/** The program behind `npm run keys`, in a file of its own because an image holds no npm. It needs database and keys at once. */
try {
  keepFilesPrivate();
  const given = readConfig();
  forgetKeysInEnvironment();
  const pathOf = (file: string): string => resolve(typedIn(), file);
  const print = (text: string): boolean => process.stdout.write(text);
  process.exitCode = await keysCommand(process.argv.slice(2), given, { print, pathOf });
} catch (error) {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exitCode = 1;
}
