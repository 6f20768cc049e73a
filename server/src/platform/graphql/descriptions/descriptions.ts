import { MapperKind, mapSchema } from '@graphql-tools/utils';
import type { GraphQLArgumentConfig, GraphQLFieldConfigArgumentMap, GraphQLSchema } from 'graphql';
import { ENUM_DESCRIPTIONS } from './enum-descriptions.js';
import { FIELD_DESCRIPTIONS } from './field-descriptions.js';

/** What a name means wherever it stands; a description in the code or in the tables goes before it. */
const BY_NAME: Readonly<Record<string, string>> = {
  id: 'Stays the same for ever; `node(id)` finds it.',
  createdAt: 'When it was made.',
  updatedAt: 'When it changed last.',
  name: 'What people call it.',
  network: 'The Stellar network it belongs to.',
  address: 'Its Stellar address.',
  asset: '`XLM` or `CODE:ISSUER`.',
  code: 'The short code of the asset, such as `USDC`.',
  valueUsd: 'Worth in USD; null without a price.',
  edges: 'The items of this page, each with its cursor.',
  nodes: 'The items of this page.',
  pageInfo: 'Where this page stands in the list.',
  totalCount: 'How many there are on all pages.',
  cursor: 'Give it as `after` to go on behind this item.',
  node: 'The item itself.',
};

const ARGUMENTS: Readonly<Record<string, string>> = {
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
  return FIELD_DESCRIPTIONS[name] ?? (input && `What \`${lower(input)}\` takes.`);
};

const ofField = (type: string, field: string): string | undefined =>
  FIELD_DESCRIPTIONS[`${type}.${field}`] ?? BY_NAME[field];

const describedArguments = (place: string, args: GraphQLFieldConfigArgumentMap): GraphQLFieldConfigArgumentMap =>
  Object.fromEntries(
    Object.entries(args).map(([name, arg]): [string, GraphQLArgumentConfig] => {
      const description = arg.description ?? FIELD_DESCRIPTIONS[`${place}(${name})`] ?? ARGUMENTS[name];
      return [name, { ...arg, ...(description !== undefined && { description }) }];
    }),
  );

const fill = <T extends { description?: string | null | undefined }>(config: T, description?: string): T =>
  config.description || description === undefined ? config : { ...config, description };

/** Gives a description to all that has none in the code: the schema is the manual of the API. */
export const describe = (schema: GraphQLSchema): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (field, name, type) => ({
      ...fill(field, ofField(type, name)),
      args: describedArguments(`${type}.${name}`, field.args ?? {}),
    }),
    [MapperKind.INPUT_OBJECT_FIELD]: (field, name, type) => fill(field, ofField(type, name)),
    [MapperKind.ENUM_VALUE]: (value, type, _schema, key) => fill(value, ENUM_DESCRIPTIONS[`${type}.${key}`]),
    [MapperKind.TYPE]: (type) => {
      type.description ||= ofType(type.name);
      return type;
    },
  });
