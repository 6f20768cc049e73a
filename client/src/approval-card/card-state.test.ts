import { describe, expect, it } from 'vitest';
import type { RiskLevel, WarningCode } from '../graphql/generated/graphql.js';
import { waitingPayment, warnedPayment } from '../testing/transactions.js';
import { cardStateOf } from './card-state.js';
import { gateOf, isReadable, spent } from './card-warnings.js';

describe('the state of a card', () => {
  it('believes a recorded decision before the transaction has caught up', () => {
    for (const [status, state] of [
      ['PENDING', 'pending'],
      ['REJECTED', 'rejected'],
      ['EXPIRED', 'expired'],
      ['SUPERSEDED', 'superseded'],
    ] as const)
      expect(cardStateOf({ status: 'AWAITING_APPROVAL', approval: { status } })).toBe(state);
  });

  it('keeps sent and confirmed apart, and an approved one that failed is failed', () => {
    const approval = { status: 'APPROVED' } as const;
    expect(cardStateOf({ status: 'SUBMITTED', approval })).toBe('submitted');
    expect(cardStateOf({ status: 'CONFIRMED', approval })).toBe('confirmed');
    expect(cardStateOf({ status: 'FAILED', approval })).toBe('failed');
    expect(cardStateOf({ status: 'UNKNOWN', approval })).toBe('unknown');
  });
});

describe('what a card asks for before Approve', () => {
  const gate = (...codes: [WarningCode, RiskLevel][]) =>
    gateOf(warnedPayment(codes.map(([code, level]) => ({ code, level, parameters: {} }))));

  it('is nothing up to a medium risk', () => {
    expect(gate()).toBe('none');
    expect(gate(['FIRST_PAYMENT', 'MEDIUM'], ['OLD_PRICE', 'LOW'])).toBe('none');
  });

  it('is a tick at a high one, whatever the warning is', () => {
    expect(gate(['CLAIM_MISMATCH', 'HIGH'], ['FIRST_PAYMENT', 'MEDIUM'])).toBe('compare');
    expect(gate(['OF_A_NEWER_SERVER' as WarningCode, 'HIGH'])).toBe('compare');
  });

  it('is the account’s name where control changes or the cost is unknown, beside whatever else', () => {
    expect(gate(['CONTROL_CHANGE', 'HIGH'])).toBe('name');
    expect(gate(['CLAIM_MISMATCH', 'HIGH'], ['UNKNOWN_COST', 'HIGH'])).toBe('name');
  });
});

describe('the facts of a card', () => {
  it('do not count the network fee among what leaves', () => {
    const payment = waitingPayment().outflows[0]!;
    const fee = {
      asset: 'XLM',
      code: 'XLM',
      fee: '0.00001',
      amount: '0.00001',
      reserve: '0',
      valueUsd: null,
      price: null,
    };
    expect(spent(waitingPayment({ outflows: [payment, fee] }))).toEqual([payment]);
    expect(spent(waitingPayment({ outflows: [{ ...fee, amount: '25.00001' }] }))).toHaveLength(1);
  });

  it('cannot be agreed to where an operation has none', () => {
    const operation = waitingPayment().operations[0]!;
    expect(isReadable(waitingPayment())).toBe(true);
    expect(isReadable(waitingPayment({ operations: [] }))).toBe(false);
    expect(isReadable(waitingPayment({ operations: [operation, { ...operation, fields: [] }] }))).toBe(false);
  });
});
