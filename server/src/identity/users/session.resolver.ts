import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { recoveryEndsAt } from '../records/recovery-window.js';
import type { Session } from '../records/user.entity.js';
import type { SessionService } from '../sessions/session.service.js';
import { SessionType } from './user.type.js';

/** The ends of sessions. Connections that belong to one close with it. */
@Resolver(() => SessionType)
export class SessionResolver {
  constructor(private readonly sessions: SessionService) {}

  @FieldResolver(() => Boolean, { description: 'Whether this is the session that asks.' })
  current(@Root() { id }: Session, @Ctx() { actor }: RequestContext): boolean {
    return actor?.sessionId === id;
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'Until when one passkey can be added, and recovery codes made, without another passkey. Null unless a recovery code opened it.',
  })
  recoveryEndsAt(@Root() session: Session): Date | null {
    return recoveryEndsAt(session);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Mutation(() => Boolean, {
    description:
      'End this session, or all of yours. PERMISSION_DENIED for all of them where a passkey in its first day opened this one.',
  })
  async signOut(
    @Arg('everywhere', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'True ends every session of yours.',
    })
    everywhere: boolean | null,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const done = await this.sessions.signOut(actorOf(context), everywhere ?? false);
    context.setSessionCookie?.(null);
    return done;
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: SESSION)')
  @Mutation(() => Boolean, {
    description:
      'End one session of yours, such as on a lost device. PERMISSION_DENIED for another one than this where a passkey in its first day opened this.',
  })
  revokeSession(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<boolean> {
    return this.sessions.revoke(actorOf(context), id);
  }
}
