import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { RateLimits } from '../graphql/rate-limit.js';
import { RateLimitStatus } from '../graphql/rate-limit-status.type.js';
import { UserType } from '../users/user.type.js';

/** What a person has left of each budget of calls. Reading it uses none. */
@Resolver(() => UserType)
export class RateLimitsResolver {
  constructor(private readonly limits: RateLimits) {}

  @FieldResolver(() => [RateLimitStatus], { description: 'Budgets that you share with your API keys and your agent.' })
  rateLimits(@Root() { id }: UserType): RateLimitStatus[] {
    return this.limits.status(id);
  }
}
