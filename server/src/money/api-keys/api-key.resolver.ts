import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { User } from '../../identity/records/user.entity.js';
import { UserType } from '../../identity/users/user.type.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import { readRules } from '../../rulebook/rules/stored-rules.js';
import { AssetCapType } from '../policy/policy.types.js';
import { decimal } from '../policy/policy-view.js';
import type { ApiKey } from './api-key.entity.js';
import { CreateApiKeyInput } from './api-key.inputs.js';
import { ApiKeyType, CreatedApiKey } from './api-key.types.js';
import type { ApiKeysService } from './api-keys.service.js';

/** Keys for programs: a person alone makes and ends them, never the agent, never a key. */
@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@rateLimit(max: 30, window: "10m")')
  @Directive('@consent')
  @Mutation(() => CreatedApiKey, {
    description:
      'Make a key for a program. Your passkey confirms its name, scopes, limits and end exactly as they are sent. Its secret is shown this once.',
  })
  async createApiKey(
    @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput,
    @Ctx() context: RequestContext,
  ): Promise<{ apiKey: ApiKey; secret: string }> {
    return this.apiKeys.create(actorOf(context).userId, input);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: API_KEY)')
  @Mutation(() => ApiKeyType, {
    description:
      'End a key at once. Its connections close, its open approvals are taken away, and what it proposed is signed no more. Needs no passkey.',
  })
  revokeApiKey(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<ApiKey> {
    return this.apiKeys.revoke(actorOf(context).userId, id);
  }

  @FieldResolver(() => [AssetCapType])
  caps(@Root() { rules }: ApiKey): AssetCapType[] {
    const { caps = [] } = readRules(rules);
    return caps.map((cap) => ({ ...cap, perTransaction: decimal(cap.perTransaction), perDay: decimal(cap.perDay) }));
  }

  @FieldResolver(() => [StellarAddressScalar], { nullable: true })
  allowList(@Root() { rules }: ApiKey): string[] | null {
    return rules.allowList ?? null;
  }
}

/** A person's keys, where the person is asked for. */
@Resolver(() => UserType)
export class UserApiKeysResolver {
  constructor(private readonly service: ApiKeysService) {}

  @Directive('@auth(scope: READ, actors: [PERSON])')
  @FieldResolver(() => [ApiKeyType], {
    description: 'Your keys for programs, the newest first, those that are over included. For you alone.',
  })
  apiKeys(@Root() { id }: User): Promise<ApiKey[]> {
    return this.service.list(id);
  }
}
