import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openRaw, type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';

const ME = '{ whoami { userId } }';
const [PLAIN, HOST] = ['tuxedo_session', '__Host-tuxedo_session'];
const TWO: string[] = [
  `${PLAIN}=alice; ${PLAIN}=bob`,
  `${PLAIN}=alice;${PLAIN}=alice`,
  `theme=dark; ${HOST}=alice; lang=de; ${PLAIN}=bob`,
  `${PLAIN}=; ${HOST}=alice`,
  `${HOST}=alice; ${HOST}="bob"`,
];

describe.each([
  ['https', 'https://tuxedo.example', HOST, PLAIN],
  ['http', 'http://localhost:0', PLAIN, HOST],
])('the session cookie over %s', (_scheme, publicUrl, name, other) => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer({}, { publicUrl });
  });
  afterEach(() => server.stop());
  const ask = (cookie: string, headers = {}) => server.post(ME, { headers: { cookie, ...headers } });

  it(`is ${name}, and the other name opens nothing`, async () => {
    expect((await ask(`a=1; ${name}=alice`)).body.data).toEqual({ whoami: { userId: 'usr_a' } });
    for (const cookie of [`${other}=alice`, `x${name}=alice`, `${name.toLowerCase()}x=alice`, name])
      expect((await ask(cookie)).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const good = await openRaw(server.rawSocket({ cookie: `${name}=alice` }), {});
    await expect.poll(() => good.messages[0]?.type).toBe('connection_ack');
    expect(await (await openRaw(server.rawSocket({ cookie: `${other}=alice` }), {})).closed).toBe(4403);
  });

  it.each(TWO)('is refused where two come along (%s), runs nothing, and takes them away', async (cookie) => {
    const answer = await server.post('mutation { poke }', { headers: { cookie } });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(answer.body.errors?.[0]?.message).toMatch(/two session cookies.*Clear the cookies of this site/);
    expect(server.journal.entries).toEqual([]);
    const cleared = answer.headers.getSetCookie();
    for (const one of [PLAIN, HOST]) expect(cleared.some((line) => line.startsWith(`${one}=;`))).toBe(true);
    for (const line of cleared) expect(line).toContain('Expires=Thu, 01 Jan 1970');
  });

  it.each(TWO)('is refused on a socket too (%s)', async (cookie) => {
    const [error] = await once(server.rawSocket({ cookie }), 'error');
    expect(String(error)).toContain('400');
  });

  it('is not looked at where a bearer token comes along', async () => {
    const { body } = await ask(TWO[0]!, { authorization: 'Bearer bob' });
    expect(body.data).toEqual({ whoami: { userId: 'usr_b' } });
  });
});

it('a socket that is refused for its cookies is told why', async () => {
  const server = await startSmallServer();
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/graphql`, 'graphql-transport-ws', {
    headers: { cookie: TWO[0] },
  });
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  let text = '';
  for await (const chunk of response) text += chunk;
  expect(text).toMatch(/two session cookies/);
  await server.stop();
});
