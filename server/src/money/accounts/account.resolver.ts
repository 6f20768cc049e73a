import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { proofOf } from '../../identity/consent/consent.guard.js';
import { ConsentInput } from '../../identity/users/user.inputs.js';
import type { Connection } from '../../platform/graphql/connection.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import type { AccountService } from './account.service.js';
import {
  AccountConnection,
  AccountControlType,
  AccountType,
  BalanceType,
  CreateAccountInput,
  RenameAccountInput,
  UnfreezeAccountInput,
} from './account.type.js';
import { ActivityConnection } from './activity.type.js';
import type { LedgerViewService } from './ledger-view.service.js';
import type { Account } from './records/account.entity.js';

/** The accounts of whoever calls. Every method is one line: rules live in the services. */
@Resolver(() => AccountType)
export class AccountResolver {
  constructor(
    private readonly service: AccountService,
    private readonly ledger: LedgerViewService,
  ) {}

  @Directive('@auth(scope: READ)')
  @Query(() => AccountConnection, {
    description: 'My accounts on every network, oldest first, without archived ones or those alone.',
  })
  accounts(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('archived', () => Boolean, { nullable: true, defaultValue: false, description: 'True: archived ones alone.' })
    archived: boolean | null,
  ): Promise<Connection<Account>> {
    return this.service.list(context.em, actorOf(context).userId, { first, after }, archived ?? false);
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: ACCOUNT)')
  @Query(() => AccountType, { description: 'One account of mine.' })
  account(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Account> {
    return this.service.get(context.em, actorOf(context).userId, id);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@rateLimit(max: 10, window: "1h")')
  @Directive('@network')
  @Directive('@cost(weight: 200)')
  @Mutation(() => AccountType, {
    description: 'Makes a key in the vault and, on a test network, asks friendbot for money. At most 20 accounts.',
  })
  createAccount(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateAccountInput) { name, network }: CreateAccountInput,
  ): Promise<Account> {
    return this.service.create(actorOf(context).userId, { name, network: network ?? 'LOCAL' });
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT, by: "input.id")')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => AccountType, { description: 'Gives an account another name.' })
  renameAccount(
    @Ctx() context: RequestContext,
    @Arg('input', () => RenameAccountInput) { id, name }: RenameAccountInput,
  ): Promise<Account> {
    return this.service.rename(actorOf(context).userId, id, name);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT)')
  @Directive('@network')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@cost(weight: 20)')
  @Directive('@consent')
  @Mutation(() => AccountType, {
    description:
      'Puts an account away: it leaves the list, and nothing can be proposed from it. Its key and its money stay; `accounts(archived: true)` lists it, and unarchiveAccount brings it back. The text of the confirmation names what it holds and what that is worth. CONFLICT while a transaction of it is open, CONSENT_MISMATCH where what it holds has changed since.',
  })
  archiveAccount(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('consent', () => ConsentInput, {
      nullable: true,
      description: 'From startConsent for `archiveAccount`; demo users without a passkey may leave it out.',
    })
    _consent: ConsentInput | null,
  ): Promise<Account> {
    return this.service.archive(actorOf(context).userId, id);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT)')
  @Directive('@rateLimit(max: 60, window: "1h")')
  @Mutation(() => AccountType, { description: 'Brings an archived account back to the list. Needs no passkey.' })
  unarchiveAccount(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Account> {
    return this.service.unarchive(actorOf(context).userId, id);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT)')
  @Directive('@rateLimit(max: 10, window: "1h")')
  @Directive('@network')
  @Directive('@cost(weight: 200)')
  @Mutation(() => AccountType, {
    description: 'Asks friendbot for test money, on LOCAL and TESTNET. Fine for an account that has its money already.',
  })
  fundAccount(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Account> {
    return this.service.fund(actorOf(context).userId, id);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT)')
  @Mutation(() => AccountType, {
    description: 'Stops every signature with this account at once. Needs no passkey; what waits goes on waiting.',
  })
  freezeAccount(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'At most 200 characters.' })
    reason: string | null | undefined,
  ): Promise<Account> {
    return this.service.freeze(actorOf(context).userId, id, reason ?? null);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT, by: "input.id")')
  @Directive('@consent')
  @Mutation(() => AccountType, { description: 'Lets signatures with this account go on.' })
  unfreezeAccount(
    @Ctx() context: RequestContext,
    @Arg('input', () => UnfreezeAccountInput) { id }: UnfreezeAccountInput,
  ): Promise<Account> {
    return this.service.unfreeze(actorOf(context).userId, id, proofOf(context));
  }

  @Directive('@rateLimit(max: 600, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 10)')
  @FieldResolver(() => [BalanceType], {
    description: 'XLM first. An account that is not on the ledger yet holds 0 XLM.',
  })
  balances(@Root() account: Account): Promise<BalanceType[]> {
    return this.ledger.balances(account);
  }

  @Directive('@rateLimit(max: 600, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 10)')
  @FieldResolver(() => AccountControlType, {
    nullable: true,
    description: 'Null for an account that is not on the ledger yet.',
  })
  control(@Root() account: Account, @Ctx() { em }: RequestContext): Promise<AccountControlType | null> {
    return this.ledger.control(em, account);
  }

  @Directive('@rateLimit(max: 120, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 20)')
  @FieldResolver(() => ActivityConnection, { description: 'What happened to it on the ledger, newest first.' })
  activity(
    @Root() account: Account,
    @Ctx() { em }: RequestContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<ActivityConnection> {
    return this.ledger.activity(em, account, { first, after });
  }

  @FieldResolver(() => Boolean, { description: 'Nothing is signed with a frozen account.' })
  frozen(@Root() { frozenAt }: Account): boolean {
    return frozenAt !== null;
  }

  @FieldResolver(() => Boolean, {
    description:
      'Put away: in the list of archived ones alone, and nothing is proposed from it; its key and its money stay.',
  })
  archived(@Root() { archivedAt }: Account): boolean {
    return archivedAt !== null;
  }
}
