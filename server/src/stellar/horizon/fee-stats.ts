import type { Horizon } from '@stellar/stellar-sdk';
import type { FeeStats } from '../gateway.js';

type Stats = Horizon.HorizonApi.FeeStatsResponse;

/** Ledgers that are not half full take everybody for the base fee. */
const SURGE_USAGE = 0.5;

/**
 * Fees of the last ledgers for one operation. In a surge those pay the same who were taken, so what was charged tells what
 * it takes; bids alone would let one stranger raise the fee of everybody, which takes half of all bids here.
 */
export const readFeeStats = ({
  last_ledger_base_fee,
  ledger_capacity_usage,
  fee_charged,
  max_fee,
}: Stats): FeeStats => {
  const [base, charged, bid] = [last_ledger_base_fee, fee_charged.p80, max_fee.p50].map(BigInt) as [
    bigint,
    bigint,
    bigint,
  ];
  const isSurge = !(Number(ledger_capacity_usage) < SURGE_USAGE);
  const suggested = isSurge ? [base, charged, bid].reduce((a, b) => (a > b ? a : b)) : base;
  return { p50: bid, p95: BigInt(max_fee.p95), suggested };
};
