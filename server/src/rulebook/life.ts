import { registerEnumType } from 'type-graphql';

export enum TransactionStatus {
  PROPOSED = 'PROPOSED',
  AWAITING_APPROVAL = 'AWAITING_APPROVAL',
  DENIED = 'DENIED',
  REJECTED = 'REJECTED',
  EXPIRED = 'EXPIRED',
  SUPERSEDED = 'SUPERSEDED',
  APPROVED = 'APPROVED',
  SIGNED = 'SIGNED',
  SUBMITTED = 'SUBMITTED',
  CONFIRMED = 'CONFIRMED',
  FAILED = 'FAILED',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(TransactionStatus, {
  name: 'TransactionStatus',
  description: 'Where a transaction stands in its life.',
  valuesConfig: {
    AWAITING_APPROVAL: { description: 'A person must confirm it.' },
    DENIED: { description: 'The policy refused it; nothing was signed.' },
    REJECTED: { description: 'A person said no; nothing was signed.' },
    EXPIRED: { description: 'Its time passed and it can no longer apply.' },
    APPROVED: { description: 'Allowed; it will be signed as soon as the account is free.' },
    SIGNED: { description: 'Signed and stored, not yet sent.' },
    SUBMITTED: { description: 'Sent; the ledger has not answered.' },
    CONFIRMED: { description: 'In the ledger.' },
    FAILED: { description: 'It did not apply; see `failure`.' },
    UNKNOWN: {
      description:
        'Sent, outcome not yet known, also where the network refused it (see `failure`): it may still apply until `mayApplyUntil`.',
    },
  },
});

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
