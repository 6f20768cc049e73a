import { KeyEndings } from '../money/api-keys/key-endings.js';
import { ApiKeyLimits } from '../money/api-keys/key-limits.js';
import { makeApprovalRequests, makeApprovals } from '../money/approvals/make-approvals.js';
import { AgentBrake } from '../money/policy/agent-brake.js';
import { makePolicy } from '../money/policy/make-policy.js';
import { makeProposals } from '../money/proposals/make-proposals.js';
import { makeReading } from '../money/proposals/make-reading.js';
import { PastDecisions } from '../money/proposals/past-decisions.js';
import type { Timing } from '../money/proposals/timing.js';
import { makeSigning } from '../money/signing/make-signing.js';
import { OutcomeService } from '../money/submission/outcome.service.js';
import type { Foundations } from './foundations.js';

/** Each feature of money, the lower one first: what it gives is a part of those above it. */
export const makeMoney = (foundations: Foundations, timing: Timing | undefined) => {
  const { em, vault, audit, events } = foundations;
  const decisions = new PastDecisions();
  const keyLimits = new ApiKeyLimits(vault);
  const policy = makePolicy({ ...foundations, decisions, apiKeys: keyLimits });
  const reading = makeReading({ ...foundations, ...policy });
  const requests = makeApprovalRequests({ ...foundations, ...policy, ...reading });
  const keyEndings = new KeyEndings({ seals: vault, pending: requests.pending, audit, events });
  const brake = new AgentBrake({ em, decisions, audit, events, vault, apiKeys: keyEndings });
  const parts = { ...foundations, ...policy, ...reading, ...requests, brake };
  return {
    decisions,
    keyLimits,
    keyEndings,
    brake,
    ...policy,
    ...reading,
    ...requests,
    ...makeProposals(parts),
    ...makeSigning({ ...parts, timing }),
    ...makeApprovals(parts),
    outcomes: new OutcomeService(parts),
  };
};
