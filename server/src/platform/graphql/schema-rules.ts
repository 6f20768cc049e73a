import { getDirective } from '@graphql-tools/utils';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
} from 'graphql';

/** Fields for those who have not signed in, and what tells them which server this is. */
export const OPEN_FIELDS: ReadonlySet<string> = new Set([
  'Query.server',
  'Query.attestation',
  'Mutation.startRegistration',
  'Mutation.finishRegistration',
  'Mutation.startSignIn',
  'Mutation.finishSignIn',
  'Mutation.signInWithRecoveryCode',
  'Mutation.signInToLocalDemo',
]);

/** `node` asks the owner by the kind of the id, which no directive can say. */
const CHECKED_INSIDE: ReadonlySet<string> = new Set(['Query.node(id)']);
/** A challenge is random, used once, and bound to its user by the folder that made it. */
const SINGLE_USE = /(^|\.)challengeId$/;

/**
 * Whoever stops something must never be told to wait, least of all because somebody else with their session has used up
 * the budget. Doing it twice changes nothing, so none of these can be used to fill the log.
 */
export const STOPS: ReadonlySet<string> = new Set([
  'freeze',
  'freezeAccount',
  'cancelRun',
  'revokeApiKey',
  'revokeSession',
  'signOut',
]);

/** Mutations that somebody could repeat without end. Each confirmation is good once and begins with a counted call. */
export const findUnboundedMutations = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter(({ name }) => !STOPS.has(name))
    .filter((field) => !getDirective(schema, field, 'rateLimit') && !getDirective(schema, field, 'consent'))
    .map(({ name }) => name);

/** Root fields that anybody may call although they are not meant to be open. */
export const findUnguardedRootFields = (schema: GraphQLSchema): string[] =>
  rootTypes(schema)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ field, path: `${type.name}.${field.name}` })))
    .filter(({ field, path }) => !OPEN_FIELDS.has(path) && !getDirective(schema, field, 'auth'))
    .map(({ path }) => path);

/** Id arguments, in inputs too, whose owner nobody checks: `Mutation.renameAccount(input.id)`. */
export const findUnownedIdArguments = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()).flatMap((field) => unowned(schema, type, field)));

const unowned = (schema: GraphQLSchema, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string[] => {
  const owned = new Set((getDirective(schema, field, 'owner') ?? []).map(({ by }) => String(by)));
  return idPaths(field.args)
    .filter((path) => !owned.has(path) && !SINGLE_USE.test(path))
    .map((path) => `${type.name}.${field.name}(${path})`)
    .filter((place) => !CHECKED_INSIDE.has(place));
};

type Input = GraphQLArgument | GraphQLInputField;

/** Where ids stand in the arguments of a field, such as `input.accountId`. */
export const idPaths = (inputs: readonly Input[], prefix = '', open: ReadonlySet<string> = new Set()): string[] =>
  inputs.flatMap((input) => {
    const [type, path] = [getNamedType(input.type), `${prefix}${input.name}`];
    if (type.name === 'ID') return [path];
    if (!isInputObjectType(type) || open.has(type.name)) return [];
    return idPaths(Object.values(type.getFields()), `${path}.`, new Set([...open, type.name]));
  });

export const rootTypes = (schema: GraphQLSchema): GraphQLObjectType[] =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);
