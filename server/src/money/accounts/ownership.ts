import type { EntityManager } from '@mikro-orm/core';
import { Account, Contact } from './records/account.entity.js';

/** What stands behind `@owner(of: ACCOUNT)`. */
export const ownsAccount = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(Account, { id, userId })) === 1;

/** What stands behind `@owner(of: CONTACT)`. */
export const ownsContact = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(Contact, { id, userId })) === 1;
