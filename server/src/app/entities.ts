import type { EntityManager } from '@mikro-orm/core';
import { chatEntities } from '../agent/chat/thread.entity.js';
import { agentEntities } from '../agent/runs/run.entity.js';
import { Passkey, userEntities } from '../identity/records/user.entity.js';
import { keyringEntities } from '../keyring/keyring.entity.js';
import { releasedEntities } from '../keyring/released-check.entity.js';
import { vaultEntities } from '../keyring/vault-state.entity.js';
import { Account, accountEntities } from '../money/accounts/records/account.entity.js';
import { apiKeyEntities } from '../money/api-keys/api-key.entity.js';
import { approvalEntities } from '../money/approvals/approval.entity.js';
import { policyEntities } from '../money/policy/policy.entity.js';
import { transactionEntities } from '../money/proposals/transaction.entity.js';
import { backupEntities } from '../operator/backup/make/backup.entity.js';
import { auditEntities } from '../platform/audit/audit.entity.js';
import { eventEntities } from '../platform/events/event.entity.js';

/** Every table. */
export const entities = [
  ...userEntities,
  ...apiKeyEntities,
  ...vaultEntities,
  ...releasedEntities,
  ...keyringEntities,
  ...accountEntities,
  ...policyEntities,
  ...transactionEntities,
  ...approvalEntities,
  ...agentEntities,
  ...chatEntities,
  ...auditEntities,
  ...eventEntities,
  ...backupEntities,
];

/** Where nobody has registered, nothing is sealed or marked yet. */
export const usesKeys = async (em: EntityManager): Promise<boolean> =>
  (await em.count(Passkey)) + (await em.count(Account)) > 0;
