import { expect, it } from 'vitest';
import { assertEdge, GIVEN_UP, IN_FLIGHT, isFinal, TransactionStatus } from './life.js';

const all = Object.values(TransactionStatus);
const allowed = (from: TransactionStatus): TransactionStatus[] =>
  all.filter((to) => {
    try {
      assertEdge(from, to);
      return true;
    } catch {
      return false;
    }
  });

it('these are all the edges there are, and every other one throws', () => {
  expect(Object.fromEntries(all.map((from) => [from, allowed(from).sort()]))).toEqual({
    PROPOSED: ['APPROVED', 'AWAITING_APPROVAL', 'DENIED'],
    AWAITING_APPROVAL: ['APPROVED', 'DENIED', 'EXPIRED', 'REJECTED', 'SUPERSEDED'],
    APPROVED: ['AWAITING_APPROVAL', 'DENIED', 'EXPIRED', 'FAILED', 'SIGNED', 'SUPERSEDED'],
    SIGNED: ['SUBMITTED'],
    SUBMITTED: ['CONFIRMED', 'EXPIRED', 'FAILED', 'UNKNOWN'],
    UNKNOWN: ['CONFIRMED', 'EXPIRED', 'FAILED'],
    // What was given up, and is in a ledger all the same.
    EXPIRED: ['CONFIRMED', 'FAILED'],
    FAILED: ['CONFIRMED', 'FAILED'],
    DENIED: [],
    REJECTED: [],
    SUPERSEDED: [],
    CONFIRMED: [],
  });
});

it('what is final stays as it is, but for what a ledger holds in spite of a proof', () => {
  for (const status of all.filter(isFinal))
    expect(allowed(status)).toEqual(GIVEN_UP.includes(status) ? ['CONFIRMED', 'FAILED'] : []);
  expect(all.filter(isFinal).sort()).toEqual(['CONFIRMED', 'DENIED', 'EXPIRED', 'FAILED', 'REJECTED', 'SUPERSEDED']);
});

it('only APPROVED leads to SIGNED, so nothing is signed twice or unasked', () => {
  expect(all.filter((from) => allowed(from).includes(TransactionStatus.SIGNED))).toEqual([TransactionStatus.APPROVED]);
});

it('nothing comes back from a signature to an approval', () => {
  for (const status of IN_FLIGHT) {
    expect(allowed(status)).not.toContain(TransactionStatus.APPROVED);
    expect(allowed(status)).not.toContain(TransactionStatus.AWAITING_APPROVAL);
  }
});
