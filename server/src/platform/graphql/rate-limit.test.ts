import 'reflect-metadata';
import { graphql } from 'graphql';
import { Directive, Query, Resolver } from 'type-graphql';
import { describe, expect, it } from 'vitest';
import { apiKeyActor, personActor, Scope } from '../../kernel/actor.js';
import type { DomainError } from '../../kernel/errors.js';
import type { RequestContext } from './context.js';
import { RateLimitKey } from './directives.js';
import { AtomicStore, networkOf } from './limits/atomic-store.js';
import { windowMs } from './limits/rate-limit-window.js';
import { makeSchema } from './make-schema.js';
import { RateLimits } from './rate-limit.js';

const FIELD = 'Mutation.sendMessage';
const call = (userId: string | null, ip = '10.0.0.1') => ({
  source: undefined,
  args: {},
  info: { fieldName: 'sendMessage' } as never,
  context: { actor: userId ? personActor(userId) : null, ip } as RequestContext,
});

const setUp = (overrides = {}) => {
  const clock = { now: 1_000_000 };
  const limits = new RateLimits(overrides, () => clock.now);
  limits.register(FIELD, { max: 2, window: '1m', per: RateLimitKey.USER });
  return { clock, limits, take: (userId: string | null, ip?: string) => limits.take(FIELD, call(userId, ip)) };
};

describe('a rate limit', () => {
  it('frees a call when its window has passed, not before', async () => {
    const { clock, take } = setUp();
    await take('usr_a');
    clock.now += 30_000;
    await take('usr_a');
    await expect(take('usr_a')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 30,
      details: { limit: 2, remaining: 0, resetAt: new Date(1_060_000).toISOString() },
    });
    clock.now += 29_999;
    await expect(take('usr_a')).rejects.toMatchObject({ retryAfterSeconds: 1 });
    clock.now += 1;
    await take('usr_a');
    await expect(take('usr_a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('does not grow longer by refused calls', async () => {
    const { clock, take } = setUp();
    await Promise.allSettled(Array.from({ length: 20 }, () => take('usr_a')));
    clock.now += 60_000;
    await take('usr_a');
  });

  it('tells what is left without using any', async () => {
    const { clock, limits, take } = setUp();
    await take('usr_a');
    const status = { field: FIELD, max: 2, window: '1m', remaining: 1, resetAt: new Date(clock.now + 60_000) };
    expect(limits.status('usr_a')).toEqual([status]);
    expect(limits.status('usr_a')).toEqual([status]);
    expect(limits.status('usr_b')).toMatchObject([{ remaining: 2 }]);
  });

  it('follows the operator’s configuration, which must name a field that has one', async () => {
    const { limits, take } = setUp({ [FIELD]: { max: 1, window: '1h' } });
    await take('usr_a');
    await expect(take('usr_a')).rejects.toMatchObject({ retryAfterSeconds: 3_600 });
    expect(() => limits.assertAllUsed()).not.toThrow();
    expect(() => new RateLimits({ 'Mutation.sendMesage': { max: 1, window: '1m' } }).assertAllUsed()).toThrow(
      'Mutation.sendMesage',
    );
  });

  it('counts a household of IPv6 addresses as one', async () => {
    const { take } = setUp();
    await take(null, '2001:db8:1:2::1');
    await take(null, '2001:db8:1:2:ffff::9');
    await expect(take(null, '2001:0db8:0001:0002::2')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await take(null, '2001:db8:1:3::1');
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });

  it.each(['', '0m', '1 minute', '1w', '-1m'])('needs a window that can be read, unlike "%s"', (window) => {
    expect(() => windowMs(window)).toThrow('must look like');
  });

  it('keeps a bounded number of callers in memory', () => {
    const clock = { now: 0 };
    const store = new AtomicStore(1, 1_000, () => clock.now);
    for (let n = 0; n < 50_010; n++) store.getForIdentity({ contextIdentity: `ip${n}`, fieldIdentity: 'x' });
    expect((store as unknown as { calls: Map<string, unknown> }).calls.size).toBe(50_000);
    clock.now = 2_000;
    store.getForIdentity({ contextIdentity: 'new', fieldIdentity: 'x' });
    expect((store as unknown as { calls: Map<string, unknown> }).calls.size).toBe(1);
  });
});

describe('the budget of one key', () => {
  const keys = () => {
    const clock = { now: 1_000_000 };
    return { clock, limits: new RateLimits({}, () => clock.now, { max: 3, window: '1m' }) };
  };

  it('is its own, counts whatever it calls, and comes back with its window', () => {
    const { clock, limits } = keys();
    for (let n = 0; n < 3; n += 1) limits.takeForKey('api_a');
    expect(() => limits.takeForKey('api_a')).toThrow(/Too many calls with this API key: 3 in 1m/);
    limits.takeForKey('api_b');
    clock.now += 60_000;
    limits.takeForKey('api_a');
  });

  it('is asked before the scope, at every guarded field, of keys alone', async () => {
    const { limits } = keys();
    const schema = makeSchema({
      resolvers: [ThingResolver],
      container: { get: () => new ThingResolver() },
      guards: { owners: {}, rateLimits: limits },
    });
    const ask = async (actor: RequestContext['actor']) => {
      const contextValue = { actor, ip: '::1', guarded: new Map() } as unknown as RequestContext;
      const { errors = [] } = await graphql({ schema, source: '{ a: thing b: thing }', contextValue });
      return errors.map(({ originalError }) => (originalError as DomainError).code);
    };
    const key = apiKeyActor('usr_a', 'api_a', [Scope.READ]);
    expect(await ask(key)).toEqual([]);
    expect(await ask(key)).toEqual(['RATE_LIMITED']);
    expect(await ask(personActor('usr_a'))).toEqual([]);
    expect(await ask(apiKeyActor('usr_a', 'api_b', [Scope.READ]))).toEqual([]);
  });
});

@Resolver()
class ThingResolver {
  @Directive('@auth(scope: READ)')
  @Query(() => String, { nullable: true })
  thing(): string {
    return 'here';
  }
}
