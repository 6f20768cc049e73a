import type { EntityManager } from '@mikro-orm/core';
import type { GraphQLSchema } from 'graphql';
import type { Door } from '../../platform/graphql/door.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { ModelGateway } from '../model/model-gateway.js';
import { DEFAULT_BOUNDS } from './model-turn.js';
import type { RunJournal } from './run-journal.js';
import { type LoopParts, RunLoop } from './run-loop.js';
import { ToolCatalogue } from './tool-catalogue.js';
import { ToolRunner } from './tool-runner.js';

export type RunLoopParts = {
  em: EntityManager;
  journal: RunJournal;
  model: ModelGateway;
  schema: GraphQLSchema;
  door: Door;
  vault: Vault;
  keyLimits: { isOver(em: EntityManager, userId: string, id: string): Promise<boolean> };
  telemetry: {
    runLoop(loop: RunLoop): RunLoop;
    toolRunner(runner: ToolRunner, exists: (name: string) => boolean): ToolRunner;
  };
};

/** The agent’s loop: its tools are operations of this schema, and go through this door. */
export const makeRunLoop = ({ em, journal, model, vault, telemetry, ...parts }: RunLoopParts): RunLoop => {
  const { schema, door, keyLimits } = parts;
  const tools = new ToolCatalogue(schema);
  const runner = telemetry.toolRunner(new ToolRunner(tools, door, vault), (name) => tools.find(name) !== undefined);
  const isKeyOver: LoopParts['isKeyOver'] = ({ userId, apiKeyId }) => keyLimits.isOver(em.fork(), userId, apiKeyId);
  return telemetry.runLoop(new RunLoop({ journal, model, tools, runner, bounds: DEFAULT_BOUNDS, isKeyOver }));
};
