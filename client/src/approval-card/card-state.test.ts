import { describe, expect, it } from 'vitest';
import { ACME, NOW, price, waitingPayment } from '../testing/transactions.js';
import { cardStateOf } from './card-state.js';
import { isReadable, riskOf, spent, warningsOf } from './card-warnings.js';

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

describe('the warnings of a card', () => {
  const recipient = waitingPayment().recipients[0]!;
  const warn = (change: Parameters<typeof waitingPayment>[0]) =>
    warningsOf(waitingPayment(change), NOW).map(({ title }) => title);

  it('are none for a known payee at a fresh price', () => {
    expect(warn({})).toEqual([]);
    expect(riskOf(waitingPayment())).toBe('normal');
  });

  it('name a first payment, a look-alike and an account that is not there', () => {
    const recipients = [
      { ...recipient, label: null, labelSource: null, firstPayment: true, lookalikeOf: ACME, exists: false },
    ];
    expect(warn({ recipients })).toEqual([
      'The address resembles another one.',
      'First payment to this address.',
      'This account does not exist yet.',
    ]);
    expect(riskOf(waitingPayment({ recipients }))).toBe('high');
  });

  it('name an address and an amount that only the agent has read', () => {
    const read = (sentence: string) => ({ origin: 'TOOL', sentence }) as const;
    const { destination, amount } = waitingPayment().provenance!;
    const address = read('You did not type this address; the agent read it somewhere.');
    expect(warn({ provenance: { destination: address, amount } })).toEqual([address.sentence]);
    expect(warn({ provenance: { destination, amount: read('Not your amount.') } })).toEqual(['Not your amount.']);
    for (const origin of ['CONTACT', 'OWN_ACCOUNT'] as const)
      expect(warn({ provenance: { destination: { origin, sentence: 'Known.' }, amount: null } })).toEqual([]);
    expect(warn({ provenance: null })).toEqual([]);
  });

  it('name a price that is old or missing, and never call it zero', () => {
    const outflow = waitingPayment().outflows[0]!;
    const old = { ...price, at: new Date(NOW - 301_000).toISOString() };
    expect(warn({ outflows: [{ ...outflow, price: old }] })).toEqual(['Old price for USDC.']);
    expect(warn({ outflows: [{ ...outflow, reserve: '0', valueUsd: null, price: null }] })).toEqual([
      'No price for USDC.',
    ]);
  });

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
    expect(warn({ outflows: [payment, fee] })).toEqual([]);
  });

  it('ask for the most when control changes, and refuse what cannot be read', () => {
    const operation = waitingPayment().operations[0]!;
    expect(riskOf(waitingPayment({ operations: [{ ...operation, changesControl: true }] }))).toBe('control');
    expect(riskOf(waitingPayment({ operations: [operation, { ...operation, unsized: true }] }))).toBe('unsized');
    expect(isReadable(waitingPayment())).toBe(true);
    expect(isReadable(waitingPayment({ operations: [] }))).toBe(false);
    expect(isReadable(waitingPayment({ operations: [operation, { ...operation, fields: [] }] }))).toBe(false);
  });
});
