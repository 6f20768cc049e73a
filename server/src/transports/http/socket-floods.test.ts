import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { openRaw, type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';
import { SocketSeats } from '../sockets/socket-seats.js';

const LATER = 1013;
const LIMITS = { sockets: 12, waitingSockets: 6, socketsPerUser: 8, operationsPerUser: 10, initWaitMs: 20_000 };

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 20 });

describe('where there are more sockets than seats', () => {
  const seats = (limits = { waiting: 3, seats: 4 }) => {
    const [room, ended] = [new SocketSeats(limits), [] as string[]];
    const come = (name: string, address: string, begun = false) => {
      const seat = room.wait(address, () => ended.push(name));
      seat.begun = begun;
      return seat;
    };
    const sit = (name: string, person: string, address = '10.0.0.1') => room.sit(come(name, address), person);
    return { room, ended, come, sit };
  };

  it('who has not said who they are leaves first, the oldest of the address that has most', () => {
    const { ended, come } = seats();
    come('lonely', '10.0.0.1');
    come('first of two', '10.0.0.2');
    come('second of two', '10.0.0.2');
    come('newcomer', '10.0.0.3');
    expect(ended).toEqual(['first of two']);
  });

  it('who has begun to say so stays, while others have not', () => {
    const { ended, come } = seats();
    come('begun', '10.0.0.2', true);
    come('begun too', '10.0.0.2', true);
    come('silent', '10.0.0.1');
    come('newcomer', '10.0.0.3');
    expect(ended).toEqual(['silent']);
  });

  it('strangers take no seat of those who have signed in', () => {
    const { ended, come, sit } = seats();
    many(4, (n) => sit(`seated ${n}`, `person ${n}`));
    many(100, (n) => come(`stranger ${n}`, '10.0.0.9'));
    expect(ended.filter((name) => name.startsWith('seated'))).toEqual([]);
    expect(ended).toHaveLength(97);
  });

  it('a newcomer sits down at the cost of whoever holds many, wherever they come from', () => {
    const { ended, sit } = seats({ waiting: 3, seats: 14 });
    many(6, (n) => sit(`greedy ${n}`, 'greedy', `10.0.1.${n}`));
    many(8, (n) => sit(`office ${n}`, `clerk ${n}`, '10.0.2.1'));
    sit('newcomer', 'new', '10.0.2.1');
    expect(ended).toEqual(['greedy 0']);
  });

  it('and where it is a crowd, at the cost of the address from which most came', () => {
    const { ended, sit } = seats({ waiting: 3, seats: 6 });
    sit('first', 'first', '10.0.0.5');
    many(5, (n) => sit(`demo ${n}`, `demo ${n}`, '10.0.0.9'));
    sit('newcomer', 'new', '10.0.0.7');
    expect(ended).toEqual(['demo 0']);
  });

  it('whoever left gives the place back', () => {
    const { room, ended, come, sit } = seats({ waiting: 1, seats: 1 });
    room.leave(come('gone', '10.0.0.1'));
    sit('one', 'one');
    expect(ended).toEqual([]);
    sit('two', 'two');
    expect(ended).toEqual(['one']);
  });
});

describe('a flood of sockets', () => {
  let server: SmallServer;
  let closed: [string, number][];
  beforeEach(async () => {
    closed = [];
    server = await startSmallServer({}, { socketLimits: LIMITS });
    for (const n of many(3, (index) => index)) server.sessions.open(`crowd ${n}`, `usr_${n}`);
  });
  afterEach(() => server.stop());

  const noted = (name: string, socket: WebSocket): WebSocket =>
    socket.on('close', (code) => closed.push([name, code])).on('error', () => undefined);
  const enter = async (token: string) => {
    const raw = await openRaw(noted(token, server.rawSocket()), { token });
    await eventually(() => expect(raw.messages[0]?.type).toBe('connection_ack'));
    return raw;
  };

  it('without a session shuts nobody out: they go with 1013, and people come in', async () => {
    const idle = many(60, () => noted('idle', server.rawSocket()));
    await Promise.all(idle.map((socket) => once(socket, 'open')));
    await eventually(() => expect(closed).toHaveLength(60 - LIMITS.waitingSockets));
    const alice = await enter('alice');
    expect(new Set(closed.map((one) => one.join(' ')))).toEqual(new Set([`idle ${LATER}`]));
    many(60, () => noted('idle', server.rawSocket()));
    await eventually(() => expect(closed.length).toBeGreaterThan(100));
    expect(alice.socket.readyState).toBe(alice.socket.OPEN);
    const bob = await enter('bob');
    expect(bob.socket.readyState).toBe(bob.socket.OPEN);
  }, 30_000);

  it('of people who hold all seats gives way to the next one, who is served and stays', async () => {
    for (const token of ['crowd 0', 'crowd 1']) for (const _ of many(6, () => 0)) await enter(token);
    expect(closed).toEqual([]);
    const alice = await enter('alice');
    await eventually(() => expect(closed).toHaveLength(1));
    expect(closed[0]).toEqual(['crowd 0', LATER]);
    alice.send({ type: 'subscribe', id: '1', payload: { query: '{ whoami { userId } }' } });
    await eventually(() => expect(JSON.stringify(alice.messages)).toContain('usr_a'));
    for (const _ of many(4, () => 0)) await enter('crowd 2');
    expect(closed.map(([name]) => name)).not.toContain('alice');
    expect(alice.socket.readyState).toBe(alice.socket.OPEN);
  }, 30_000);

  it('of one person carries so many subscriptions and no more, however many sockets there are', async () => {
    const id = await server.addThing('usr_a');
    const sockets = await Promise.all(many(4, () => enter('alice')));
    for (const { send } of sockets)
      for (const n of many(5, (index) => index))
        send({ type: 'subscribe', id: `s${n}`, payload: { query: `subscription { ticked(id: "${id}") }` } });
    const errors = () => sockets.flatMap(({ messages }) => messages.filter(({ type }) => type === 'error'));
    await eventually(() => expect(errors()).toHaveLength(20 - LIMITS.operationsPerUser));
    expect(errors()[0]).toMatchObject({ payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
    await eventually(() => expect(server.ticks.waiting).toBe(LIMITS.operationsPerUser));
    sockets[0]!.socket.close();
    await eventually(() => expect(server.ticks.waiting).toBeLessThan(LIMITS.operationsPerUser));
    const own = await server.addThing('usr_b');
    const bob = await enter('bob');
    bob.send({ type: 'subscribe', id: 'b', payload: { query: `subscription { ticked(id: "${own}") }` } });
    const before = server.ticks.waiting;
    await eventually(() => expect(server.ticks.waiting).toBeGreaterThanOrEqual(before));
    expect(bob.messages.filter(({ type }) => type === 'error')).toEqual([]);
  }, 30_000);
});
