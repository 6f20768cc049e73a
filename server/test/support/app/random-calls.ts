import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { rootTypes } from '../../../src/platform/graphql/schema-rules.js';

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export type Call = {
  place: string;
  kind: 'query' | 'mutation' | 'subscription';
  document: ReturnType<typeof parse>;
  variables: Record<string, unknown>;
};
/** A value for a leaf argument, by its dotted path, such as `input.accountId`. */
export type ValueFor = (typeName: string, path: string) => unknown;

/** Tests only: calls of any root field of a schema with random arguments, and all of its answer selected. */
export class RandomCalls {
  private readonly fields: {
    place: string;
    kind: Call['kind'];
    field: GraphQLField<unknown, unknown>;
    document: Call['document'];
  }[];

  constructor(
    schema: GraphQLSchema,
    private readonly random: () => number,
    leaveOut: ReadonlySet<string>,
  ) {
    this.fields = rootTypes(schema).flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ name }) => !leaveOut.has(name))
        .map((field) => {
          const kind = type.name.toLowerCase() as Call['kind'];
          return { place: `${type.name}.${field.name}`, kind, field, document: parse(documentFor(kind, field)) };
        }),
    );
  }

  get places(): string[] {
    return this.fields.map(({ place }) => place);
  }

  next(valueFor: ValueFor): Call {
    const { place, kind, field, document } = this.fields[Math.floor(this.random() * this.fields.length)]!;
    const variables = Object.fromEntries(
      field.args
        .map((arg) => [arg.name, this.value(arg.type, arg.name, valueFor)] as const)
        .filter(([, v]) => v !== undefined),
    );
    return { place, kind, document, variables };
  }

  private value(type: GraphQLInputType, path: string, valueFor: ValueFor): unknown {
    if (!isNonNullType(type) && this.random() < 0.4) return undefined;
    const inner = isNonNullType(type) ? type.ofType : type;
    if (isListType(inner)) return [this.value(inner.ofType, path, valueFor)].filter((item) => item !== undefined);
    if (isEnumType(inner)) return inner.getValues()[Math.floor(this.random() * inner.getValues().length)]!.name;
    if (!isInputObjectType(inner)) return valueFor(getNamedType(inner).name, path);
    const entries = Object.values(inner.getFields()).map(
      (field) => [field.name, this.value(field.type, `${path}.${field.name}`, valueFor)] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
}

const documentFor = (kind: string, field: GraphQLField<unknown, unknown>): string => {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = `${field.name}${given && `(${given})`}`;
  return `${kind} ${declared && `(${declared})`} { ${call} ${selectionOf(field, 3)} }`;
};

// The same items as `nodes`; and what would ask the network again for every row.
const SKIPPED = new Set(['edges', 'activity', 'balances', 'totalUsd']);

const selectionOf = ({ type }: GraphQLField<unknown, unknown>, depth: number): string => {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename ... on Node { id } }';
  const fields = Object.values(named.getFields()).filter(
    (field) =>
      !SKIPPED.has(field.name) && !field.args.some(isRequired) && (depth > 1 || isLeafType(getNamedType(field.type))),
  );
  return `{ __typename ${fields.map((field) => `${field.name} ${selectionOf(field, depth - 1)}`).join(' ')} }`;
};

const isRequired = ({ type, defaultValue }: GraphQLArgument): boolean =>
  isNonNullType(type) && defaultValue === undefined;
