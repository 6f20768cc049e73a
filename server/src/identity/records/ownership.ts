import type { EntityManager } from '@mikro-orm/core';
import { Passkey, Session } from './user.entity.js';

/** The checks behind @owner(of: PASSKEY) and @owner(of: SESSION). */
export const ownsPasskey = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(Passkey, { id, userId })) === 1;

export const ownsSession = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(Session, { id, userId })) === 1;
