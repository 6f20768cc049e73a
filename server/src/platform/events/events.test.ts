import { getEventListeners } from 'node:events';
import type { MikroORM } from '@mikro-orm/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/support/app/test-database.js';
import { openDatabase } from '../db/database.js';
import { eventEntities, Stream, type StreamEvent } from './event.entity.js';
import { Events, streamHead } from './events.js';
import { WakeUps } from './wake-ups.js';

let orm: MikroORM;
let wakeUps: WakeUps;
let events: Events;
beforeEach(async () => {
  orm = await openDatabase(await testDatabase(), eventEntities);
  wakeUps = new WakeUps();
  events = new Events(orm.em, wakeUps);
});
afterEach(() => orm.close());

const STREAM = 'run:1';
const publish = (payload: Record<string, unknown> = {}, stream: `run:${string}` = STREAM) =>
  orm.em.fork().transactional((tx) => events.publish(tx, stream, payload));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Follows until it has seen `last`, or until the time is over. */
const collect = async (after: number, last: number, from = events, stream = STREAM): Promise<StreamEvent[]> => {
  const seen: StreamEvent[] = [];
  for await (const event of from.follow(stream, after, AbortSignal.timeout(15_000))) {
    seen.push(event);
    if (event.seq >= last) break;
  }
  return seen;
};
const numbers = (seen: StreamEvent[]): number[] => seen.map(({ seq }) => seq);

describe('a stream', () => {
  it('numbers what is published from 1, each stream by itself', async () => {
    expect([await publish(), await publish(), await publish({}, 'run:2')]).toEqual([1, 2, 1]);
    expect(await streamHead(orm.em.fork(), STREAM)).toBe(2);
    expect(await streamHead(orm.em.fork(), 'run:none')).toBe(0);
    expect(numbers(await events.read(STREAM, 1))).toEqual([2]);
  });

  it('tells nothing of what was undone, and leaves no gap for it', async () => {
    await publish();
    const woken: string[] = [];
    wakeUps.onWake('*', (stream) => woken.push(stream));
    const failing = orm.em.fork().transactional(async (tx) => {
      await events.publish(tx, STREAM, { lost: true });
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(woken).toEqual([]);
    expect(await publish()).toBe(2);
    expect((await events.read(STREAM, 0)).map(({ seq, payload }) => [seq, payload])).toEqual([
      [1, {}],
      [2, {}],
    ]);
  });

  it('wakes only after the commit, when the event can be read', async () => {
    const reads: Promise<number[]>[] = [];
    wakeUps.onWake(STREAM, () => reads.push(events.read(STREAM, 0).then(numbers)));
    await orm.em.fork().transactional(async (tx) => {
      await events.publish(tx, STREAM, {});
      await events.publish(tx, STREAM, {});
      expect(reads).toEqual([]);
    });
    expect(await Promise.all(reads)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('becomes visible in the order of its numbers: no reader ever sees a later one before an earlier', async () => {
    let done = false;
    const publishing = Promise.all(upTo(60).map((n) => publish({ n }))).finally(() => (done = true));
    const heads: number[][] = [];
    do heads.push(numbers(await events.read(STREAM, 0)));
    while (!done);
    await publishing;
    for (const seen of heads) expect(seen).toEqual(upTo(seen.length));
    expect(numbers(await events.read(STREAM, 0))).toEqual(upTo(60));
  });
});

describe('following', () => {
  it('replays and goes live without a gap or a repeat, wherever it begins and however it is written', async () => {
    const plan = fc.record({
      before: fc.integer({ min: 0, max: 12 }),
      during: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 15 }),
      after: fc.integer({ min: 0, max: 12 }),
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(plan, async ({ before, during, after }) => {
        round += 1;
        const stream = `run:round${round}` as const;
        for (let index = 0; index < before; index += 1) await publish({}, stream);
        const start = Math.min(after, before);
        const last = before + during.length;
        const followers = [collect(start, last, events, stream), collect(0, last, events, stream)];
        await Promise.all(
          during.map(async (delay) => {
            await new Promise((resolve) => setTimeout(resolve, delay));
            await publish({}, stream);
          }),
        );
        const [late, all] = await Promise.all(followers);
        expect(numbers(late!)).toEqual(upTo(last).slice(start));
        expect(numbers(all!)).toEqual(upTo(last));
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it('replays more than is read at once', async () => {
    await orm.em.fork().transactional(async (tx) => {
      for (let index = 0; index < 450; index += 1) await events.publish(tx, STREAM, { index });
    });
    expect(numbers(await collect(0, 450))).toEqual(upTo(450));
    expect(numbers(await collect(200, 450))).toEqual(upTo(450).slice(200));
  });

  it('hears of another process, whose wake-ups do not come here, by looking now and then', async () => {
    const elsewhere = new Events(orm.em, new WakeUps());
    const following = collect(0, 2);
    await publish();
    await orm.em.fork().transactional((tx) => elsewhere.publish(tx, STREAM, {}));
    expect(numbers(await following)).toEqual([1, 2]);
  });

  it('ends at once with its caller, and leaves nothing behind', async () => {
    const caller = new AbortController();
    const ended = (async () => {
      for await (const _ of events.follow(STREAM, 0, caller.signal));
      return 'ended';
    })();
    for (let index = 0; index < 15; index += 1) {
      await publish();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(getEventListeners(caller.signal, 'abort').length).toBeLessThanOrEqual(2);
    const began = performance.now();
    caller.abort();
    expect(await ended).toBe('ended');
    expect(performance.now() - began).toBeLessThan(900);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  it('does not begin for a caller who has gone', async () => {
    await publish();
    const began = performance.now();
    await wakeUps.next(STREAM, 5_000, AbortSignal.abort());
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await events.follow(STREAM, 0, AbortSignal.abort()).next()).toMatchObject({ done: true });
  });

  it('buffers nothing: a slow reader reads later', async () => {
    const follower = events.follow(STREAM, 0, AbortSignal.timeout(10_000));
    await publish();
    expect((await follower.next()).value?.seq).toBe(1);
    for (let index = 0; index < 30; index += 1) await publish();
    for (const seq of upTo(31).slice(1)) expect((await follower.next()).value?.seq).toBe(seq);
    await follower.return();
    expect(await orm.em.fork().count(Stream)).toBe(1);
  });
});
