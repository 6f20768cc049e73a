import type { EntityManager } from '@mikro-orm/core';
import type { RequestContext } from '../../platform/graphql/context.js';
import { MessageType, ThreadType } from './chat.types.js';
import { Message, Thread } from './thread.entity.js';

/** The check behind @owner(of: THREAD). A deleted thread is nobody's. */
export const ownsThread = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(Thread, { id, userId, deletedAt: null })) === 1;

/** Finds a thread of the caller's for `node`. */
export const findThreadNode = async ({ em, actor }: RequestContext, id: string): Promise<object | null> => {
  const thread = actor && (await em.findOne(Thread, { id, userId: actor.userId, deletedAt: null }));
  return thread ? Object.assign(new ThreadType(), thread) : null;
};

/** Finds a message of the caller's for `node`. */
export const findMessageNode = async ({ em, actor }: RequestContext, id: string): Promise<object | null> => {
  const message = actor && (await em.findOne(Message, { id, userId: actor.userId }));
  if (!message || !(await ownsThread(em, message.userId, message.threadId))) return null;
  return Object.assign(new MessageType(), message);
};
