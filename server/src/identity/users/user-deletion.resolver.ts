import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { ConsentInput } from './user.inputs.js';
import type { UserDeletionService } from './user-deletion.service.js';

/** The way out. */
@Resolver()
export class UserDeletionResolver {
  constructor(private readonly deletion: UserDeletionService) {}

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@network')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@cost(weight: 20)')
  @Directive('@consent')
  @Mutation(() => Boolean, {
    description:
      'Delete yourself, for good. Signs you out everywhere and deletes your passkeys, recovery codes and name; nobody can sign in as you or sign for you again. The log, your transactions, conversations and contacts stay, and the sealed keys of archived accounts too, so that an operator can prove what happened. CONFLICT while a transaction is under way, an approval waits, or an account is not archived.',
  })
  async deleteUser(
    @Arg('input', () => ConsentInput) _input: ConsentInput,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const done = await this.deletion.delete(actorOf(context).userId);
    context.setSessionCookie?.(null);
    return done;
  }
}
