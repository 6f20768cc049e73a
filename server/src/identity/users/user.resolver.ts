import { Arg, Ctx, Directive, FieldResolver, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { streamHead } from '../../platform/events/events.js';
import { actorOf, type FollowedEvent, type RequestContext } from '../../platform/graphql/context.js';
import { proofOf } from '../consent/consent.guard.js';
import type { PasskeyService } from '../passkeys/passkey.service.js';
import type { Passkey, Session, User } from '../records/user.entity.js';
import type { RecoveryCodesService } from '../recovery/recovery-codes.service.js';
import type { SessionService } from '../sessions/session.service.js';
import { ConsentInput } from './user.inputs.js';
import type { UserService } from './user.service.js';
import { PasskeyType, SessionType, UserType } from './user.type.js';

/** You, where you are signed in, and your brake. */
@Resolver(() => UserType)
export class UserResolver {
  constructor(
    private readonly users: UserService,
    private readonly passkeyService: PasskeyService,
    private readonly recoveryCodes: RecoveryCodesService,
    private readonly sessionService: SessionService,
  ) {}

  @Directive('@auth(scope: READ)')
  @Query(() => UserType, { description: 'The person who is signed in, or for whom the caller acts.' })
  viewer(@Ctx() context: RequestContext): Promise<User> {
    return this.users.get(actorOf(context).userId);
  }

  @FieldResolver(() => Boolean, { description: 'While true nothing is signed for you.' })
  frozen(@Root() { frozenAt }: User): boolean {
    return frozenAt !== null;
  }

  @FieldResolver(() => Boolean, {
    description: 'True after 5 refusals in 10 minutes or a failed signature check: nothing of the agent is signed.',
  })
  agentFrozen(@Root() { agentFrozenAt }: User): boolean {
    return agentFrozenAt != null;
  }

  @FieldResolver(() => [PasskeyType], { description: 'What you can sign in and confirm with.' })
  passkeys(@Root() { id }: User): Promise<Passkey[]> {
    return this.passkeyService.list(id);
  }

  @FieldResolver(() => [SessionType], { description: 'Where you are signed in.' })
  sessions(@Root() { id }: User): Promise<Session[]> {
    return this.sessionService.list(id);
  }

  @FieldResolver(() => Int, { description: 'How many are in force and not used.' })
  recoveryCodesLeft(@Root() { id }: User): Promise<number> {
    return this.recoveryCodes.left(id);
  }

  @FieldResolver(() => Boolean, { description: 'New ones were made and are not saved; those from before hold.' })
  recoveryCodesUnsaved(@Root() { id }: User): Promise<boolean> {
    return this.recoveryCodes.areUnsaved(id);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Mutation(() => UserType, { description: 'Stop everything at once: the agent, keys and you. Needs no passkey.' })
  freeze(
    @Arg('reason', () => String, { nullable: true, description: 'Why, at most 200 characters.' }) reason:
      | string
      | null
      | undefined,
    @Ctx() context: RequestContext,
  ): Promise<User> {
    return this.users.freeze(actorOf(context).userId, reason ?? null);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@consent')
  @Mutation(() => UserType, { description: 'Go on after a freeze, of everything or of the agent alone.' })
  unfreeze(@Arg('input', () => ConsentInput) _input: ConsentInput, @Ctx() context: RequestContext): Promise<User> {
    return this.users.unfreeze(actorOf(context).userId, proofOf(context));
  }

  @Directive('@auth(scope: READ)')
  @Subscription(() => UserType, {
    description:
      'You, each time you or the agent are stopped or go on, and each time your policy, an API key, a passkey or your recovery codes change.',
    subscribe: ({ context }) => changesOf(context as RequestContext),
  })
  viewerUpdates(@Ctx() context: RequestContext): Promise<User> {
    return this.users.get(actorOf(context).userId);
  }
}

async function* changesOf(context: RequestContext): AsyncGenerator<FollowedEvent, void> {
  const stream = `user:${actorOf(context).userId}`;
  yield* context.follow(stream, await streamHead(context.em, stream));
}
