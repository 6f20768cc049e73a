import type { EntityManager } from '@mikro-orm/core';
import { AuditRecord } from '../../../platform/audit/audit.entity.js';
import type { Account } from './account.entity.js';

/**
 * The public key that signs for an account here: its address, unless its signer was replaced. Then the log says which key
 * was stored in the transaction that put it in the place of the one before.
 */
export const ownKeyOf = async (em: EntityManager, { id, userId, address, sealed }: Account): Promise<string> => {
  if (sealed.version === 1) return address;
  const added = await em.findOne(
    AuditRecord,
    { userId, resource: id, action: 'account.signer_added' },
    { orderBy: { seq: 'desc' } },
  );
  return typeof added?.details.signer === 'string' ? added.details.signer : address;
};
