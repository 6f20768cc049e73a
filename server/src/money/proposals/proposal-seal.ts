import type { EntityManager } from '@mikro-orm/core';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { sealsIn } from '../../keyring/checked-seals.js';
import { proposalRecord } from '../../rulebook/sealed-rows.js';
import type { Seals } from '../../vault/contract/seals.js';
import type { Transaction } from './transaction.entity.js';

/** A row that was written or changed by anything but the server is never signed. */
export const assertSealed = async (tx: EntityManager, seals: Seals, transaction: Transaction): Promise<void> => {
  const [sealed] = await sealsIn(tx, seals).checkSeals([{ record: proposalRecord(transaction), mac: transaction.mac }]);
  if (!sealed)
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      'This transaction is not as it was proposed: its row was changed. Propose it again, and look for who changed it.',
    );
};
