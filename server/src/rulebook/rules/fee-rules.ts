import { NATIVE } from '../../kernel/assets.js';
import { ErrorCode } from '../../kernel/errors.js';
import { money, type Rule, result } from './rule.js';

/** What a contract call may pay for its resources: 1 XLM. */
export const RESOURCE_FEE_MAX = 10_000_000n;

/** The fee is no part of the limits of one payment, so it has one of its own, which nobody agrees away on an approval. */
export const feeLimit: Rule = ({ facts, policy }) => {
  const { bid, resources } = facts.fee;
  const [limit, over] = bid > policy.feeMax ? [policy.feeMax, bid] : [RESOURCE_FEE_MAX, resources];
  const hit = over > limit && {
    threshold: money(limit, NATIVE),
    observed: money(over, NATIVE),
    message: `It offers the network a fee of ${money(over, NATIVE)}, and at most ${money(limit, NATIVE)} is allowed.`,
  };
  return result(
    {
      rule: 'fee-limit',
      otherwise: 'Within the limit of the fee.',
      code: ErrorCode.SPENDING_LIMIT_EXCEEDED,
      decision: 'REFUSE',
    },
    hit || null,
  );
};
