import { getDirectives, MapperKind, mapSchema } from '@graphql-tools/utils';
import type { EntityManager } from '@mikro-orm/core';
import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { ActorKind, OWNERS, type Scope } from '../../kernel/actor.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { networkCaller, onBehalfOf } from '../../stellar/networks/network-caller.js';
import { assertArgumentPath, valuesAt } from './argument-path.js';
import { actorOf, type RequestContext } from './context.js';
import type { OwnedKind } from './directives.js';
import type { RateLimitRule, RateLimits } from './rate-limit.js';
import { type Rehearsals, readInput } from './rehearsals.js';
import { WHILE_RECOVERING } from './while-recovering.js';

type OwnerCheck = (em: EntityManager, userId: string, id: string) => Promise<boolean>;

/** What stands behind the directives; upper folders implement it and app.ts hands it in. */
export type Guards = {
  owners: Partial<Record<OwnedKind, OwnerCheck>>;
  /** Throws unless a fresh assertion is bound to exactly this field and these arguments. */
  consent?: (context: RequestContext, field: string, args: Record<string, unknown>) => Promise<void>;
  /** Reserves within the database transaction in which `next` then signs. */
  spendingCap?: (context: RequestContext, transactionId: string, next: () => Promise<unknown>) => Promise<unknown>;
  rateLimits: RateLimits;
  /** Filled here with what can be asked before a person confirms. */
  rehearsals?: Rehearsals;
};

type Args = Record<string, unknown>;
type Call = { source: unknown; args: Args; context: RequestContext; info: GraphQLResolveInfo };
type Step = (call: Call, next: () => Promise<unknown>) => Promise<unknown>;
type Field = GraphQLFieldConfig<unknown, RequestContext, Args>;
type Applied = { name: string; args: Args };
/** Where a directive stands, and all that stand there with it. */
type Place = { path: string; field: Field; all: Applied[]; guards: Guards };
type Maker = (applied: Applied, place: Place) => Step;

// The order is the contract: who calls, whose object, how often, with what consent, and last the reservation.
const MAKERS: [string, Maker][] = [
  ['auth', ({ args }, { path, guards }) => auth(path, args.scope as Scope, args.actors as ActorKind[], guards)],
  ['owner', (applied, { path, field, guards }) => owner(applied, path, field, guards)],
  ['rateLimit', (applied, { path, guards, all }) => rateLimit(applied, path, guards.rateLimits, all)],
  ['network', (_applied, { path, all }) => network(path, all)],
  ['consent', (_applied, { path, guards }) => consent(path, guards)],
  ['spendingCap', (applied, { path, field, guards }) => spendingCap(applied, path, field, guards)],
];
const KNOWN = new Set([...MAKERS.map(([name]) => name), 'cost', 'deprecated']);

/** Puts every guard before its resolver. Throws if a directive would have no effect. */
export const enforce = (schema: GraphQLSchema, guards: Guards): GraphQLSchema => {
  const guarded = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, name, type) =>
      guardField({
        path: `${type}.${name}`,
        field: field as Field,
        all: getDirectives(schema, field) as Applied[],
        guards,
      }),
  });
  guards.rateLimits.assertAllUsed();
  return guarded;
};

const guardField = (place: Place): Field | undefined => {
  const { path, field, all } = place;
  const unknown = all.find(({ name }) => !KNOWN.has(name));
  if (unknown) throw new Error(`${path} carries @${unknown.name}, which nothing enforces.`);
  const steps = MAKERS.flatMap(([name, make]) =>
    all.filter((directive) => directive.name === name).map((directive) => make(directive, place)),
  );
  if (steps.length === 0) return undefined;
  if (all.some(({ name }) => name === 'consent')) rehearse(place);
  // A subscription is guarded where its stream begins; counting each event would use up its budget.
  if (field.subscribe) return { ...inOrder(field), subscribe: before(steps, field.subscribe) };
  return { ...inOrder(field), resolve: before(steps, field.resolve ?? defaultFieldResolver) };
};

/** Who calls, whose object and how often are asked as at the call itself; nothing is counted, and nothing is done. */
const rehearse = (place: Place): void => {
  const { path, field, all, guards } = place;
  const name = path.split('.')[1]!;
  const makers = MAKERS.filter(([maker]) => maker === 'auth' || maker === 'owner');
  const steps = makers.flatMap(([maker, make]) =>
    all.filter((one) => one.name === maker).map((one) => make(one, place)),
  );
  const isLimited = all.some((one) => one.name === 'rateLimit');
  guards.rehearsals?.register(name, async (context, given) => {
    const input = readInput(field.args ?? {}, name, given);
    const ask = before(steps, () => isLimited && guards.rateLimits.assertRoom(path, context));
    await ask(undefined, field.args?.input ? { input } : input, context, { fieldName: name } as GraphQLResolveInfo);
    return input;
  });
};

/** The printed schema shows the guards in the order in which they are asked, however they stand in the code. */
const inOrder = (field: Field): Field => {
  const place = ({ name }: { name: { value: string } }) => [...KNOWN].indexOf(name.value);
  const directives = field.astNode?.directives?.toSorted((a, b) => place(a) - place(b)) ?? [];
  return field.astNode ? { ...field, astNode: { ...field.astNode, directives } } : field;
};

const before =
  (steps: Step[], resolve: GraphQLFieldResolver<unknown, RequestContext, Args>) =>
  async (source: unknown, args: Args, context: RequestContext, info: GraphQLResolveInfo): Promise<unknown> => {
    const call = { source, args, context, info };
    const inner = async () => resolve(source, args, context, info);
    return steps.reduceRight<() => Promise<unknown>>((next, step) => () => step(call, next), inner)();
  };

const auth =
  (path: string, scope: Scope, actors: ActorKind[], { rateLimits }: Guards): Step =>
  async ({ context }, next) => {
    const actor = actorOf(context);
    if (actor.kind === ActorKind.API_KEY && actor.apiKeyId) rateLimits.takeForKey(actor.apiKeyId);
    if (actor.recovering && mustWait(path)) throw recovering();
    if (!actors.includes(actor.kind))
      throw new DomainError(
        ErrorCode.PERMISSION_DENIED,
        `This is not for ${actor.kind}: it takes ${actors.join(' or ')}.`,
      );
    if (!actor.scopes.has(scope))
      throw new DomainError(
        ErrorCode.PERMISSION_DENIED,
        `This needs the scope ${scope}, which the caller does not have.`,
      );
    return next();
  };

const mustWait = (path: string): boolean => {
  const [type, field = ''] = path.split('.');
  return type === 'Mutation' && !WHILE_RECOVERING.has(field);
};

const recovering = (): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'You came in with a recovery code. Add a passkey first: until then you can look, and stop everything.',
  );

const owner = ({ args }: Applied, path: string, field: Field, { owners }: Guards): Step => {
  const [kind, by] = [args.of as OwnedKind, args.by as string];
  const owns = owners[kind];
  if (!owns) throw new Error(`${path} carries @owner(of: ${kind}), and no owner check for ${kind} was given.`);
  assertArgumentPath(field, path, by);
  return async (call, next) => {
    const { userId } = actorOf(call.context);
    for (const id of valuesAt(call.args, by))
      if (typeof id !== 'string' || !(await owns(call.context.em, userId, id))) throw notFound(wordFor(kind));
    return next();
  };
};

const wordFor = (kind: OwnedKind): string => (kind === 'API_KEY' ? 'API key' : kind.toLowerCase());

const isForOwners = (all: Applied[]): boolean => {
  const actors = all.find(({ name }) => name === 'auth')?.args.actors as ActorKind[] | undefined;
  return actors?.some((kind) => OWNERS.includes(kind)) ?? true;
};

const rateLimit = ({ args }: Applied, path: string, limits: RateLimits, all: Applied[]): Step => {
  limits.register(path, args as RateLimitRule, isForOwners(all));
  return async (call, next) => {
    await limits.take(path, call);
    return next();
  };
};

/** The name that a network call of this field is counted under; what the server carries on by itself has none. */
const network = (path: string, all: Applied[]): Step => {
  for (const bound of ['rateLimit', 'cost'])
    if (!all.some(({ name }) => name === bound)) throw new Error(`${path} carries @network, and no @${bound}.`);
  return async (_call, next) => {
    const caller = networkCaller();
    return caller ? onBehalfOf({ ...caller, field: path }, next) : next();
  };
};

const consent = (path: string, guards: Guards): Step => {
  const check = guards.consent;
  if (!check) throw new Error(`${path} carries @consent, and no check of consent was given.`);
  return async ({ context, info, args }, next) => {
    await check(context, info.fieldName, args);
    return next();
  };
};

const spendingCap = ({ args }: Applied, path: string, field: Field, guards: Guards): Step => {
  const [reserve, by] = [guards.spendingCap, args.transaction as string];
  if (!reserve) throw new Error(`${path} carries @spendingCap, and no spending cap was given.`);
  assertArgumentPath(field, path, by);
  return async (call, next) => {
    const [id] = valuesAt(call.args, by);
    if (typeof id !== 'string') throw notFound('transaction');
    return reserve(call.context, id, next);
  };
};
