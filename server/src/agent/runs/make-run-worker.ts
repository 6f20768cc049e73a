import type { EntityManager } from '@mikro-orm/core';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { WakeUps } from '../../platform/events/wake-ups.js';
import type { Door } from '../../platform/graphql/door.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { ModelGateway } from '../model/model-gateway.js';
import { DEFAULT_BOUNDS } from './model-turn.js';
import type { RunJournal } from './run-journal.js';
import { type LoopParts, RunLoop } from './run-loop.js';
import { RunWorker } from './run-worker.js';
import { ToolCatalogue } from './tool-catalogue.js';
import { ToolRunner } from './tool-runner.js';

export type RunWorkerParts = {
  em: EntityManager;
  wakeUps: WakeUps;
  journal: RunJournal;
  model: ModelGateway;
  schema: GraphQLSchema;
  door: Door;
  vault: Vault;
  log: Logger;
  keyLimits: { isOver(em: EntityManager, userId: string, id: string): Promise<boolean> };
  telemetry: {
    runLoop(loop: RunLoop): RunLoop;
    toolRunner(runner: ToolRunner, exists: (name: string) => boolean): ToolRunner;
  };
};

/** Whoever works the runs, and the loop of each: its tools are operations of this schema, and go through this door. */
export const makeRunWorker = ({ em, journal, model, vault, telemetry, ...parts }: RunWorkerParts): RunWorker => {
  const { schema, door, keyLimits, wakeUps, log } = parts;
  const tools = new ToolCatalogue(schema);
  const runner = telemetry.toolRunner(new ToolRunner(tools, door, vault), (name) => tools.find(name) !== undefined);
  const isKeyOver: LoopParts['isKeyOver'] = ({ userId, apiKeyId }) => keyLimits.isOver(em.fork(), userId, apiKeyId);
  const loop = telemetry.runLoop(new RunLoop({ journal, model, tools, runner, bounds: DEFAULT_BOUNDS, isKeyOver }));
  return new RunWorker({ wakeUps, journal, loop, onError: (error) => log.error({ error }, 'a run failed') });
};
