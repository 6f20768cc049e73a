import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createFrontServer } from './front-server.js';

// Arguments and no environment: they stand in the compose file, which the enclave measures.
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: '0.0.0.0' },
    backend: { type: 'string' },
    'public-url': { type: 'string' },
    'client-dir': { type: 'string', default: fileURLToPath(new URL('../../../../client/dist', import.meta.url)) },
  },
});

const urlOf = (name: 'backend' | 'public-url'): URL => {
  const text = values[name] ?? '';
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  process.stderr.write(`Give --${name} an address that begins with http:// or https://.\n`);
  process.exit(2);
};

const server = createFrontServer({
  clientDir: values['client-dir'],
  backend: urlOf('backend'),
  publicUrl: urlOf('public-url').origin,
});
const { port, host } = values;
server.listen({ port: Number(port), host }, () => process.stdout.write(`The front end listens on ${host}:${port}.\n`));

const STOP_MS = 5_000;
const stop = (): void => {
  setTimeout(() => process.exit(0), STOP_MS).unref();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
