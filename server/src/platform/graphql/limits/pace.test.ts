import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../kernel/durations.js';
import { Pace } from './pace.js';

const paceAt = () => {
  const clock = { now: 1_000_000 };
  return { clock, pace: new Pace({ perSecond: 10, burst: 20 }, () => clock.now) };
};

describe('the pace of one caller', () => {
  it('lets a burst through at once, and then so many a second', () => {
    const { pace, clock } = paceAt();
    for (let n = 0; n < 20; n += 1) expect(pace.take('ada', 1)).toBe(0);
    expect(pace.take('ada', 1)).toBe(100);
    expect(pace.take('ada', 2)).toBe(300);
    clock.now += 300;
    expect(pace.take('ada', 1)).toBe(100);
  });

  it('is told when to come again where the wait would be long, and that counts nothing', async () => {
    const { pace, clock } = paceAt();
    for (let n = 0; n < 30; n += 1) pace.take('ada', 1);
    const since = performance.now();
    await expect(pace.wait('ada', 1)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 });
    // Whoever is refused at once asks again at once.
    expect(performance.now() - since).toBeGreaterThan(900);
    for (let n = 0; n < 100; n += 1) expect(pace.take('ada', 1)).toBe(1_100);
    clock.now += 1_000;
    for (let n = 0; n < 10; n += 1) expect(pace.take('ada', 1)).toBeLessThanOrEqual(1_000);
    expect(pace.take('ada', 1)).toBe(1_100);
  });

  it('never keeps from running what stops something', async () => {
    const { pace } = paceAt();
    for (let n = 0; n < 30; n += 1) pace.take('ada', 1);
    await expect(pace.wait('ada', 1, true)).resolves.toBeUndefined();
  });

  it('is nobody else’s', () => {
    const { pace } = paceAt();
    for (let n = 0; n < 30; n += 1) pace.take('ada', 1);
    expect(pace.take('bo', 20)).toBe(0);
  });

  it('is a burst again after a rest, and no more than one', () => {
    const { pace, clock } = paceAt();
    pace.take('ada', 20);
    clock.now += HOUR_MS;
    expect(pace.take('ada', 20)).toBe(0);
    expect(pace.take('ada', 1)).toBe(100);
  });
});
