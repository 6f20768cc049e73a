import type { EntityManager } from '@mikro-orm/core';
import type { Challenges } from '../../identity/passkeys/challenges.js';
import type { PasskeyService } from '../../identity/passkeys/passkey.service.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import type { Events } from '../../platform/events/events.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { DecisionLog } from '../policy/decision-log.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { PendingApprovals } from './pending-approvals.js';
import { PolicyChangeService } from './policy-change.service.js';
import { PolicyConfirmation } from './policy-confirmation.js';
import { PolicyPlanner } from './policy-planner.js';

export type MakePolicyChangesParts = {
  em: EntityManager;
  vault: Vault;
  audit: AuditLog;
  events: Events;
  challenges: Challenges;
  passkeys: PasskeyService;
  policy: PolicyService;
  decisions: DecisionLog;
  pending: PendingApprovals;
};

/** A new version of a policy, and the passkey’s word for what gets milder. */
export const makePolicyChanges = (parts: MakePolicyChangesParts) => {
  const { em, vault, audit, events, challenges, passkeys, policy, decisions, pending } = parts;
  const planner = new PolicyPlanner(policy, decisions);
  const confirmation = new PolicyConfirmation(challenges, passkeys, vault);
  return {
    policyChanges: new PolicyChangeService({ em, planner, confirmation, pending, vault, audit, events }),
  };
};
