import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { UserType } from '../../identity/users/user.type.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import type { Contact } from '../accounts/records/account.entity.js';
import type { ContactService } from './contact.service.js';
import { ContactType, CreateContactInput } from './contact.type.js';

/** The people whom the caller pays by name. */
@Resolver(() => UserType)
export class ContactResolver {
  constructor(private readonly service: ContactService) {}

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => ContactType, {
    description: 'Names an address. A contact counts as somebody you know, so only you can add one.',
  })
  createContact(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateContactInput) { name, address, network, memo, memoType }: CreateContactInput,
  ): Promise<Contact> {
    const contact = {
      name,
      address,
      network: network ?? 'LOCAL',
      memo: memo ?? null,
      memoType: memoType ?? null,
    } as const;
    return this.service.create(actorOf(context).userId, contact);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: CONTACT)')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => Boolean, { description: 'Takes a name out of the address book. Its address is then unknown again.' })
  deleteContact(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<boolean> {
    return this.service.delete(actorOf(context).userId, id);
  }

  @FieldResolver(() => [ContactType], { description: 'On every network, by name; at most 200.' })
  contacts(@Root() { id }: UserType, @Ctx() { em }: RequestContext): Promise<Contact[]> {
    return this.service.list(em, id);
  }
}
