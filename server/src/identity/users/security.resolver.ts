import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { proofOf } from '../consent/consent.guard.js';
import type { ConsentService } from '../consent/consent.service.js';
import type { PasskeyService } from '../passkeys/passkey.service.js';
import type { Passkey, User } from '../records/user.entity.js';
import type { RecoveryCodesService } from '../recovery/recovery-codes.service.js';
import {
  AddPasskeyInput,
  ConsentInput,
  RemovePasskeyInput,
  RenamePasskeyInput,
  StartConsentInput,
} from './user.inputs.js';
import type { UserService } from './user.service.js';
import { ConsentChallenge, PasskeyChallenge, PasskeyType, UserType } from './user.type.js';

/** What proves who you are: passkeys, recovery codes, and confirmations with them. */
@Resolver()
export class SecurityResolver {
  constructor(
    private readonly users: UserService,
    private readonly passkeys: PasskeyService,
    private readonly recoveryCodes: RecoveryCodesService,
    private readonly consents: ConsentService,
  ) {}

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@network')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@cost(weight: 20)')
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
  @Mutation(() => PasskeyChallenge, {
    description:
      'Begin to add another passkey. CONSENT_REQUIRED in a session that a recovery code opened more than 15 minutes ago.',
  })
  startAddPasskey(@Ctx() context: RequestContext): Promise<PasskeyChallenge> {
    return this.passkeys.startAdd(actorOf(context));
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@consent')
  @Mutation(() => PasskeyType, {
    description:
      'Add another passkey. It signs in at once, and confirms from `confirmsFrom` on. Within 15 minutes after a recovery code one is added without the word of another.',
  })
  addPasskey(
    @Arg('input', () => AddPasskeyInput) input: AddPasskeyInput,
    @Ctx() context: RequestContext,
  ): Promise<Passkey> {
    const from = context.userAgent;
    return this.passkeys.add({ ...actorOf(context), confirmed: proofOf(context) !== null, from }, input);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: PASSKEY, by: "input.id")')
  @Directive('@consent')
  @Mutation(() => UserType, {
    description:
      'Remove a passkey, and end the sessions that it opened. The last one stays. One that came by a recovery code and is removed in its first day takes all recovery codes with it.',
  })
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
    return this.passkeys.rename(actorOf(context), id, name);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@consent')
  @Mutation(() => [String], {
    description:
      'Make eight new recovery codes, shown once. They hold once `saveRecoveryCodes` says so; until then the old ones do.',
  })
  regenerateRecoveryCodes(
    @Arg('input', () => ConsentInput) _input: ConsentInput,
    @Ctx() context: RequestContext,
  ): Promise<string[]> {
    return this.recoveryCodes.regenerate(actorOf(context).userId);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@rateLimit(max: 30, window: "10m")')
  @Mutation(() => UserType, {
    description:
      'Say that you saved the newest recovery codes: from now on they hold, and all older ones do not. BAD_USER_INPUT where the code is none of them.',
  })
  async saveRecoveryCodes(
    @Arg('code', () => String, { description: 'Any one of them; spaces and case do not matter.' }) code: string,
    @Ctx() context: RequestContext,
  ): Promise<User> {
    await this.recoveryCodes.save(actorOf(context).userId, code);
    return this.users.get(actorOf(context).userId);
  }
}
