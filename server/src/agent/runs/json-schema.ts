import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';

export type JsonSchema = Record<string, unknown>;

/** Ours alone: the run sets it, so that a call repeated after a crash cannot pay twice. */
export const IDEMPOTENCY_KEY = 'idempotencyKey';

const scalars: Record<string, JsonSchema> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  Amount: { type: 'string', pattern: '^\\d+(\\.\\d{1,7})?$', description: 'A decimal number as text, such as "12.5".' },
  StellarAddress: { type: 'string', pattern: '^[GM][A-Z2-7]+$', description: 'A Stellar address, such as "G…".' },
  DateTime: { type: 'string', format: 'date-time' },
  XDR: { type: 'string', contentEncoding: 'base64' },
  JSON: {},
  JSONObject: { type: 'object' },
};

/** The JSON Schema of an operation's variables, as a model needs it to write the arguments. */
export const variablesSchema = (schema: GraphQLSchema, operation: OperationDefinitionNode): JsonSchema => {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const { variable, type: node, defaultValue } of operation.variableDefinitions ?? []) {
    const type = typeFromAST(schema, node) as GraphQLInputType;
    properties[variable.name.value] = {
      ...typeSchema(type),
      ...(defaultValue && { default: valueFromASTUntyped(defaultValue) }),
    };
    if (isNonNullType(type) && !defaultValue) required.push(variable.name.value);
  }
  return objectSchema(properties, required);
};

const objectSchema = (properties: Record<string, JsonSchema>, required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});

const typeSchema = (type: GraphQLInputType): JsonSchema => {
  if (isNonNullType(type)) return typeSchema(type.ofType);
  if (isListType(type)) return { type: 'array', items: typeSchema(type.ofType) };
  if (isInputObjectType(type)) return inputSchema(type);
  const described = type.description ? { description: type.description } : {};
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name), ...described };
  const known = scalars[type.name];
  if (!known) throw new Error(`No JSON Schema is known for the scalar ${type.name}. Add it to json-schema.ts.`);
  return known;
};

const inputSchema = (type: GraphQLInputObjectType): JsonSchema => {
  const fields = Object.values(type.getFields()).filter(({ name }) => name !== IDEMPOTENCY_KEY);
  const required = fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
  return {
    ...objectSchema(
      Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
      required.map(({ name }) => name),
    ),
    ...(type.description && { description: type.description }),
  };
};

const fieldSchema = (field: GraphQLInputField): JsonSchema => ({
  ...typeSchema(field.type),
  ...(field.description && { description: field.description }),
  ...(field.defaultValue !== undefined && { default: field.defaultValue }),
});
