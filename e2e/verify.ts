import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const CLI = new URL('../server/dist/src/verify/cli.js', import.meta.url).href;
const SCRIPT = `const { verifyCommand } = await import(process.argv[1]);
process.exitCode = await verifyCommand(process.argv.slice(2), (text) => process.stdout.write(text));`;

/** What `npm run verify` says of a file, on a machine that is not the server. */
export const verifyFile = (file: string): Promise<string> =>
  new Promise((resolve) => {
    const options = { cwd: fileURLToPath(new URL('..', import.meta.url)), env: { PATH: process.env.PATH } };
    execFile(process.execPath, ['--input-type=module', '-e', SCRIPT, CLI, file], options, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });

/** The file that this press saves. */
export const savedBy = async (page: Page, press: () => Promise<void>): Promise<{ name: string; path: string }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), path: await download.path() };
};
