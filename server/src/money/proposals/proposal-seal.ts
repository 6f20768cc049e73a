import type { EntityManager } from '@mikro-orm/core';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { sealsIn } from '../../keyring/checked-seals.js';
import type { Seals } from '../accounts/records/sealed-rows.js';
import type { Transaction } from './transaction.entity.js';

type Sealed = Pick<
  Transaction,
  'id' | 'userId' | 'accountId' | 'network' | 'intent' | 'proposedBy' | 'instruction' | 'provenance' | 'apiKeyId'
>;

/** What of a proposal the policy believes: its bytes, who proposed it, the words that led there, and what they named. */
export const proposalRecord = ({
  id,
  userId,
  accountId,
  network,
  intent,
  proposedBy,
  instruction,
  provenance,
  apiKeyId,
}: Sealed) => ({
  kind: 'proposal' as const,
  ...{ id, userId, accountId, network, intent, proposedBy, instruction: instruction ?? null },
  // Absent, not null, in rows that were sealed before there was any.
  ...(provenance && { provenance }),
  ...(apiKeyId != null && { apiKeyId }),
});

/** A row that was written or changed by anything but the server is never signed. */
export const assertSealed = async (tx: EntityManager, seals: Seals, transaction: Transaction): Promise<void> => {
  const [sealed] = await sealsIn(tx, seals).checkSeals([{ record: proposalRecord(transaction), mac: transaction.mac }]);
  if (!sealed)
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      'This transaction is not as it was proposed: its row was changed. Propose it again, and look for who changed it.',
    );
};
