import type {
  ApprovalCard_TransactionFragment,
  ApprovalStatus,
  TransactionStatus,
} from '../graphql/generated/graphql.js';

export type CardState =
  | 'pending'
  | 'approved'
  | 'submitted'
  | 'confirmed'
  | 'failed'
  | 'unknown'
  | 'rejected'
  | 'expired'
  | 'superseded'
  | 'denied';

const byTransaction: Record<TransactionStatus, CardState> = {
  PROPOSED: 'approved',
  AWAITING_APPROVAL: 'pending',
  DENIED: 'denied',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  SUPERSEDED: 'superseded',
  APPROVED: 'approved',
  SIGNED: 'approved',
  SUBMITTED: 'submitted',
  CONFIRMED: 'confirmed',
  FAILED: 'failed',
  UNKNOWN: 'unknown',
};

const byApproval: Record<ApprovalStatus, CardState> = {
  PENDING: 'pending',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  SUPERSEDED: 'superseded',
};

type Facts = Pick<ApprovalCard_TransactionFragment, 'status'> & { approval?: { status: ApprovalStatus } | null };

/** What the card shows. A decision that is recorded always beats a transaction that has not caught up with it. */
export const cardStateOf = ({ status, approval }: Facts): CardState =>
  status === 'AWAITING_APPROVAL' && approval ? byApproval[approval.status] : byTransaction[status];

export const stateNames: Record<CardState, string> = {
  pending: 'Waits for you',
  approved: 'Approved, signing',
  submitted: 'Sent',
  confirmed: 'Confirmed',
  failed: 'Failed',
  unknown: 'Outcome unknown',
  rejected: 'Rejected',
  expired: 'Expired',
  superseded: 'Replaced',
  denied: 'Refused by a rule',
};

export const stateTones: Record<CardState, 'neutral' | 'good' | 'bad' | 'warn' | 'accent'> = {
  pending: 'warn',
  approved: 'accent',
  submitted: 'accent',
  confirmed: 'good',
  failed: 'bad',
  unknown: 'warn',
  rejected: 'neutral',
  expired: 'neutral',
  superseded: 'neutral',
  denied: 'bad',
};
