import { type GraphQLFieldConfig, type GraphQLInputType, getNamedType, isInputObjectType } from 'graphql';

type Arguments = Record<string, { type: GraphQLInputType }>;

/** Fails the build for a path that names no argument: such a guard would let everything pass. */
export const assertArgumentPath = <S, C, A>(field: GraphQLFieldConfig<S, C, A>, name: string, path: string): void => {
  let inputs: Arguments = field.args ?? {};
  for (const key of path.split('.')) {
    const input = inputs[key];
    if (!input) throw new Error(`${name} has no argument "${path}" for its directive to look at.`);
    const type = getNamedType(input.type);
    inputs = isInputObjectType(type) ? type.getFields() : {};
  }
};

/** The values at a dotted path, each item of a list on its own; null and absent ones are left out. */
export const valuesAt = (args: Record<string, unknown>, path: string): unknown[] => {
  let values: unknown[] = [args];
  for (const key of path.split('.'))
    values = values.map((value) => (value as Record<string, unknown>)[key]).flatMap(present);
  return values;
};

const present = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.flatMap(present) : value === null || value === undefined ? [] : [value];
