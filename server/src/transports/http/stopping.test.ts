import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import { startSmallServer } from '../../../test/support/app/small-server.js';

it('lets an answer that has begun be finished, and takes no new request', async () => {
  const entered = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const server = await startSmallServer({
    consent: async () => {
      entered.resolve();
      await go.promise;
    },
  });
  const id = await server.addThing('usr_a');
  const answer = server.post(`mutation { changeThing(input: { id: "${id}", name: "x" }) }`, { token: 'alice' });
  await entered.promise;
  const closing = server.http.close();
  await vi.waitFor(() => expect(fetch(`${server.url}/health/live`)).rejects.toThrow(), 20_000);
  go.resolve();
  expect((await answer).body).toEqual({ data: { changeThing: 1 } });
  await closing;
  await server.stop();
});

it('does not wait for ever for a connection that says nothing', async () => {
  const server = await startSmallServer();
  const silent = connect(server.port, '127.0.0.1');
  await once(silent, 'connect');
  silent.write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
  silent.on('error', () => undefined);
  const since = Date.now();
  await server.http.close();
  expect(Date.now() - since).toBeLessThan(5_000);
  await server.stop();
});

it('does not wait for ever for a socket that does not answer its goodbye', async () => {
  const server = await startSmallServer();
  const deaf = connect(server.port, '127.0.0.1');
  deaf.write(
    'GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await once(deaf, 'data');
  deaf.on('error', () => undefined).on('data', () => undefined);
  const since = Date.now();
  await server.http.close();
  expect(Date.now() - since).toBeLessThan(5_000);
  await server.stop();
});
