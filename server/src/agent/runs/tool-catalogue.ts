import { readdirSync, readFileSync } from 'node:fs';
import type { DocumentNode } from 'graphql';
import {
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import type { ModelTool } from '../model/model-gateway.js';
import { IDEMPOTENCY_KEY, variablesSchema } from './json-schema.js';
import { checkTool, type ToolFile } from './tool-check.js';

/** One operation the model may call. */
export type Tool = ModelTool & {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** Its result is a transaction that may take until long after the call. */
  proposes: boolean;
  /** Variables that carry an idempotency key. */
  keyed: string[];
};

const folder = new URL('../tools/', import.meta.url);

export const readToolFiles = (from: URL = folder): ToolFile[] =>
  readdirSync(from)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((file) => ({ file, source: readFileSync(new URL(file, from), 'utf8') }));

/** All the model can call. Made once at start, so that a tool which does not fit the schema stops the server there. */
export class ToolCatalogue {
  private readonly toolByName: ReadonlyMap<string, Tool>;

  constructor(
    readonly schema: GraphQLSchema,
    files: ToolFile[] = readToolFiles(),
  ) {
    const tools = files.map((file) => toTool(schema, file));
    this.toolByName = new Map(tools.map((tool) => [tool.name, tool]));
    if (this.toolByName.size < tools.length) throw new Error('Two tools have the same name.');
    if (tools.some((tool) => tool.proposes) && !this.toolByName.has('transaction'))
      throw new Error('A tool proposes transactions, but no tool `transaction` reads how they ended.');
  }

  find(name: string): Tool | undefined {
    return this.toolByName.get(name);
  }

  get(name: string): Tool {
    const tool = this.find(name);
    if (!tool) throw new Error(`No tool is named ${name}.`);
    return tool;
  }

  /** What the model is told: no document, no schema internals. */
  forModel(): ModelTool[] {
    return [...this.toolByName.values()].map(({ name, description, parameters }) => ({
      name,
      description,
      parameters,
    }));
  }
}

const toTool = (schema: GraphQLSchema, file: ToolFile): Tool => {
  const { document, operation, rootField } = checkTool(schema, file);
  return {
    name: rootField.name,
    description: operation.description!.value.replaceAll(/\s+/g, ' ').trim(),
    parameters: variablesSchema(schema, operation),
    document,
    operation,
    proposes: operation.operation === 'mutation' && getNamedType(rootField.type).name === 'Transaction',
    keyed: keyedVariables(schema, operation),
  };
};

const keyedVariables = (schema: GraphQLSchema, operation: OperationDefinitionNode): string[] => {
  if (operation.operation !== 'mutation') return [];
  return (operation.variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
    const type = getNamedType(typeFromAST(schema, node as never));
    return isInputObjectType(type) && IDEMPOTENCY_KEY in type.getFields() ? [variable.name.value] : [];
  });
};
