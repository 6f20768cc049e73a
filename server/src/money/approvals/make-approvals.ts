import type { AuditLog } from '../../platform/audit/audit-log.js';
import type { Events } from '../../platform/events/events.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { FactsService } from '../proposals/facts.service.js';
import { ApprovalRequestsService } from './approval-requests.service.js';
import { type ApprovalsParts, ApprovalsService } from './approvals.service.js';
import { type RenewalParts, RenewalService } from './renewal.service.js';
import { SupersedingService } from './superseding.service.js';

export type ApprovalRequestsParts = { audit: AuditLog; events: Events; policy: PolicyService; facts: FactsService };

/** Where the approvals lie: whoever proposes lays one down, and a stricter policy takes some away. */
export const makeApprovalRequests = ({ audit, events, policy, facts }: ApprovalRequestsParts) => {
  const requests = new ApprovalRequestsService(audit, events);
  return { requests, pending: new SupersedingService(policy, facts, requests, events) };
};

/** What a person is asked, and their yes or no. */
export const makeApprovals = (parts: ApprovalsParts & RenewalParts) => ({
  approvals: new ApprovalsService(parts),
  renewal: new RenewalService(parts),
});
