import { expect, it } from 'vitest';
import { emptyState, merged, type PersonState, type Spend, usageOf } from './person-state.js';

const now = new Date('2026-11-30T12:00:00Z');
const spend = (change: Partial<Spend>): Spend => ({
  transactionId: 'txn_1',
  hashes: ['a'],
  network: 'LOCAL',
  source: 'G',
  sequence: '1',
  outflows: [{ asset: 'XLM', amount: '100' }],
  at: now.toISOString(),
  validUntil: now.toISOString(),
  state: 'OPEN',
  bumped: false,
  ...change,
});
const raised = (hash: string, ...fees: bigint[]): Spend => {
  const by = fees.map((fee, index) => ({ asset: 'XLM', amount: `${fee - (fees[index - 1] ?? 100n)}` }));
  const outflows = [{ asset: 'XLM', amount: '100' }, ...by];
  return spend({ hashes: ['a', hash], outflows, bumped: true, raised: fees.map(String) });
};
const state = (number: number, ...spends: Spend[]): PersonState => ({ ...emptyState('usr_1'), number, spends });

it('two vaults that raised the same fee remember together the higher one, under every hash, once', () => {
  const [low, high] = [raised('b', 2_000n), raised('c', 1_000n, 9_000n)];
  for (const both of [merged(state(2, low), state(1, high)), merged(state(1, low), state(2, high))]) {
    expect(both.spends).toHaveLength(1);
    expect([...both.spends[0]!.hashes].sort()).toEqual(['a', 'b', 'c']);
    expect(usageOf(both, { network: 'LOCAL', reset: 'ROLLING' }, now).get('XLM')).toBe(9_000n);
  }
});

it('what one vault proved of its own signature says nothing of another vault’s over the same number', () => {
  const [gone, open] = [
    spend({ state: 'GONE' }),
    spend({ hashes: ['a', 'b'], validUntil: '2026-11-30T12:05:00.000Z' }),
  ];
  const both = merged(state(2, gone), state(1, open));
  expect(both.spends).toMatchObject([{ state: 'OPEN', hashes: ['a', 'b'], validUntil: open.validUntil }]);
  expect(usageOf(both, { network: 'LOCAL', reset: 'ROLLING' }, now).get('XLM')).toBe(100n);
});

it('what the newer memory knows to be spent stays as it was spent', () => {
  const fee = spend({ state: 'SPENT', outflows: [{ asset: 'XLM', amount: '7' }] });
  const both = merged(state(2, fee), state(1, raised('b', 9_000n)));
  expect(both.spends).toMatchObject([{ state: 'SPENT', outflows: [{ amount: '7' }] }]);
});
