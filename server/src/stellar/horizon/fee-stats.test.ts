import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFeeStats } from './fee-stats.js';

type Stats = Parameters<typeof readFeeStats>[0];

const stats = (usage: string, charged: bigint, bids: { p50: bigint; p95: bigint }): Stats =>
  ({
    last_ledger: '7',
    last_ledger_base_fee: '100',
    ledger_capacity_usage: usage,
    fee_charged: { p80: `${charged}` },
    max_fee: { p50: `${bids.p50}`, p95: `${bids.p95}` },
  }) as unknown as Stats;
const suggested = (...args: Parameters<typeof stats>): bigint => readFeeStats(stats(...args)).suggested;

describe('the fee that is suggested', () => {
  it('is the least there is while ledgers have room, whatever others offer', () => {
    expect(suggested('0.03', 100n, { p50: 100n, p95: 100_000n })).toBe(100n);
    expect(suggested('0.49', 5_000n, { p50: 90_000n, p95: 100_000n })).toBe(100n);
  });

  it('is in a surge what those paid who were taken, or half of all offer', () => {
    expect(suggested('0.97', 5_000n, { p50: 300n, p95: 100_000n })).toBe(5_000n);
    expect(suggested('1.00', 300n, { p50: 7_000n, p95: 100_000n })).toBe(7_000n);
    expect(suggested('0.50', 100n, { p50: 100n, p95: 100_000n })).toBe(100n);
  });

  it('is not moved by the few who offer most', () => {
    const fee = fc.bigInt(100n, 10n ** 7n);
    fc.assert(
      fc.property(fee, fee, fee, fc.constantFrom('0.01', '0.80'), (charged, p50, p95, usage) => {
        expect(suggested(usage, charged, { p50, p95 })).toBe(suggested(usage, charged, { p50, p95: 10n ** 9n }));
      }),
    );
  });

  it('takes a capacity that nobody can read for a full one', () => {
    expect(suggested('', 5_000n, { p50: 100n, p95: 100n })).toBe(100n);
    expect(suggested('full', 5_000n, { p50: 100n, p95: 100n })).toBe(5_000n);
  });
});
