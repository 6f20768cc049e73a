import { FieldResolver, Resolver, Root } from 'type-graphql';
import { RateLimitStatus } from '../../platform/graphql/limits/rate-limit-status.type.js';
import type { RateLimits } from '../../platform/graphql/rate-limit.js';
import type { User } from '../records/user.entity.js';
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
