import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createLiveApp } from '../support/app/live-app.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const block = (language: string, holding: string): string => {
  const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  return blocks.find(([, name, text]) => name === language && text?.includes(holding))![2]!;
};

const run = (command: string, args: string[], env: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: `${root}server`, env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}: ${output}`)),
    );
  });

it('the commands of the README do what it says', async () => {
  await using app = await createLiveApp();
  const url = `${app.url}/graphql`;
  const shell = `${block('bash', 'signInToLocalDemo').replace(/^URL=.*$/m, `URL=${url}`)}\necho "TOKEN=$TOKEN"; echo "RUN=$RUN"`;
  const typed = await run('bash', ['--norc', '-euc', shell], {});
  const said = (name: string): string => new RegExp(`^${name}=(\\S+)$`, 'm').exec(typed)![1]!;
  expect(typed).toContain('"amount":"10000"');

  const script = block('js', 'agentSteps');
  const steps = await run(process.execPath, ['--input-type=module', '-e', script], {
    TOKEN: said('TOKEN'),
    RUN: said('RUN'),
    URL: url,
  });
  for (const kind of ['STARTED', 'TOOL_CALL', 'WAITING_FOR_APPROVAL', 'TOOL_RESULT', 'ANSWER', 'ENDED'])
    expect(steps).toContain(kind);
  expect(steps).toMatch(/ledger/i);
}, 60_000);
