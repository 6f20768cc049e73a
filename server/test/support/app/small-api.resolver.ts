import {
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { ActorKind } from '../../../src/kernel/actor.js';
import { newId } from '../../../src/kernel/ids.js';
import { actorOf, type RequestContext } from '../../../src/platform/graphql/context.js';
import { Node } from '../../../src/platform/graphql/node.js';
import { JsonObjectScalar } from '../../../src/platform/graphql/scalars/json-scalars.js';
import {
  AmountScalar,
  DateTimeScalar,
  StellarAddressScalar,
  XdrScalar,
} from '../../../src/platform/graphql/scalars/scalars.js';
import { ThingRecord } from './small-api.entity.js';

@ObjectType('Account', { implements: Node })
export class Thing extends Node {
  @Field(() => String) name!: string;
}

@ObjectType()
export class Caller {
  @Field(() => ID) userId!: string;
  @Field(() => ActorKind) kind!: ActorKind;
}

@ObjectType()
@Directive('@cost(weight: 4000)')
export class Dear {
  @Field(() => String) name!: string;
}

@InputType()
export class ThingInput {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
}

@InputType()
export class SpellingInput {
  @Field(() => AmountScalar, { nullable: true }) amount?: string;
  @Field(() => StellarAddressScalar, { nullable: true }) address?: string;
  @Field(() => DateTimeScalar, { nullable: true }) at?: Date;
  @Field(() => XdrScalar, { nullable: true }) xdr?: string;
  @Field(() => JsonObjectScalar, { nullable: true }) json?: Record<string, unknown>;
}

/** What happened, in order: a guard that let something pass shows here. */
export class Journal {
  readonly entries: string[] = [];
  readonly write = (entry: string): void => void this.entries.push(entry);
  count = (entry: string): number => this.entries.filter((one) => one === entry).length;
}

export type Ticks = { follow: (id: string, signal: AbortSignal) => AsyncIterable<string> };

/** A small API that carries every directive, on which the guards and transports are tested. */
@Resolver(() => Thing)
export class SmallApiResolver {
  constructor(
    private readonly journal: Journal,
    readonly ticks: Ticks,
  ) {}

  @Query(() => String)
  hello(): string {
    this.journal.write('hello');
    return 'hello';
  }

  @Directive('@auth(scope: READ)')
  @Query(() => Caller, { description: 'Who is calling.' })
  whoami(@Ctx() context: RequestContext): Caller {
    const { userId, kind } = actorOf(context);
    return { userId, kind };
  }

  @Directive('@owner(of: ACCOUNT)')
  @Directive('@auth(scope: READ)')
  @Query(() => Thing)
  async thing(@Arg('id', () => ID) id: string, @Ctx() { em }: RequestContext): Promise<Thing> {
    this.journal.write('thing');
    return toThing(await em.findOneOrFail(ThingRecord, { id }));
  }

  @Directive('@auth(scope: READ)')
  @Query(() => [Thing])
  things(@Arg('first', () => Int, { defaultValue: 10 }) first: number): Thing[] {
    this.journal.write('things');
    return Array.from({ length: Math.min(first, 2) }, (_, index) => toThing({ id: `acc_${index}`, name: `n${index}` }));
  }

  @FieldResolver(() => [Thing])
  children(@Root() thing: Thing, @Arg('first', () => Int, { defaultValue: 10 }) _first: number): Thing[] {
    return [thing];
  }

  @Query(() => Dear)
  dear(): Dear {
    return { name: 'dear' };
  }

  @Query(() => String)
  boom(): string {
    throw new Error(
      'cannot reach https://x with token=abcdef123456 and SDJHRQF4GCMIIKAAAQ6IHY42X73FQFLHUULAPSKKD4DFDM7UXWWCRHBE',
    );
  }

  @Query(() => AmountScalar)
  brokenAmount(): unknown {
    return 0.1;
  }

  @Query(() => String)
  spell(@Arg('input', () => SpellingInput) input: SpellingInput): string {
    this.journal.write('spell');
    return JSON.stringify(input);
  }

  @Directive('@rateLimit(max: 10, window: "1m")')
  @Directive('@auth(scope: PROPOSE)')
  @Mutation(() => Int)
  poke(): number {
    this.journal.write('poke');
    return this.journal.count('poke');
  }

  @Directive('@rateLimit(max: 3, window: "1m", per: IP)')
  @Mutation(() => Int)
  knock(): number {
    this.journal.write('knock');
    return this.journal.count('knock');
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Mutation(() => Thing)
  async createThing(@Arg('name', () => String) name: string, @Ctx() context: RequestContext): Promise<Thing> {
    const thing = context.em.create(ThingRecord, { id: newId('acc'), userId: actorOf(context).userId, name });
    await context.em.persist(thing).flush();
    return toThing(thing);
  }

  @Directive('@consent')
  @Directive('@owner(of: ACCOUNT, by: "input.id")')
  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Mutation(() => Int)
  changeThing(@Arg('input', () => ThingInput) _input: ThingInput): number {
    this.journal.write('changeThing');
    return 1;
  }

  @Directive('@spendingCap')
  @Directive('@consent')
  @Directive('@rateLimit(max: 2, window: "1m")')
  @Directive('@owner(of: ACCOUNT)')
  @Directive('@auth(scope: APPROVE, actors: [PERSON])')
  @Mutation(() => Int)
  signThing(@Arg('id', () => ID) _id: string): number {
    this.journal.write('sign');
    return 1;
  }

  @Directive('@owner(of: ACCOUNT)')
  @Directive('@auth(scope: READ)')
  @Subscription(() => String, {
    subscribe: ({ args, context }) =>
      (SmallApiResolver.current as SmallApiResolver).ticks.follow(args.id, (context as RequestContext).signal),
  })
  ticked(@Root() event: string, @Arg('id', () => ID) _id: string, @Ctx() { em }: RequestContext): string {
    this.journal.write(`tick:${event}:${em.id}`);
    if (event === 'boom') throw new Error('token=abcdef123456');
    return event;
  }

  // `subscribe` is a plain function of the decorator and cannot see the instance.
  static current: SmallApiResolver | undefined;
}

const toThing = ({ id, name }: { id: string; name: string }): Thing => Object.assign(new Thing(), { id, name });
