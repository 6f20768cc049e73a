import { describe, expect, it } from 'vitest';
import { concerns, type OperationJson, readActivity } from './horizon-activity.js';

const [me, other, issuer] = ['GME', 'GOTHER', 'GISSUER'];
const operation = (change: Partial<OperationJson>): OperationJson => ({
  id: (12n << 32n).toString(),
  type: 'manage_data',
  transaction_hash: 'ab',
  transaction_successful: true,
  created_at: '2026-01-31T12:00:00Z',
  source_account: me,
  transaction_attr: { source_account: me },
  ...change,
});
const xlm = { asset_type: 'native' };
const path = {
  type: 'path_payment_strict_send',
  ...xlm,
  amount: '7.0000000',
  source_asset_type: 'credit_alphanum4',
  source_asset_code: 'USDC',
  source_asset_issuer: issuer,
  source_amount: '1.0000000',
};

describe('an operation', () => {
  it.each<[string, Partial<OperationJson>, object]>([
    [
      'a path payment of mine, by what it cost',
      { ...path, from: me, to: other },
      { kind: 'SENT', asset: `USDC:${issuer}`, amount: 10_000_000n, counterparty: other },
    ],
    [
      'a path payment to me, by what arrived',
      { ...path, from: other, to: me },
      { kind: 'RECEIVED', asset: 'XLM', amount: 70_000_000n, counterparty: other },
    ],
    [
      'a payment to myself',
      { type: 'payment', ...xlm, from: me, to: me, amount: '1' },
      { kind: 'SENT', counterparty: me },
    ],
    [
      'an account I opened',
      { type: 'create_account', funder: me, account: other, starting_balance: '2' },
      { kind: 'SENT', asset: 'XLM', amount: 20_000_000n, counterparty: other },
    ],
    [
      'a merge into mine',
      { type: 'account_merge', account: other, into: me },
      { kind: 'RECEIVED', asset: 'XLM', amount: null, counterparty: other },
    ],
    ['anything else', {}, { kind: 'OTHER', asset: null, amount: null, counterparty: null, ledger: 12 }],
  ])('reads as %s', (_what, change, told) => {
    expect(readActivity(operation(change), me)).toMatchObject(told);
  });

  it('of somebody else counts only if it succeeded', () => {
    const theirs = { transaction_attr: { source_account: other }, source_account: other };
    expect(concerns(operation(theirs), me)).toBe(true);
    expect(concerns(operation({ ...theirs, transaction_successful: false }), me)).toBe(false);
    expect(concerns(operation({ transaction_successful: false }), me)).toBe(true);
  });
});
