import { MapperKind, mapSchema } from '@graphql-tools/utils';
import type { GraphQLFieldConfigArgumentMap, GraphQLSchema } from 'graphql';

/** type-graphql makes these three by itself, so that no decorator can describe them. */
const ROOTS: Readonly<Record<string, string>> = {
  Query: 'What can be read. Everything is of the caller alone.',
  Mutation: 'What can be done.',
  Subscription: 'What can be followed while it happens, over a WebSocket.',
};

/** What a field of this name means wherever it stands, unless its decorator says it. */
export const USUAL_FIELDS: Readonly<Record<string, string>> = {
  id: 'Stays the same for ever; `node(id)` finds it.',
  createdAt: 'When it was made.',
  updatedAt: 'When it changed last.',
  name: 'What people call it.',
  network: 'The Stellar network it belongs to.',
  address: 'Its Stellar address.',
  asset: '`XLM` or `CODE:ISSUER`.',
  code: 'The short code of the asset, such as `USDC`.',
  valueUsd: 'Worth in USD; null without a price.',
};

/** The same for arguments. */
export const USUAL_ARGUMENTS: Readonly<Record<string, string>> = {
  id: 'Id of one of yours.',
  input: 'What it takes, in one object.',
  first: 'How many at most, from 1 to 100.',
  after: 'A cursor: the page begins behind it.',
  accountId: 'Id of one of your accounts.',
  network: 'The Stellar network to ask.',
  filter: 'Leaves out what does not match.',
};

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const ofType = (name: string): string | undefined => {
  const [, connection] = /^(\w+)Connection$/.exec(name) ?? [];
  const [, edge] = /^(\w+)Edge$/.exec(name) ?? [];
  const [, input] = /^(\w+)Input$/.exec(name) ?? [];
  if (connection) return `One page of a list of ${connection}.`;
  if (edge) return `One ${edge} in a page.`;
  return ROOTS[name] ?? (input && `What \`${lower(input)}\` takes.`);
};

const fill = <T extends { description?: string | null | undefined }>(config: T, description?: string): T =>
  config.description || description === undefined ? config : { ...config, description };

const describedArguments = (args: GraphQLFieldConfigArgumentMap): GraphQLFieldConfigArgumentMap =>
  Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, fill(arg, USUAL_ARGUMENTS[name])]));

/** Gives the usual description to all that has none of its own: the schema is the manual of the API. */
export const describeUsualFields = (schema: GraphQLSchema): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (field, name) => ({
      ...fill(field, USUAL_FIELDS[name]),
      args: describedArguments(field.args ?? {}),
    }),
    [MapperKind.INPUT_OBJECT_FIELD]: (field, name) => fill(field, USUAL_FIELDS[name]),
    [MapperKind.TYPE]: (type) => {
      type.description ||= ofType(type.name);
      return type;
    },
  });
