import type { AddressInfo } from 'node:net';
import { readFrontArguments } from './front-arguments.js';
import { createFrontServer } from './front-server.js';

const STOP_MS = 5_000;

const start = (): void => {
  const { port, host, ...config } = readFrontArguments(process.argv.slice(2));
  const server = createFrontServer(config);
  server.listen({ port, host }, () => {
    process.stdout.write(`The front end listens on ${host}:${(server.address() as AddressInfo).port}.\n`);
  });
  const stop = (): void => {
    // A socket of a browser may last for ever; it is opened anew elsewhere.
    setTimeout(() => process.exit(0), STOP_MS).unref();
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
};

try {
  start();
} catch (error) {
  process.stderr.write(`The front end did not start. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
