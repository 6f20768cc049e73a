import type { EntityManager } from '@mikro-orm/core';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { isBumpDue } from '../../rulebook/fee-bump.js';
import { IN_FLIGHT, TransactionStatus } from '../../rulebook/life.js';
import type { Account } from '../accounts/records/account.entity.js';
import { Transaction } from '../proposals/transaction.entity.js';
import type { ToBump, ToSign } from './signing.js';

export const assertApproved = ({ status }: Transaction): void => {
  if (status === TransactionStatus.AWAITING_APPROVAL)
    throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'This transaction waits for its owner to approve it.');
  if (status !== TransactionStatus.APPROVED)
    throw new DomainError(ErrorCode.ALREADY_DECIDED, `This transaction is ${status} already; it cannot be signed.`, {
      status,
    });
};

export const assertBumpDue = (transaction: Transaction, { fee }: ToBump): void => {
  if (!isBumpDue(transaction) || transaction.feeBump?.fee !== fee.toString())
    throw new DomainError(ErrorCode.ALREADY_DECIDED, 'No higher fee is wanted for this transaction any more.');
};

// Nothing open is archived now; of what was before there was such a rule nothing new is signed.
export const assertInUse = ({ archivedAt }: Account): void => {
  if (archivedAt)
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      'This account is archived. Bring it back, then propose it again.',
    );
};

// The number that was read belongs to whoever is in flight, or to whoever ended since it was read.
export const assertTurn = async (tx: EntityManager, accountId: string, { sequence }: ToSign): Promise<void> => {
  const inFlight = { status: { $in: [...IN_FLIGHT] } };
  const usedUp = { sequence, feeCharged: { $ne: null } };
  if ((await tx.count(Transaction, { accountId, $or: [inFlight, usedUp] } as never)) === 0) return;
  const message = 'Another transaction of this account is on its way. Try again when it is done.';
  throw new DomainError(ErrorCode.CONFLICT, message, {}, 1);
};
