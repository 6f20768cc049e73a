import { Arg, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { User } from '../../identity/records/user.entity.js';
import { UserType } from '../../identity/users/user.type.js';
import { canonicalAsset } from '../../kernel/assets.js';
import { Network } from '../../kernel/networks.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import type { PriceService } from '../prices/price.service.js';
import { PriceType, toPriceType } from '../prices/price.type.js';
import type { PolicyService } from './policy.service.js';
import { PolicyType, SpendingUsage } from './policy.types.js';
import { policyView } from './policy-view.js';
import type { SpendingService } from './spending.service.js';

/** What the policy says and how much of it is used up. */
@Resolver()
export class PolicyResolver {
  constructor(
    private readonly policies: PolicyService,
    private readonly spendings: SpendingService,
    private readonly prices: PriceService,
  ) {}

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: ACCOUNT, by: "accountId")')
  @Query(() => PolicyType, { description: 'My policy, or that of one account.' })
  policy(
    @Ctx() context: RequestContext,
    @Arg('accountId', () => ID, { nullable: true }) accountId: string | null,
  ): Promise<PolicyType> {
    return policyView(context.em, this.policies, { userId: actorOf(context).userId, accountId });
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: ACCOUNT, by: "accountId")')
  @Query(() => [SpendingUsage], {
    description: 'Used, reserved and left of each limit. Limits count all accounts of a person together.',
  })
  spending(
    @Ctx() context: RequestContext,
    @Arg('accountId', () => ID, { nullable: true }) accountId: string | null,
  ): Promise<SpendingUsage[]> {
    return this.spendings.usage(context.em, { userId: actorOf(context).userId, accountId });
  }

  @Directive('@auth(scope: READ)')
  @Directive('@rateLimit(max: 120, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 10)')
  @Query(() => PriceType, { nullable: true, description: 'Null when unknown; never 0.' })
  price(
    @Arg('asset', () => String, { description: '`XLM`, a well-known code, or `CODE:ISSUER`.' }) asset: string,
    @Arg('network', () => Network, { nullable: true, defaultValue: 'LOCAL' }) network: Network,
  ): Promise<PriceType | null> {
    return this.priceOf(canonicalAsset(asset, network), network);
  }

  private async priceOf(asset: string, network: Network): Promise<PriceType | null> {
    return toPriceType(asset, await this.prices.price(asset, network));
  }
}

/** A person's policy, where the person is asked for. */
@Resolver(() => UserType)
export class UserPolicyResolver {
  constructor(private readonly policies: PolicyService) {}

  @FieldResolver(() => PolicyType, { description: 'What may be signed for you without asking.' })
  policy(@Root() { id }: User, @Ctx() { em }: RequestContext): Promise<PolicyType> {
    return policyView(em, this.policies, { userId: id, accountId: null });
  }
}
