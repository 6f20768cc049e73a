import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Actor } from '../../kernel/actor.js';

export type DoorRequest = {
  /** A parsed document, such as one of the agent's tools; it is validated here. */
  document: DocumentNode;
  operationName?: string;
  variables?: Record<string, unknown>;
  actor: Actor;
  ip?: string;
};

/** The one way in for callers inside the process: the same validation, guards and resolvers as over HTTP. */
export interface Door {
  execute(request: DoorRequest): Promise<ExecutionResult<Record<string, unknown>>>;
}
