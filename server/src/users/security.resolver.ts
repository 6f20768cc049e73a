import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { actorOf, type RequestContext } from '../graphql/context.js';
import type { ConsentService } from './consent.service.js';
import type { PasskeyService } from './passkeys.service.js';
import type { RecoveryCodes } from './recovery-codes.service.js';
import type { Passkey, User } from './user.entity.js';
import {
  AddPasskeyInput,
  ConsentInput,
  RemovePasskeyInput,
  RenamePasskeyInput,
  StartConsentInput,
} from './user.inputs.js';
import { ConsentChallenge, PasskeyChallenge, PasskeyType, UserType } from './user.type.js';
import type { UserService } from './users.service.js';

/** What proves who you are: passkeys, recovery codes, and confirmations with them. */
@Resolver()
export class SecurityResolver {
  constructor(
    private readonly users: UserService,
    private readonly passkeys: PasskeyService,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly consents: ConsentService,
  ) {}

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => ConsentChallenge, {
    description:
      'Ask to confirm a mutation marked @consent. Good once, for 5 minutes. What the mutation would refuse anyway is refused here.',
  })
  startConsent(
    @Arg('input', () => StartConsentInput) input: StartConsentInput,
    @Ctx() context: RequestContext,
  ): Promise<ConsentChallenge> {
    return this.consents.ask(context, input.action, input.arguments);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Mutation(() => PasskeyChallenge, { description: 'Begin to add another passkey.' })
  startAddPasskey(@Ctx() context: RequestContext): Promise<PasskeyChallenge> {
    return this.passkeys.startAdd(actorOf(context).userId);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@consent')
  @Mutation(() => PasskeyType, { description: 'Add another passkey.' })
  addPasskey(
    @Arg('input', () => AddPasskeyInput) input: AddPasskeyInput,
    @Ctx() context: RequestContext,
  ): Promise<Passkey> {
    return this.passkeys.add(actorOf(context), input);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: PASSKEY, by: "input.id")')
  @Directive('@consent')
  @Mutation(() => UserType, { description: 'Remove a passkey. The last one stays.' })
  async removePasskey(
    @Arg('input', () => RemovePasskeyInput) { id }: RemovePasskeyInput,
    @Ctx() context: RequestContext,
  ): Promise<User> {
    await this.passkeys.remove(actorOf(context).userId, id);
    return this.users.get(actorOf(context).userId);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: PASSKEY, by: "input.id")')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => PasskeyType, { description: 'Give a passkey another name.' })
  renamePasskey(
    @Arg('input', () => RenamePasskeyInput) { id, name }: RenamePasskeyInput,
    @Ctx() context: RequestContext,
  ): Promise<Passkey> {
    return this.passkeys.rename(actorOf(context).userId, id, name);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@consent')
  @Mutation(() => [String], { description: 'Make eight new recovery codes, shown once. The old ones stop working.' })
  regenerateRecoveryCodes(
    @Arg('input', () => ConsentInput) _input: ConsentInput,
    @Ctx() context: RequestContext,
  ): Promise<string[]> {
    return this.recoveryCodes.regenerate(actorOf(context).userId);
  }
}
