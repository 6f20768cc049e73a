import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();
if ((await build()) !== 0) process.exit(1);

// A process of its own, so that it is the server that hears Ctrl+C, and npm that waits for it to finish. No core dump may
// hold a key, and no signal may open a debugger: Node cannot set the limit for itself, but the shell before it can.
const program = [process.execPath, '--disable-sigusr1', '--enable-source-maps', 'server/dist/src/bin/main.js'];
const [command, ...args] =
  process.platform === 'win32' ? program : ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', 'sh', ...program];
const server = spawn(command, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
