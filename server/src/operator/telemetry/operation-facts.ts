import { getOperationAST, Kind } from 'graphql';
import type { Actor } from '../../kernel/actor.js';
import { ErrorCode } from '../../kernel/errors.js';
import type { GraphQLAnswer, GraphQLOperation } from '../../platform/graphql/graphql-door.js';

/** What may be told of an operation: a name of the schema, never a value. */
export type OperationFacts = { kind: string; field: string; actor: string };

const CODES = new Set<string>(Object.values(ErrorCode));

export const factsOf = (
  { document, operationName }: Pick<GraphQLOperation, 'document' | 'operationName'>,
  actor: Actor | null,
  fields: ReadonlySet<string>,
): OperationFacts => {
  const node = getOperationAST(document, operationName);
  const first = node?.selectionSet.selections.find((one) => one.kind === Kind.FIELD)?.name.value ?? '';
  return {
    kind: node?.operation ?? 'none',
    // Whoever calls may write any name; only those of the schema are repeated.
    field: fields.has(first) ? first : 'other',
    actor: actor?.kind ?? 'NOBODY',
  };
};

/** `ok`, or the code of the first error. */
export const outcomeOf = ({ errors }: Pick<GraphQLAnswer, 'errors'>): string => {
  const [error] = errors ?? [];
  return error ? errorLabel(error.extensions?.code) : 'ok';
};

export const errorLabel = (code: unknown): string => (CODES.has(String(code)) ? String(code) : 'OTHER');
