import { tsc } from './run.mjs';

const codes = [];
for (const project of ['server', 'client', 'e2e', 'deploy', 'ladder'])
  codes.push(await tsc(['-p', project, '--noEmit']));
process.exitCode = Math.max(...codes);
