import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { Transaction } from '../proposals/transaction.entity.js';

/** Approvals that wait for one person. Each bound leaves room for whoever stands before: keys for the agent, both for the person. */
const ROOM = { all: 50, automatic: 40, keys: 20, oneKey: 10 };

type Proposer = Pick<Transaction, 'userId' | 'proposedBy' | 'apiKeyId'>;

/** Why no further approval of this proposer may be put up now, or null. */
export const tooManyApprovals = async (
  tx: EntityManager,
  { userId, proposedBy, apiKeyId }: Proposer,
): Promise<string | null> => {
  const waiting = { userId, status: TransactionStatus.AWAITING_APPROVAL };
  const rows = await tx.find(Transaction, waiting, { fields: ['proposedBy', 'apiKeyId'], disableIdentityMap: true });
  const ofKeys = rows.filter((row) => row.apiKeyId != null);
  if (rows.length >= ROOM.all) return `${ROOM.all} approvals wait already. Decide some of them first.`;
  if (
    proposedBy !== ActorKind.PERSON &&
    rows.filter((row) => row.proposedBy !== ActorKind.PERSON).length >= ROOM.automatic
  )
    return `${ROOM.automatic} approvals of agent and programs wait already. Their owner must decide some of them first.`;
  if (apiKeyId != null && ofKeys.length >= ROOM.keys)
    return `${ROOM.keys} approvals of programs wait already. Their owner must decide some of them first.`;
  if (apiKeyId != null && ofKeys.filter((row) => row.apiKeyId === apiKeyId).length >= ROOM.oneKey)
    return `${ROOM.oneKey} approvals of this key wait already. Their owner must decide some of them first.`;
  return null;
};
