import { ActorKind } from '../../kernel/actor.js';
import { ErrorCode } from '../../kernel/errors.js';
import { isListed } from '../facts/lists.js';
import type { AssetCap, KeyFacts, RuleInput } from '../facts/policy.js';
import { money, type Rule, result, withoutFee } from './rule.js';

const NO_KEY: KeyFacts = {
  problem: 'Nobody knows which key proposed this.',
  caps: [],
  allowList: null,
  usage: new Map(),
};

/** The key behind a proposal: its own, or that of the program which told the agent to. */
const keyOf = ({ facts, apiKey }: RuleInput): KeyFacts | null =>
  facts.actor === ActorKind.API_KEY || facts.apiKeyId !== null ? (apiKey ?? NO_KEY) : null;

const capOf = ({ facts }: RuleInput, caps: AssetCap[], asset: string): AssetCap | undefined =>
  caps.find((cap) => cap.asset === asset && cap.network === facts.network);

export const apiKeyGood: Rule = (input) => {
  const problem = keyOf(input)?.problem;
  const hit = problem ? { message: problem } : null;
  return result(
    {
      rule: 'api-key',
      otherwise: 'No key, or one that is good.',
      code: ErrorCode.PERMISSION_DENIED,
      decision: 'REFUSE',
    },
    hit,
  );
};

export const apiKeyPerTransaction: Rule = (input) => {
  const over = input.facts.outflows.flatMap((outflow) => {
    const { asset } = outflow;
    const amount = withoutFee(outflow);
    const cap = capOf(input, keyOf(input)?.caps ?? [], asset);
    return cap?.perTransaction != null && amount > cap.perTransaction
      ? [{ asset, amount, limit: cap.perTransaction, decision: cap.overPerTransaction }]
      : [];
  })[0];
  const hit = over && {
    decision: over.decision,
    threshold: money(over.limit, over.asset),
    observed: money(over.amount, over.asset),
    message: `This key may spend ${money(over.limit, over.asset)} in one transaction.`,
  };
  const otherwise = 'Within what the key may spend in one transaction.';
  return result(
    { rule: 'api-key-per-transaction-cap', otherwise, code: ErrorCode.SPENDING_LIMIT_EXCEEDED, decision: 'REFUSE' },
    hit ?? null,
  );
};

export const apiKeyPerDay: Rule = (input) => {
  const key = keyOf(input);
  const over = input.facts.outflows.flatMap(({ asset, amount }) => {
    const limit = capOf(input, key?.caps ?? [], asset)?.perDay;
    const total = (key?.usage.get(asset) ?? 0n) + amount;
    return limit != null && total > limit ? [{ asset, limit, total }] : [];
  })[0];
  const hit = over && {
    threshold: money(over.limit, over.asset),
    observed: money(over.total, over.asset),
    message: `This key may spend ${money(over.limit, over.asset)} within 24 hours.`,
  };
  const otherwise = 'Within what the key may spend in 24 hours.';
  return result(
    { rule: 'api-key-per-day-cap', otherwise, code: ErrorCode.SPENDING_LIMIT_EXCEEDED, decision: 'REFUSE' },
    hit ?? null,
  );
};

/** Whoever names the assets of a key means these alone. */
export const apiKeyOtherAsset: Rule = (input) => {
  const caps = keyOf(input)?.caps ?? [];
  const other = input.facts.outflows.find(
    (outflow) => withoutFee(outflow) > 0n && !capOf(input, caps, outflow.asset),
  )?.asset;
  const hit = caps.length > 0 && other && { observed: other, message: `This key may not spend ${other}.` };
  const otherwise = 'The key has a limit for every asset, or none at all.';
  return result(
    { rule: 'api-key-asset', otherwise, code: ErrorCode.SPENDING_LIMIT_EXCEEDED, decision: 'REFUSE' },
    hit || null,
  );
};

export const apiKeyDestination: Rule = (input) => {
  const list = keyOf(input)?.allowList ?? null;
  const unlisted = input.facts.destinations.find((one) => list && !isListed(list, one));
  const hit = unlisted && {
    threshold: `${list?.length} on the list of the key`,
    observed: unlisted.address,
    message: 'This key may not pay this address.',
  };
  const otherwise = 'The key may pay every destination, or anybody.';
  return result(
    { rule: 'api-key-destination', otherwise, code: ErrorCode.PERMISSION_DENIED, decision: 'REFUSE' },
    hit ?? null,
  );
};
