import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import { ActorKind, OWNERS, Scope } from '../../kernel/actor.js';

/** What @owner can check. Each kind needs an implementation in Guards.owners. */
export enum OwnedKind {
  ACCOUNT = 'ACCOUNT',
  THREAD = 'THREAD',
  RUN = 'RUN',
  TRANSACTION = 'TRANSACTION',
  APPROVAL = 'APPROVAL',
  API_KEY = 'API_KEY',
  WEBHOOK = 'WEBHOOK',
  CONTACT = 'CONTACT',
  PASSKEY = 'PASSKEY',
  SESSION = 'SESSION',
}

export enum RateLimitKey {
  USER = 'USER',
  IP = 'IP',
}

type Meanings = Readonly<Record<string, string>>;

const enumOf = (name: string, description: string, values: Meanings, meanings: Meanings = {}): GraphQLEnumType => {
  const described = Object.entries(values).map(([key, value]) => [key, { value, description: meanings[key] }]);
  return new GraphQLEnumType({ name, description, values: Object.fromEntries(described) });
};

const OWNED: Readonly<Record<OwnedKind, string>> = {
  ACCOUNT: 'A Stellar account.',
  THREAD: 'A conversation.',
  RUN: 'A run of the agent.',
  TRANSACTION: 'A proposed transaction.',
  APPROVAL: 'A question to a person.',
  API_KEY: 'A key of a program.',
  WEBHOOK: 'An address that events are delivered to.',
  CONTACT: 'An entry of the address book.',
  PASSKEY: 'A passkey.',
  SESSION: 'A signed-in browser.',
};

const COUNTED_FOR: Readonly<Record<RateLimitKey, string>> = {
  USER: 'For each person, with their keys and their agent.',
  IP: 'For each network address.',
};

const enumTypes = () => ({
  Scope: enumOf(
    'Scope',
    'What a caller may do. AGENT holds READ and PROPOSE only; an API key never APPROVE; the operator OPERATE alone.',
    Scope,
  ),
  ActorKind: enumOf(
    'ActorKind',
    'A signed-in person, a program with an API key, the agent acting for a person, whoever operates this server, or the server by itself.',
    ActorKind,
  ),
  OwnedKind: enumOf('OwnedKind', 'What can belong to somebody.', OwnedKind, OWNED),
  RateLimitKey: enumOf(
    'RateLimitKey',
    'Whether a limit counts for each user or for each network address.',
    RateLimitKey,
    COUNTED_FOR,
  ),
});

const FIELD = [DirectiveLocation.FIELD_DEFINITION];
const required = <T extends typeof GraphQLString | typeof GraphQLInt | GraphQLEnumType>(type: T) =>
  new GraphQLNonNull(type);

type FindEnum = (name: string) => GraphQLEnumType | undefined;

/**
 * The guards and the cost, in the order in which they are asked. A schema must hold each enum once, so the ones
 * that type-graphql has made already are handed in by `find`.
 */
export const makeDirectives = (find: FindEnum): GraphQLDirective[] => {
  const own = enumTypes();
  const use = (name: keyof typeof own): GraphQLEnumType => find(name) ?? own[name];
  return [auth(use('Scope'), use('ActorKind')), owner(use('OwnedKind')), rateLimit(use('RateLimitKey')), ...plain()];
};

const auth = (scope: GraphQLEnumType, actorKind: GraphQLEnumType): GraphQLDirective =>
  new GraphQLDirective({
    name: 'auth',
    description:
      'Who may call: a signed-in person, an API key with the scope, or the agent acting for a person; the operator only where named.',
    locations: FIELD,
    args: {
      scope: { type: required(scope), description: 'What the caller must be allowed to do.' },
      actors: {
        type: new GraphQLNonNull(new GraphQLList(required(actorKind))),
        defaultValue: OWNERS,
        description: 'Who may call at all.',
      },
    },
  });

const owner = (ownedKind: GraphQLEnumType): GraphQLDirective =>
  new GraphQLDirective({
    name: 'owner',
    description:
      'The object named by the argument belongs to the caller; otherwise the answer is NOT_FOUND, as if it did not exist.',
    locations: FIELD,
    isRepeatable: true,
    args: {
      of: { type: required(ownedKind), description: 'What the id names.' },
      by: { type: required(GraphQLString), defaultValue: 'id', description: 'Dotted path to the argument.' },
    },
  });

const rateLimit = (key: GraphQLEnumType): GraphQLDirective =>
  new GraphQLDirective({
    name: 'rateLimit',
    description:
      'At most `max` calls a window, counted for each resolved field (aliases and batches count), shared by all doors.',
    locations: FIELD,
    args: {
      max: { type: required(GraphQLInt), description: 'Calls in one window.' },
      window: { type: required(GraphQLString), description: 'Such as "30s", "1m" or "1h".' },
      per: { type: required(key), defaultValue: RateLimitKey.USER, description: 'Whose calls are counted together.' },
    },
  });

const plain = (): GraphQLDirective[] => [
  new GraphQLDirective({
    name: 'spendingCap',
    description: "Reserves the transaction's worst-case outflow against the caps before the signing resolver runs.",
    locations: FIELD,
    args: {
      transaction: { type: required(GraphQLString), defaultValue: 'id', description: 'Dotted path to the argument.' },
    },
  }),
  new GraphQLDirective({
    name: 'consent',
    description: 'Needs a fresh passkey assertion bound to exactly this change (see Consent).',
    locations: FIELD,
  }),
  new GraphQLDirective({
    name: 'network',
    description:
      "Asks a Stellar network or the sources of prices: counts against the caller's share of network calls, beside its own @rateLimit and @cost.",
    locations: FIELD,
  }),
  new GraphQLDirective({
    name: 'cost',
    description: 'Cost in points for the query budget.',
    locations: [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.OBJECT],
    args: { weight: { type: required(GraphQLInt), description: 'Points for each one.' } },
  }),
];
