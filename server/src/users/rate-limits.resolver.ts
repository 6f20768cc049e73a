import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { RateLimits } from '../graphql/rate-limit.js';
import { RateLimitStatus } from '../graphql/rate-limit-status.type.js';
import type { User } from './user.entity.js';
import { UserType } from './user.type.js';

/** What is left of a person's budgets of calls; asking uses up nothing. */
@Resolver(() => UserType)
export class UserRateLimitsResolver {
  constructor(private readonly limits: RateLimits) {}

  @FieldResolver(() => [RateLimitStatus], {
    description: 'Budgets of calls that were begun; all others are untouched.',
  })
  rateLimits(@Root() { id }: User): RateLimitStatus[] {
    return this.limits.status(id);
  }
}
