import type { EntityManager } from '@mikro-orm/core';
import type { RequestContext } from '../../platform/graphql/context.js';
import { AgentRunType } from './agent-run.type.js';
import { AgentRun } from './run.entity.js';

/** The check behind @owner(of: RUN). */
export const ownsRun = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(AgentRun, { id, userId })) === 1;

/** Finds a run of the caller's for `node`. */
export const findRunNode = async ({ em, actor }: RequestContext, id: string): Promise<object | null> => {
  const run = actor && (await em.findOne(AgentRun, { id, userId: actor.userId }));
  return run ? Object.assign(new AgentRunType(), run) : null;
};
