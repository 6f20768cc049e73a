import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';
import { freePort } from './services.mjs';

// Starts the built server as a newcomer would, in an empty folder, looks at each of its doors, and stops it with Ctrl+C.
const START_MS = 60_000;
const STOP_MS = 10_000;

const start = async (dataDir) => {
  const [port, localPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  // Nothing is inherited, so that what is set in a developer's shell can neither break nor save the start.
  const env = {
    PATH: process.env.PATH,
    PORT: port,
    LOCAL_NETWORK_PORT: localPort,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, ['--enable-source-maps', 'server/dist/src/bin/main.js'], { env });
  const server = { url, child, output: '', ended: null };
  server.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (server.output += part));
  return server;
};

const healthy = async ({ url, child }) => {
  for (const until = Date.now() + START_MS; Date.now() < until; await pause(100)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended instead of starting.');
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.status === 200) return;
  }
  throw new Error(`/health did not answer 200 within ${START_MS / 1000} seconds.`);
};

const expectText = async (what, url, pattern, init) => {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (answer.status !== 200 || !pattern.test(text))
    throw new Error(`${what} answered ${answer.status}: ${text.slice(0, 300)}`);
  console.log(`  ${what}: ok`);
};

const look = async ({ url }) => {
  const html = { headers: { accept: 'text/html' } };
  await expectText('the app', `${url}/`, /<div id="root">/, html);
  await expectText('an address within the app', `${url}/approvals`, /<div id="root">/, html);
  await expectText('GraphiQL', `${url}/graphiql`, /Tuxedo GraphiQL/, html);
  await expectText('GraphQL', `${url}/graphql`, /"version":"\d/, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ server { version demoSignIn } }' }),
  });
};

const stop = async ({ child, ended }) => {
  child.kill('SIGINT');
  const how = await Promise.race([ended, pause(STOP_MS, 'nothing, it went on', { ref: false })]);
  if (how !== 0) throw new Error(`Ctrl+C ended it with ${how} instead of exit code 0.`);
  console.log('  Ctrl+C: exit code 0');
};

const smoke = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tuxedo-smoke-'));
  const server = await start(dataDir);
  try {
    await healthy(server);
    console.log('  /health: 200');
    await look(server);
    await stop(server);
    return 0;
  } catch (error) {
    console.error(`The server does not work as it is built. ${error.message}\n${server.output}`);
    return 1;
  } finally {
    server.child.kill('SIGKILL');
    await server.ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
};

assertNodeVersion();
process.exitCode = (await build()) === 0 ? await smoke() : 1;
