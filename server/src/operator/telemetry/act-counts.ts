import type { AuditEvent } from '../../platform/audit/audit-log.js';
import type { Metrics } from './metrics.js';

const SUBMISSIONS: Partial<Record<string, string>> = {
  'transaction.submitted': 'SENT',
  'transaction.confirmed': 'CONFIRMED',
  'transaction.failed': 'FAILED',
  'transaction.expired': 'EXPIRED',
  'transaction.unknown': 'UNKNOWN',
};
const RUNS: Partial<Record<string, string>> = { ANSWER: 'COMPLETED', ERROR: 'FAILED' };

/** Counts what was written down, once it has committed: what is in the log is what happened. */
export const countAct = (metrics: Metrics, { action, actor, result, details }: AuditEvent): void => {
  metrics.auditEntries.inc({ action });
  const outcome = SUBMISSIONS[action];
  if (outcome) metrics.submissions.inc({ outcome });
  if (action.startsWith('approval.')) metrics.approvals.inc({ outcome: action.slice('approval.'.length) });
  if (action === 'run.cancelled') metrics.runs.inc({ outcome: 'CANCELLED' });
  if (action !== 'transaction.proposed') return;
  metrics.verdicts.inc({ decision: result, actor });
  const matched = Array.isArray(details?.matched) ? details.matched : [];
  for (const rule of matched) metrics.rules.inc({ rule: String(rule), decision: result });
};

/** A run ends with its answer or with its error; what is cancelled, the audit log says. */
export const countStep = (metrics: Metrics, { kind }: Record<string, unknown>): void => {
  const outcome = RUNS[String(kind)];
  if (outcome) metrics.runs.inc({ outcome });
};
