import { fromStroops } from '../../kernel/amount.js';
import { NATIVE } from '../../kernel/assets.js';
import type { Decoded } from '../../rulebook/decode.js';
import type { StoredBalanceChange } from '../../rulebook/facts/decoded.js';
import type { LedgerAccount } from '../../stellar/gateway.js';

type Moves = Pick<Decoded, 'outflows' | 'arrivals' | 'drains' | 'unknownCost'>;

/** What each balance would be in the worst case: all that can leave has left, and only what is sure has come in. */
export const balanceChanges = (
  ledger: LedgerAccount | null,
  { outflows, arrivals, drains, unknownCost }: Moves,
): StoredBalanceChange[] => {
  const assets = new Set([...outflows, ...arrivals].map(({ asset }) => asset));
  return [...assets].map((asset) => {
    const before = ledger?.balances.find((balance) => balance.asset === asset)?.amount ?? 0n;
    const after = before + of(arrivals, asset) - of(outflows, asset) + locked(outflows, asset);
    const left = after < 0n || (drains && asset === NATIVE) ? 0n : after;
    return {
      asset,
      before: fromStroops(before),
      after: fromStroops(left),
      ...(unknownCost && { unknown: true as const }),
    };
  });
};

// A reserve cannot be spent, but stays in the account.
const locked = (outflows: Moves['outflows'], asset: string): bigint =>
  outflows.find((one) => one.asset === asset)?.reserve ?? 0n;

const of = (amounts: { asset: string; amount: bigint }[], asset: string): bigint =>
  amounts.filter((one) => one.asset === asset).reduce((sum, { amount }) => sum + amount, 0n);
