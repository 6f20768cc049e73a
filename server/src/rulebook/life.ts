export const TransactionStatus = {
  PROPOSED: 'PROPOSED',
  AWAITING_APPROVAL: 'AWAITING_APPROVAL',
  DENIED: 'DENIED',
  REJECTED: 'REJECTED',
  EXPIRED: 'EXPIRED',
  SUPERSEDED: 'SUPERSEDED',
  APPROVED: 'APPROVED',
  SIGNED: 'SIGNED',
  SUBMITTED: 'SUBMITTED',
  CONFIRMED: 'CONFIRMED',
  FAILED: 'FAILED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type TransactionStatus = keyof typeof TransactionStatus;

const S = TransactionStatus;

/** Every edge there is. What was given up by proof is left by nothing but a ledger that holds it all the same. */
const EDGES: Record<TransactionStatus, readonly TransactionStatus[]> = {
  PROPOSED: [S.AWAITING_APPROVAL, S.APPROVED, S.DENIED],
  AWAITING_APPROVAL: [S.APPROVED, S.REJECTED, S.EXPIRED, S.SUPERSEDED, S.DENIED],
  APPROVED: [S.SIGNED, S.AWAITING_APPROVAL, S.EXPIRED, S.SUPERSEDED, S.DENIED, S.FAILED],
  SIGNED: [S.SUBMITTED],
  SUBMITTED: [S.CONFIRMED, S.FAILED, S.EXPIRED, S.UNKNOWN],
  UNKNOWN: [S.CONFIRMED, S.FAILED, S.EXPIRED],
  DENIED: [],
  REJECTED: [],
  EXPIRED: [S.CONFIRMED, S.FAILED],
  SUPERSEDED: [],
  CONFIRMED: [],
  FAILED: [S.CONFIRMED, S.FAILED],
};

/** Given up: nothing is done any more, and for a while it is looked whether a ledger shows it. */
export const GIVEN_UP: readonly TransactionStatus[] = [S.EXPIRED, S.FAILED];

const FINAL: readonly TransactionStatus[] = [S.DENIED, S.REJECTED, S.SUPERSEDED, S.CONFIRMED, ...GIVEN_UP];

export const isFinal = (status: TransactionStatus): boolean => FINAL.includes(status);

/** Signed, and perhaps not yet decided by the ledger: one such transaction at a time for each account. */
export const IN_FLIGHT: readonly TransactionStatus[] = [S.SIGNED, S.SUBMITTED, S.UNKNOWN];

export const assertEdge = (from: TransactionStatus, to: TransactionStatus): void => {
  if (!EDGES[from].includes(to)) throw new Error(`A transaction never goes from ${from} to ${to}.`);
};
