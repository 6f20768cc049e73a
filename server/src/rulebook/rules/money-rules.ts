import { ErrorCode } from '../../kernel/errors.js';
import { capOf, money, type Rule, result, spends, usd, withoutFee } from './rule.js';
import { sumInUsd } from './value.js';

export const perTransactionCap: Rule = (input) => {
  const over = input.facts.outflows.flatMap((outflow) => {
    const cap = capOf(input, outflow.asset);
    return cap?.perTransaction != null && withoutFee(outflow) > cap.perTransaction
      ? [{ outflow, cap, limit: cap.perTransaction }]
      : [];
  })[0];
  const hit = over && {
    decision: over.cap.overPerTransaction,
    threshold: money(over.limit, over.outflow.asset),
    observed: money(withoutFee(over.outflow), over.outflow.asset),
    message: `Over ${money(over.limit, over.outflow.asset)} in one transaction.`,
  };
  return result(
    {
      rule: 'per-transaction-cap',
      otherwise: 'Within the limit of one transaction.',
      code: ErrorCode.SPENDING_LIMIT_EXCEEDED,
    },
    hit ?? null,
  );
};

export const perDayCap: Rule = (input) => {
  const over = input.facts.outflows.flatMap((outflow) => {
    const limit = capOf(input, outflow.asset)?.perDay;
    const total = (input.usage.get(outflow.asset) ?? 0n) + outflow.amount;
    return limit != null && total > limit ? [{ asset: outflow.asset, limit, total }] : [];
  })[0];
  const hit = over && {
    threshold: money(over.limit, over.asset),
    observed: money(over.total, over.asset),
    message: `Over ${money(over.limit, over.asset)} ${input.policy.reset === 'ROLLING' ? 'within 24 hours' : 'today (UTC)'}.`,
  };
  return result(
    {
      rule: 'per-day-cap',
      otherwise: 'Within the limit of a day.',
      code: ErrorCode.SPENDING_LIMIT_EXCEEDED,
      decision: 'REFUSE',
    },
    hit ?? null,
  );
};

export const valueUsd: Rule = (input) => {
  const value = sumInUsd(input.facts.outflows, input.prices);
  const hit = value > input.policy.askAboveUsd && {
    threshold: usd(input.policy.askAboveUsd),
    observed: usd(value),
    message: `Worth more than ${usd(input.policy.askAboveUsd)}.`,
  };
  return result(
    { rule: 'value-usd', otherwise: 'Below the value that always asks.', code: ErrorCode.SPENDING_LIMIT_EXCEEDED },
    hit || null,
  );
};

// What is locked counts as well: without a limit nothing else would bound how much.
export const uncapped: Rule = (input) => {
  const asset = input.facts.outflows.find((outflow) => withoutFee(outflow) > 0n && !capOf(input, outflow.asset))?.asset;
  const hit = asset && { observed: asset, message: `No limit is set for ${asset}.` };
  return result(
    { rule: 'asset-without-cap', otherwise: 'Every asset has a limit.', code: ErrorCode.SPENDING_LIMIT_EXCEEDED },
    hit || null,
  );
};

export const unpriced: Rule = (input) => {
  const asset = input.facts.outflows.find((outflow) => spends(outflow) && !input.prices.get(outflow.asset))?.asset;
  const hit = asset && {
    observed: asset,
    message: input.prices.problems?.get(asset) ?? `No price is known for ${asset}.`,
  };
  return result(
    { rule: 'asset-without-price', otherwise: 'Every asset has a price.', code: ErrorCode.PRICE_UNAVAILABLE },
    hit || null,
  );
};
