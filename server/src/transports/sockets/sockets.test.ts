import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askSocket, openRaw, type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';
import { FairClock } from '../../../test/support/fakes/fair-clock.js';

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer({}, { socketLimits: { initWaitMs: 1_500, socketsPerUser: 5 } });
});
afterEach(() => server.stop());

/** A busy machine takes its time; what never comes fails all the same. */
const eventually = <T>(read: () => Promise<T> | T): Promise<T> => vi.waitFor(read, { timeout: 15_000, interval: 40 });

const follow = (id: string) => ({
  type: 'subscribe',
  id: 'sub',
  payload: { query: `subscription { ticked(id: "${id}") }` },
});

describe('opening a socket', () => {
  it.each(['https://evil.example', 'http://localhost:1', 'null'])('is refused to a page of %s', async (origin) => {
    const socket = server.rawSocket({ origin, cookie: 'tuxedo_session=alice' });
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('403');
  });

  it('is open to the server’s own pages, which may use the cookie', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const headers = { origin: `http://${host}:${server.port}`, cookie: 'tuxedo_session=alice' };
      const { messages, socket } = await openRaw(server.rawSocket(headers), {});
      await eventually(() => expect(messages[0]?.type).toBe('connection_ack'));
      socket.close();
    }
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { token: 'nobody' }],
    ['a token that is no text', { token: { $ne: 1 } }],
  ])('ends with 4403 for %s', async (_what, payload) => {
    expect(await (await openRaw(server.rawSocket(), payload)).closed).toBe(4403);
  });

  it('believes the parameters more than the cookie', async () => {
    const raw = await openRaw(server.rawSocket({ cookie: 'tuxedo_session=alice' }), { token: 'nobody' });
    expect(await raw.closed).toBe(4403);
  });

  it('ends with 4408 for who never says who they are', async () => {
    const socket = server.rawSocket();
    expect((await once(socket, 'close'))[0]).toBe(4408);
  });

  it('ends for an operation before connection_init', async () => {
    const socket = server.rawSocket();
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '{ hello }' } }));
    expect((await once(socket, 'close'))[0]).toBe(4401);
    expect(server.journal.entries).toEqual([]);
  });

  it('is refused when one person holds too many', async () => {
    const open = await Promise.all(Array.from({ length: 5 }, () => openRaw(server.rawSocket())));
    await eventually(() => expect(open.every(({ messages }) => messages.length === 1)).toBe(true));
    expect(await (await openRaw(server.rawSocket())).closed).toBe(4429);
    open[0]!.socket.close();
    await open[0]!.closed;
    // The server may hear of it a moment later.
    await eventually(async () => {
      const again = await openRaw(server.rawSocket());
      expect(await Promise.race([again.closed, wait(300, 'open')])).toBe('open');
      await eventually(() => expect(again.messages[0]?.type).toBe('connection_ack'));
    });
  });
});

describe('the session behind a socket', () => {
  it('ends it with 4403 within a second of being revoked, and its events stop', async () => {
    const id = await server.addThing('usr_a');
    const { send, messages, closed } = await openRaw(server.rawSocket());
    send(follow(id));
    await eventually(() => expect(server.ticks.waiting).toBe(1));
    server.sessions.revoke('alice');
    using clock = new FairClock();
    const since = Date.now();
    server.ticks.wakeUps.wake('session:ses_alice');
    expect(await closed).toBe(4403);
    expect(clock.since(since)).toBeLessThan(1_000);
    expect(messages.filter(({ type }) => type === 'next')).toEqual([]);
    await eventually(() => expect(server.ticks.waiting).toBe(0));
  });

  it('stays when somebody else’s session ends', async () => {
    const { socket } = await openRaw(server.rawSocket());
    server.ticks.wakeUps.wake('session:ses_alice');
    await wait(100);
    expect(socket.readyState).toBe(socket.OPEN);
  });

  it('ends it with 4403 when it expires', async () => {
    server.sessions.open('short', 'usr_a', 400);
    const { closed, messages } = await openRaw(server.rawSocket(), { token: 'short' });
    await eventually(() => expect(messages[0]?.type).toBe('connection_ack'));
    expect(await closed).toBe(4403);
  });

  it('is asked before each event, even if nobody said that it ended', async () => {
    const id = await server.addThing('usr_a');
    const { send, messages } = await openRaw(server.rawSocket());
    send(follow(id));
    await eventually(() => expect(server.ticks.waiting).toBe(1));
    server.ticks.tick(id, 'first');
    await eventually(() =>
      expect(messages.at(-1)).toMatchObject({ type: 'next', payload: { data: { ticked: 'first' } } }),
    );
    server.sessions.revoke('alice');
    server.ticks.tick(id, 'secret');
    await eventually(() => expect(messages.at(-1)?.type).toBe('complete'));
    expect(messages.at(-2)).toMatchObject({ payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    expect(JSON.stringify(messages)).not.toContain('secret');
  });
});

describe('operations on a socket', () => {
  it('go through the same guards as over HTTP', async () => {
    const client = server.socket({ token: 'bob' });
    expect(await askSocket(client, '{ whoami { userId } }')).toEqual({ data: { whoami: { userId: 'usr_b' } } });
    const id = await server.addThing('usr_a');
    const over = [
      await askSocket(client, `{ thing(id: "${id}") { name } }`),
      await server.post(`{ thing(id: "${id}") { name } }`, { token: 'bob' }),
    ];
    expect(over[0]).toEqual((over[1] as { body: unknown }).body);
  });

  it('tell a foreign object of a subscription from an absent one by nothing', async () => {
    const foreign = await server.addThing('usr_b');
    const answers = [];
    for (const id of [foreign, 'acc_00000000000000000000000000']) {
      const { send, messages, socket } = await openRaw(server.rawSocket());
      send(follow(id));
      await eventually(() => expect(messages.at(-1)?.type).toBe('complete'));
      answers.push(JSON.stringify(messages));
      socket.close();
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toContain('NOT_FOUND');
    expect(server.ticks.waiting).toBe(0);
  });

  it('fail alone: a syntax error leaves the socket and its subscriptions as they are', async () => {
    const id = await server.addThing('usr_a');
    const { socket, send, messages } = await openRaw(server.rawSocket());
    send(follow(id));
    await eventually(() => expect(server.ticks.waiting).toBe(1));
    send({ type: 'subscribe', id: 'bad', payload: { query: '{ hello' } });
    await eventually(() =>
      expect(messages.at(-1)).toMatchObject({
        id: 'bad',
        type: 'error',
        payload: [{ extensions: { code: 'BAD_USER_INPUT', errorCode: 'ERR_009' } }],
      }),
    );
    server.ticks.tick(id, 'still here');
    await eventually(() => expect(messages.at(-1)).toMatchObject({ payload: { data: { ticked: 'still here' } } }));
    expect(socket.readyState).toBe(socket.OPEN);
  });

  it('are fifty at most; the next is refused and the others go on', async () => {
    const id = await server.addThing('usr_a');
    const { send, messages } = await openRaw(server.rawSocket());
    for (let n = 0; n < 51; n++) send({ ...follow(id), id: `s${n}` });
    await eventually(() => expect(messages.some(({ type }) => type === 'error')).toBe(true));
    await eventually(() => expect(server.ticks.waiting).toBe(50));
    expect(messages.filter(({ type }) => type === 'error')).toMatchObject([
      { id: 's50', payload: [{ extensions: { code: 'RATE_LIMITED' } }] },
    ]);
    send({ type: 'complete', id: 's0' });
    await eventually(() => expect(server.ticks.waiting).toBe(49));
    send({ ...follow(id), id: 'again' });
    await eventually(() => expect(server.ticks.waiting).toBe(50));
  });

  it('end the socket with 1009 when a message is larger than 64 KiB', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { send, closed } = await openRaw(server.rawSocket());
    send({ type: 'subscribe', id: '1', payload: { query: `{ hello } #${'x'.repeat(70_000)}` } });
    expect(await closed).toBe(1009);
    expect(server.journal.entries).toEqual([]);
    complaint.mockRestore();
  });

  it('mask what a stream or an event throws, and give each event an EntityManager of its own', async () => {
    const id = await server.addThing('usr_a');
    const { send, messages } = await openRaw(server.rawSocket());
    send(follow(id));
    await eventually(() => expect(server.ticks.waiting).toBe(1));
    for (const value of ['a', 'b', 'boom']) {
      const before = messages.length;
      server.ticks.tick(id, value);
      await eventually(() => expect(messages.length).toBe(before + 1));
    }
    expect(messages.at(-1)).toMatchObject({ payload: { errors: [{ extensions: { code: 'INTERNAL' } }] } });
    expect(JSON.stringify(messages) + server.logged()).not.toContain('abcdef123456');
    const managers = server.journal.entries
      .filter((entry) => entry.startsWith('tick:'))
      .map((entry) => entry.split(':')[2]);
    expect(new Set(managers).size).toBe(3);
  });
});

describe('stopping', () => {
  it('tells live subscriptions 1001 and takes less than five seconds, once however often it is asked', async () => {
    const id = await server.addThing('usr_a');
    const { send, closed } = await openRaw(server.rawSocket());
    send(follow(id));
    await eventually(() => expect(server.ticks.waiting).toBe(1));
    const since = Date.now();
    await Promise.all([server.http.close(), server.http.close()]);
    expect(await closed).toBe(1001);
    expect(Date.now() - since).toBeLessThan(5_000);
    await eventually(() => expect(server.ticks.waiting).toBe(0));
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
  });
});
