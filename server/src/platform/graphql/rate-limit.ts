import type { GraphQLResolveInfo } from 'graphql';
import { getGraphQLRateLimiter } from 'graphql-rate-limit';
import { ActorKind } from '../../kernel/actor.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { RequestContext } from './context.js';
import { RateLimitKey } from './directives.js';
import { AtomicStore, networkOf } from './limits/atomic-store.js';
import { type Full, KeyShares } from './limits/key-shares.js';
import type { RateLimitStatus } from './limits/rate-limit-status.type.js';
import { windowMs } from './limits/rate-limit-window.js';

export type RateLimitRule = { max: number; window: string; per: RateLimitKey };
/** By `Mutation.sendMessage` and the like: what the operator's configuration says instead of the schema. */
export type RateLimitOverrides = Record<string, { max: number; window: string }>;
export type RateLimitCall = {
  source: unknown;
  args: Record<string, unknown>;
  context: RequestContext;
  info: GraphQLResolveInfo;
};

type Limiter = ReturnType<typeof getGraphQLRateLimiter>;
type Entry = {
  field: string;
  rule: RateLimitRule;
  store: AtomicStore;
  shares: KeyShares;
  limiter: Limiter;
  isForOwners: boolean;
};

/** All that one key may call within a minute, whatever it calls; its person's budgets hold beside it. */
const KEY_BUDGET = { max: 600, window: '1m' };

/**
 * All budgets of the schema. A person and their agent draw on the same one, whichever door they use. So do their keys,
 * and the agent where a key told it to, but only up to a share: what keys use up never stops their person.
 */
export class RateLimits {
  private readonly entries = new Map<string, Entry>();
  private readonly apiKeyCalls: AtomicStore;

  constructor(
    private readonly overrides: RateLimitOverrides = {},
    private readonly now: () => number = Date.now,
    private readonly keyBudget = KEY_BUDGET,
  ) {
    this.apiKeyCalls = new AtomicStore(keyBudget.max, windowMs(keyBudget.window), now);
  }

  /** Called once for each @rateLimit when the schema is built; what is for no person is not told to people. */
  register(field: string, declared: RateLimitRule, isForOwners = true): void {
    const rule = { ...declared, ...this.overrides[field] };
    if (!Number.isInteger(rule.max) || rule.max < 1)
      throw new Error(`@rateLimit on ${field} needs a max of 1 or more.`);
    const store = new AtomicStore(rule.max, windowMs(rule.window), this.now);
    const limiter = getGraphQLRateLimiter({ store, identifyContext: (context) => keyOf(field, rule, context) });
    const shares = new KeyShares(rule.max, windowMs(rule.window), this.now);
    this.entries.set(field, { field, rule, store, shares, limiter, isForOwners });
  }

  /** An override that names no field would be silently inert. */
  assertAllUsed(): void {
    for (const field of Object.keys(this.overrides))
      if (!this.entries.has(field)) throw new Error(`There is no @rateLimit on ${field} to override.`);
  }

  /** Counts one call, or throws RATE_LIMITED and leaves the count as it is. */
  async take(field: string, { source, args, context, info }: RateLimitCall): Promise<void> {
    const entry = this.entries.get(field);
    if (!entry) throw new Error(`No rate limit is registered for ${field}.`);
    // What was decided already is carried out, however often somebody calls the same field from outside.
    if (context.actor?.kind === ActorKind.SERVER) return;
    this.takeShare(entry, context);
    const { max, window } = entry.rule;
    const refused = await entry.limiter({ parent: source, args, context, info }, { max, window });
    if (refused) throw this.refusal(entry, this.wholeOf(entry, context));
  }

  /** Refuses as `take` would, and counts nothing. */
  assertRoom(field: string, context: RequestContext): void {
    const entry = this.entries.get(field);
    const whole = entry && this.wholeOf(entry, context);
    if (entry && whole && whole.usage.used >= whole.max) throw this.refusal(entry, whole);
  }

  /** Counts one guarded field that a key asks for, or throws. A program that runs wild stops itself alone. */
  takeForKey(keyId: string): void {
    const { max, window } = this.keyBudget;
    if (this.apiKeyCalls.getForIdentity({ contextIdentity: keyId, fieldIdentity: '' }).length < max) return;
    const { resetAt } = this.apiKeyCalls.usage(keyId);
    const seconds = Math.max(1, Math.ceil((resetAt.getTime() - this.now()) / 1_000));
    const message = `Too many calls with this API key: ${max} in ${window}. Try again in ${seconds} s.`;
    const details = { limit: max, remaining: 0, resetAt: resetAt.toISOString() };
    throw new DomainError(ErrorCode.RATE_LIMITED, message, details, seconds);
  }

  /** What a person has left of each budget that counts by user. */
  status(userId: string): RateLimitStatus[] {
    return [...this.entries.values()]
      .filter(({ rule, isForOwners }) => isForOwners && rule.per === RateLimitKey.USER)
      .map(({ field, rule, store }) => {
        const { used, resetAt } = store.usage(userKey(field, userId));
        return { field, max: rule.max, window: rule.window, remaining: rule.max - used, resetAt };
      })
      .sort((a, b) => a.field.localeCompare(b.field));
  }

  /** Counts one call of a key in its share, before anything can be awaited; one that is refused counts nowhere. */
  private takeShare(entry: Entry, context: RequestContext): void {
    const { userId, apiKeyId } = context.actor ?? {};
    if (entry.rule.per !== RateLimitKey.USER || userId === undefined || apiKeyId === undefined) return;
    const whole = this.wholeOf(entry, context);
    const full = entry.shares.full(userId, apiKeyId) ?? (whole.usage.used >= whole.max ? whole : null);
    if (full) throw this.refusal(entry, full);
    entry.shares.count(userId, apiKeyId);
  }

  private wholeOf({ field, rule, store }: Entry, context: RequestContext): Full {
    return { max: rule.max, usage: store.usage(keyOf(field, rule, context)) };
  }

  private refusal({ field, rule }: Entry, { max, usage: { resetAt } }: Full): DomainError {
    const seconds = Math.max(1, Math.ceil((resetAt.getTime() - this.now()) / 1_000));
    const details = { limit: max, remaining: 0, resetAt: resetAt.toISOString() };
    const message = `Too many calls of ${field}: ${max} in ${rule.window}. Try again in ${seconds} s.`;
    return new DomainError(ErrorCode.RATE_LIMITED, message, details, seconds);
  }
}

const userKey = (field: string, userId: string): string => `${field}:user:${userId}`;

const keyOf = (field: string, rule: RateLimitRule, context: RequestContext): string =>
  rule.per === RateLimitKey.USER && context.actor
    ? userKey(field, context.actor.userId)
    : `${field}:ip:${networkOf(context.ip)}`;
