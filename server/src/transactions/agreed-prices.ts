import { DomainError, ErrorCode } from '../errors.js';
import type { Prices } from '../prices/price.js';
import { toStroops } from '../stellar/amount.js';
import type { Transaction } from './transaction.entity.js';

/** The oldest prices that a person may still agree to, and on which a consent may still be signed. */
export const PRICE_AGE_MAX_MS = 10 * 60_000;
const DRIFT_MAX_PERCENT = 5n;

const dead = (message: string): DomainError => new DomainError(ErrorCode.CONSENT_MISMATCH, message);

/** A consent given under a milder policy does not count under a stricter one. */
export const policyTightened = (): DomainError =>
  dead('Your policy has become stricter since this was agreed to. Nothing was signed; propose it again.');

/** Throws where a consent has died since: its prices have grown old, or have moved too far. */
export const assertAsAgreed = ({ pricedAt, outflows }: Transaction, now: Prices): void => {
  if (Date.now() - pricedAt.getTime() > PRICE_AGE_MAX_MS)
    throw dead('The prices that were agreed to are older than 10 minutes. Nothing was signed; propose it again.');
  const moved = outflows.some(({ asset, price }) =>
    hasMoved(price && toStroops(price.usd), now.get(asset)?.usd ?? null),
  );
  if (moved)
    throw dead(
      'A price has moved by more than 5 percent since this was agreed to. Nothing was signed; propose it again.',
    );
};

const hasMoved = (agreed: bigint | null, now: bigint | null): boolean => {
  if (agreed === null || now === null) return agreed !== now;
  const drift = now > agreed ? now - agreed : agreed - now;
  return drift * 100n > agreed * DRIFT_MAX_PERCENT;
};
