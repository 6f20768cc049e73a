import type { EntityManager } from '@mikro-orm/core';
import { Account } from '../accounts/account.entity.js';
import { IN_FLIGHT, TransactionStatus } from '../transactions/life.js';
import { Transaction } from '../transactions/transaction.entity.js';
import { Approval, ApprovalStatus } from './approval.entity.js';

/** Why a person cannot leave yet, or null: their money could move without them. */
export const unfinishedBusiness = async (tx: EntityManager, userId: string): Promise<string | null> => {
  const underWay = { userId, status: { $in: [TransactionStatus.APPROVED, ...IN_FLIGHT] } };
  if ((await tx.count(Transaction, underWay)) > 0)
    return 'A transaction of yours is on its way. Wait until it is done, then try again.';
  if ((await tx.count(Approval, { userId, status: ApprovalStatus.PENDING })) > 0)
    return 'Approvals wait for you. Decide them first.';
  if ((await tx.count(Account, { userId, archivedAt: null })) > 0)
    return 'You have accounts. Move their money elsewhere, archive them, then try again.';
  return null;
};
