import type { EntityManager } from '@mikro-orm/core';
import { IN_FLIGHT, isFinal, TransactionStatus } from '../../rulebook/life.js';
import { Account } from '../accounts/records/account.entity.js';
import { Reservations } from '../policy/reservations.js';
import { Transaction } from '../proposals/transaction.entity.js';
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

/** Why an account cannot be archived yet, or null: its money could still move, or somebody would be asked in vain. */
export const unfinishedOf = async (tx: EntityManager, { id: accountId, userId }: Account): Promise<string | null> => {
  const open = Object.values(TransactionStatus).filter((status) => !isFinal(status));
  if ((await tx.count(Transaction, { accountId, status: { $in: open } })) > 0)
    return 'A transaction of this account is open: it waits for you, or is on its way. Decide it or wait, then try again.';
  // What failed without proof may still apply until its time is over.
  if (
    (await new Reservations().live(tx, userId)).some((one) => one.accountId === accountId && one.state === 'RESERVED')
  )
    return 'A transaction of this account may still apply. Wait until its time is over, then try again.';
  return null;
};
