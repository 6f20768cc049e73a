import { getDirective } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { ActorKind, agentActor, OWNERS, type Scope } from '../../kernel/actor.js';

/** A file of tools/, as it is read. */
export type ToolFile = { file: string; source: string };

export type CheckedTool = {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  rootField: GraphQLField<unknown, unknown>;
};

/** Refuses a tool file that could not work, or that would let the agent through a field not meant for it. */
export const checkTool = (schema: GraphQLSchema, { file, source }: ToolFile): CheckedTool => {
  const refuse: (reason: string) => never = (reason) => {
    throw new Error(`Tool ${file}: ${reason}`);
  };
  const document = parseTool(source, refuse);
  const [problem] = validate(schema, document);
  if (problem) refuse(problem.message);
  const [operation, other] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || other) return refuse('a file holds exactly one operation.');
  if (!operation.description?.value.trim())
    refuse('the operation has no description, so the model cannot know its use.');
  const selected =
    rootSelection(operation) ?? refuse('the operation must select exactly one root field, without alias.');
  const rootField = schema.getRootType(operation.operation)!.getFields()[selected.name.value]!;
  if (operation.name?.value !== rootField.name)
    refuse(`the operation must be named ${rootField.name}, as its root field.`);
  if (operation.operation === 'subscription') refuse('a subscription cannot be a tool.');
  if (!admitsAgent(schema, rootField)) refuse(`@auth of ${rootField.name} does not admit the agent.`);
  if (getNamedType(rootField.type).name === 'Transaction' && !selectsOutcome(selected))
    refuse('a transaction must be selected with its id and status, or the run cannot follow it.');
  return { document, operation, rootField };
};

const parseTool = (source: string, refuse: (reason: string) => never): DocumentNode => {
  try {
    return parse(source);
  } catch (error) {
    return refuse((error as Error).message);
  }
};

const rootSelection = (operation: OperationDefinitionNode): FieldNode | undefined => {
  const [selection, other] = operation.selectionSet.selections;
  return selection?.kind === Kind.FIELD && !other && !selection.alias ? selection : undefined;
};

// Without @auth a field is one of the sign-in fields or public: neither is the agent's business.
const admitsAgent = (schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): boolean => {
  const auth = getDirective(schema, field, 'auth')?.[0];
  if (!auth) return false;
  const actors = (auth.actors as readonly string[] | undefined) ?? OWNERS;
  return actors.includes(ActorKind.AGENT) && agentActor('', {}).scopes.has(auth.scope as Scope);
};

const selectsOutcome = (field: FieldNode): boolean => {
  const names = (field.selectionSet?.selections ?? []).map((selection) =>
    selection.kind === Kind.FIELD && !selection.alias ? selection.name.value : '',
  );
  return names.includes('id') && names.includes('status');
};
