import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type OperationTypeNode,
} from 'graphql';
import { rootTypes } from '../../../src/platform/graphql/schema-rules.js';
import { COFFEE } from './money-case.js';

/** `Query.account` and so on. */
export const rootPlaces = (schema: GraphQLSchema): string[] =>
  rootTypes(schema).flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));

export const rootField = (schema: GraphQLSchema, place: string) => {
  const [typeName = '', name = ''] = place.split('.');
  return rootTypes(schema)
    .find((type) => type.name === typeName)!
    .getFields()[name]!;
};

/** `query ($id: ID!) { account(id: $id) { __typename } }` for `Query.account`. */
export const documentFor = (schema: GraphQLSchema, place: string): { kind: OperationTypeNode; text: string } => {
  const field = rootField(schema, place);
  const kind = place.split('.')[0]!.toLowerCase() as OperationTypeNode;
  const declared = field.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const selected = isCompositeType(getNamedType(field.type)) ? '{ __typename }' : '';
  return { kind, text: `${kind} ${declared && `(${declared})`} { ${field.name}${given && `(${given})`} ${selected} }` };
};

const LEAVES: Record<string, unknown> = {
  ID: 'acc_0',
  String: 'Notes',
  Int: 1,
  Boolean: false,
  Amount: '1',
  XDR: 'AAAA',
  JSON: {},
  JSONObject: {},
  StellarAddress: COFFEE,
  DateTime: '2027-01-01T00:00:00.000Z',
};

const valueFor = (type: GraphQLInputType): unknown => {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return [valueFor(inner.ofType)];
  if (isEnumType(inner)) return inner.getValues()[0]!.name;
  if (!isInputObjectType(inner)) return LEAVES[getNamedType(inner).name];
  const required = Object.values(inner.getFields()).filter((field) => isNonNullType(field.type));
  return Object.fromEntries(required.map((field) => [field.name, valueFor(field.type)]));
};

/** Arguments that the schema takes, with all that is required and nothing else. */
export const argumentsFor = (schema: GraphQLSchema, place: string): Record<string, unknown> =>
  Object.fromEntries(
    rootField(schema, place)
      .args.filter((arg) => isNonNullType(arg.type))
      .map((arg) => [arg.name, valueFor(arg.type)]),
  );
