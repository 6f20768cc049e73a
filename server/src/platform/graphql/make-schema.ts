import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { GraphQLSchema, isEnumType, lexicographicSortSchema, specifiedDirectives } from 'graphql';
import { type BuildSchemaOptions, buildSchemaSync, type ContainerType, type NonEmptyArray } from 'type-graphql';
import { makeDirectives } from './directives.js';
import { describeUsualFields } from './usual-descriptions.js';
import './enums.js';
import { enforce, type Guards } from './guards.js';
import { DateTimeScalar } from './scalars/scalars.js';

// type-graphql demands a bus once there is a subscription; ours follow the outbox with `subscribe`.
const noBus = {
  publish: (): void => {
    throw new Error('Events are published to the outbox, not to a bus.');
  },
  subscribe: (): never => {
    throw new Error('A subscription must say `subscribe`: it follows the outbox, not a bus.');
  },
};

export type SchemaParts = {
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes resolver classes as Function.
  resolvers: NonEmptyArray<Function>;
  container: ContainerType;
  guards: Guards;
  // biome-ignore lint/complexity/noBannedTypes: as above, for types that only an interface leads to.
  orphanedTypes?: Function[];
  pubSub?: BuildSchemaOptions['pubSub'];
};

/** The schema with every guard in place. */
export const makeSchema = ({ guards, pubSub, ...parts }: SchemaParts): GraphQLSchema => {
  const bare = buildSchemaSync({
    ...parts,
    pubSub: pubSub ?? noBus,
    validate: false,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    directives: [...specifiedDirectives],
  });
  return enforce(describeUsualFields(withDirectives(bare)), guards);
};

// The directives share enums with the fields, and type-graphql makes those anew for each schema.
const withDirectives = (schema: GraphQLSchema): GraphQLSchema => {
  const ours = makeDirectives((name) => {
    const type = schema.getType(name);
    return isEnumType(type) ? type : undefined;
  });
  return new GraphQLSchema({ ...schema.toConfig(), directives: [...specifiedDirectives, ...ours] });
};

/** The text of schema.graphql: the same for the same code, whatever the order of imports. */
export const printSchema = (schema: GraphQLSchema): string =>
  `${printSchemaWithDirectives(lexicographicSortSchema(schema)).trimEnd()}\n`;
