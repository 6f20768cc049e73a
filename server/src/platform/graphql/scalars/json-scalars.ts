import { type ASTNode, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { refusedValue } from './refused-value.js';

const MAX_DEPTH = 16;
const MAX_VALUES = 5_000;
// A copy made with these as keys would change the prototype of what it lands in.
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

type Budget = { left: number; node: ASTNode | undefined };

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies JSON into plain objects, refusing what is too deep, too large or unsafe as a key. */
const copy = (value: unknown, budget: Budget, depth = 0): unknown => {
  budget.left -= 1;
  if (depth > MAX_DEPTH || budget.left < 0)
    throw refusedValue(`JSON may be ${MAX_DEPTH} levels deep and hold ${MAX_VALUES} values.`, budget.node);
  if (Array.isArray(value)) return value.map((item) => copy(item, budget, depth + 1));
  if (isPlainObject(value)) return Object.fromEntries(entries(value, budget, depth));
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value;
  throw refusedValue('JSON holds strings, finite numbers, booleans, null, lists and objects only.', budget.node);
};

const entries = (value: Record<string, unknown>, budget: Budget, depth: number): [string, unknown][] =>
  Object.entries(value).map(([key, item]) => {
    if (UNSAFE_KEYS.has(key)) throw refusedValue(`JSON must not have the key "${key}".`, budget.node);
    return [key, copy(item, budget, depth + 1)];
  });

const parseJson = (value: unknown, node?: ASTNode): unknown => copy(value, { left: MAX_VALUES, node });

const parseObject = (value: unknown, node?: ASTNode): unknown => {
  if (!isPlainObject(value)) throw refusedValue('Expected a JSON object.', node);
  return parseJson(value, node);
};

// graphql-js recurses into literals before the scalar sees them, so their depth is bounded first.
const literalDepth = (node: ValueNode, depth = 0): number => {
  if (depth > MAX_DEPTH) return depth;
  if (node.kind === Kind.LIST) return Math.max(depth, ...node.values.map((item) => literalDepth(item, depth + 1)));
  if (node.kind === Kind.OBJECT)
    return Math.max(depth, ...node.fields.map((field) => literalDepth(field.value, depth + 1)));
  return depth;
};

const fromLiteral = (node: ValueNode, variables?: Record<string, unknown> | null): unknown => {
  if (literalDepth(node) > MAX_DEPTH) throw refusedValue(`JSON may be ${MAX_DEPTH} levels deep.`, node);
  return valueFromASTUntyped(node, variables);
};

export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: `Any JSON value, at most ${MAX_DEPTH} levels deep.`,
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => parseJson(value),
  parseLiteral: (node, variables) => parseJson(fromLiteral(node, variables), node),
});

export const JsonObjectScalar = new GraphQLScalarType({
  name: 'JSONObject',
  description: `A JSON object, at most ${MAX_DEPTH} levels deep.`,
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => parseObject(value),
  parseLiteral: (node, variables) => parseObject(fromLiteral(node, variables), node),
});
