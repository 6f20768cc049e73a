import { describe, expect, it } from 'vitest';
import { FakeGateway } from '../../../test/support/fakes/fake-gateway.js';
import { asServer, type NetworkCaller, onBehalfOf } from './network-caller.js';
import { NetworkShares, SHARE_LIMITS, type ShareLimits } from './network-shares.js';
import { sharedGateway } from './shared-gateway.js';

const person = (name: string): NetworkCaller => ({ lanes: [{ kind: 'PERSON', name }], field: 'Query.price' });
const program = (name: string, key: string): NetworkCaller => ({
  lanes: [
    { kind: 'PERSON', name },
    { kind: 'KEY', name: key },
  ],
  field: 'Query.price',
});
const visitor = (address: string): NetworkCaller => ({
  lanes: [
    { kind: 'VISITORS', name: 'visitors' },
    { kind: 'ADDRESS', name: address },
  ],
  field: 'Query.price',
});

/** A network that answers when it is told to, and remembers who asked in which order. */
const slow = (limits: Partial<ShareLimits> = {}) => {
  const clock = { now: 0 };
  const shares = new NetworkShares({ limits, now: () => clock.now });
  const asked: string[] = [];
  const open: (() => void)[] = [];
  const begin = (caller: NetworkCaller | null, what: string, key: string | null = null): Promise<string> => {
    const work = () =>
      shares.ask(key, async () => {
        asked.push(what);
        await new Promise<void>((resolve) => open.push(resolve));
        return what;
      });
    return caller ? onBehalfOf(caller, work) : asServer(work);
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const ask = (...given: Parameters<typeof begin>): Promise<string> => {
    const answered = begin(...given);
    // Whoever is still in the queue at the end of a test is refused when its time is up, with nobody there to hear it.
    answered.catch(() => undefined);
    return answered;
  };
  const answer = async (): Promise<void> => {
    open.shift()?.();
    await settle();
  };
  return { clock, asked, open, ask, answer, settle };
};
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const refused = { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) };

describe('the share of each caller', () => {
  it('holds so many calls at once, and the next begins when one is answered', async () => {
    const { ask, asked, answer, settle } = slow();
    for (const n of many(20, (index) => index)) void ask(person('ada'), `${n}`);
    await settle();
    expect(asked).toHaveLength(SHARE_LIMITS.PERSON.atOnce);
    await answer();
    expect(asked).toHaveLength(SHARE_LIMITS.PERSON.atOnce + 1);
  });

  it('never delays what another person asks', async () => {
    const { ask, asked, settle } = slow();
    for (const n of many(200, (index) => index)) void ask(person('ada'), `ada ${n}`);
    void ask(person('bo'), 'bo');
    await settle();
    expect(asked.at(-1)).toBe('bo');
  });

  it('goes round from caller to caller where all together ask too much', async () => {
    const { ask, asked, answer, settle } = slow({ atOnce: 1 });
    for (const n of many(5, (index) => index)) void ask(person('ada'), `ada ${n}`);
    for (const n of many(2, (index) => index)) void ask(person('bo'), `bo ${n}`);
    void ask(person('cy'), 'cy 0');
    await settle();
    for (let n = 0; n < 6; n += 1) await answer();
    expect(asked).toEqual(['ada 0', 'ada 1', 'bo 0', 'cy 0', 'ada 2', 'bo 1', 'ada 3']);
  });

  it('gives what becomes free to whoever has least of it', async () => {
    const { ask, asked, answer, settle } = slow({ atOnce: 8 });
    for (const n of many(50, (index) => index)) void ask(person('ada'), `ada ${n}`);
    await settle();
    for (const n of many(50, (index) => index)) void ask(person('bo'), `bo ${n}`);
    for (let n = 0; n < 4; n += 1) await answer();
    expect(asked.slice(8)).toEqual(['bo 0', 'bo 1', 'bo 2', 'bo 3']);
  });

  it('is used up, says when there is more, and comes back with time', async () => {
    const { ask, clock, asked, answer } = slow({ PERSON: { perMinute: 60, burst: 2, atOnce: 8 } });
    void ask(person('ada'), '1');
    void ask(person('ada'), '2');
    await expect(ask(person('ada'), '3')).rejects.toMatchObject({ ...refused, retryAfterSeconds: 1 });
    await answer();
    expect(asked).toEqual(['1', '2']);
    clock.now += 1_000;
    void ask(person('ada'), '4');
    await answer();
    expect(asked).toEqual(['1', '2', '4']);
  });

  it('counts what a program asks as its person’s, and leaves the person half of it', async () => {
    const { ask, asked, settle } = slow();
    for (const n of many(50, (index) => index)) void ask(program('ada', 'key_1'), `key ${n}`);
    await settle();
    expect(asked).toHaveLength(SHARE_LIMITS.KEY.atOnce);
    for (const n of many(50, (index) => index)) void ask(person('ada'), `ada ${n}`);
    await settle();
    expect(asked).toHaveLength(SHARE_LIMITS.PERSON.atOnce);
    expect(asked.filter((one) => one.startsWith('ada'))).toHaveLength(SHARE_LIMITS.PERSON.atOnce / 2);
  });

  it('is one for all visitors, and smaller for each address', async () => {
    const { ask, asked, settle } = slow();
    for (const n of many(30, (index) => index)) void ask(visitor('192.0.2.1'), `one ${n}`);
    await settle();
    expect(asked).toHaveLength(SHARE_LIMITS.ADDRESS.atOnce);
    for (const address of many(20, (n) => `198.51.100.${n}`)) void ask(visitor(address), address);
    await settle();
    expect(asked).toHaveLength(SHARE_LIMITS.VISITORS.atOnce);
  });

  it('lets so many wait and no more, and nobody for ever', async () => {
    const { ask, open, settle } = slow({ waiting: 3, waitMs: 30 });
    const begun = many(8, (n) => ask(person('ada'), `${n}`));
    await settle();
    const waiting = many(3, (n) => ask(person('ada'), `later ${n}`).catch((error) => error));
    await expect(ask(person('ada'), 'too many')).rejects.toMatchObject(refused);
    for (const one of await Promise.all(waiting)) expect(one).toMatchObject(refused);
    for (const end of open) end();
    expect(await Promise.all(begun)).toHaveLength(8);
  });

  it('is given back by a call that failed', async () => {
    const shares = new NetworkShares({ limits: { PERSON: { perMinute: 60, burst: 60, atOnce: 1 } } });
    const fail = () => shares.ask(null, () => Promise.reject(new Error('down')));
    await onBehalfOf(person('ada'), async () => {
      await expect(fail()).rejects.toThrow('down');
      await expect(fail()).rejects.toThrow('down');
    });
  });
});

describe('what the server does by itself', () => {
  it('waits for nobody, whoever has filled the network and whoever woke it up', async () => {
    const { ask, asked, settle } = slow({ atOnce: 4 });
    for (const name of many(50, (n) => `person ${n}`)) void ask(person(name), name);
    await settle();
    expect(asked).toHaveLength(4);
    await onBehalfOf(person('person 0'), async () => {
      for (const n of many(20, (index) => index)) void ask(null, `send ${n}`);
      await settle();
    });
    expect(asked.filter((one) => one.startsWith('send'))).toHaveLength(20);
  });
});

describe('equal reads of one caller', () => {
  it('that wait are one', async () => {
    const { ask, asked, settle, open } = slow();
    const answers = many(50, () => ask(person('ada'), 'account', 'loadAccount ["G"]'));
    await settle();
    expect(asked).toEqual(['account']);
    for (const end of open) end();
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['account']));
  });

  it('are asked again once the first was sent, because its answer may be older than the question', async () => {
    const { ask, asked, settle } = slow();
    void ask(person('ada'), 'first', 'loadAccount ["G"]');
    await settle();
    void ask(person('ada'), 'second', 'loadAccount ["G"]');
    await settle();
    expect(asked).toEqual(['first', 'second']);
  });

  it('are never those of another person, whose turn may be far', async () => {
    const { ask, asked, settle } = slow({ atOnce: 2 });
    void ask(person('ada'), 'ada', 'loadAccount ["G"]');
    void ask(person('bo'), 'bo', 'loadAccount ["G"]');
    await settle();
    expect(asked).toEqual(['ada', 'bo']);
  });
});

describe('a gateway with shares', () => {
  it('counts every method that it has, and merges no act', async () => {
    const gateway = new FakeGateway();
    const seen: (string | null)[] = [];
    const shared = sharedGateway(gateway, new NetworkShares({ onCall: (field) => seen.push(field) }));
    const names = Object.getOwnPropertyNames(FakeGateway.prototype).filter((name) => /^[a-z]/.test(name));
    const calls = ['loadAccount', 'findTransaction', 'latestLedger', 'feeStats', 'activity', 'orderBook', 'fund'];
    expect(names).toEqual(expect.arrayContaining([...calls, 'submit']));
    await onBehalfOf(person('ada'), async () => {
      for (const name of calls)
        await (shared[name as 'activity'] as (...args: unknown[]) => Promise<unknown>)('G', { limit: 1 }, 1);
      await Promise.all([shared.fund('GA'), shared.fund('GA'), shared.loadAccount('GA'), shared.loadAccount('GA')]);
    });
    expect(seen).toEqual(Array(calls.length + 4).fill('Query.price'));
    expect(gateway.funded.filter(({ address }) => address === 'GA')).toHaveLength(2);
    expect(shared.definition).toBe(gateway.definition);
  });
});
