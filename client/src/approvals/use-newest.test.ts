import { describe, expect, it } from 'vitest';
import { waitingPayment } from '../testing/transactions.js';
import { newer } from './use-newest.js';

describe('an answer about a transaction', () => {
  it('does not take the card back to an older state', () => {
    const confirmed = waitingPayment({ rev: 5, status: 'CONFIRMED' });
    const late = waitingPayment({ rev: 4, status: 'SUBMITTED' });
    expect(newer(confirmed, late)).toBe(confirmed);
    expect(newer(late, confirmed)).toBe(confirmed);
    expect(newer(confirmed, waitingPayment({ id: 'txn_2', rev: 1 }))?.id).toBe('txn_2');
  });
});
