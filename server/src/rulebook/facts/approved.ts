import { toStroops } from '../../kernel/amount.js';
import { receivedKey, type UnaskedSums } from './unasked.js';

/** By asset the most that a person has approved for a payee in one transaction, as decimal strings. */
export type Approved = Record<string, string>;

/** Whether a person has approved as much before as a payee gets now, together with what it got unasked. */
export const isCovered = (
  approved: Approved,
  { payee, receives }: { payee: string; receives: { asset: string; amount: bigint }[] },
  { received }: UnaskedSums,
): boolean =>
  receives.length > 0 &&
  receives.every(({ asset, amount }) => {
    const before = received.get(receivedKey({ payee, asset })) ?? 0n;
    return approved[asset] !== undefined && before + amount <= toStroops(approved[asset]);
  });
