import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();
if ((await build()) !== 0) process.exit(1);

// A process of its own, so that it is the server that hears Ctrl+C, and npm that waits for it to finish.
const server = spawn(process.execPath, ['--enable-source-maps', 'server/dist/src/main.js'], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
