import { ErrorCode } from '../errors.js';
import { ActorKind } from '../graphql/context.js';
import { fromStroops } from '../stellar/amount.js';
import { assetCode } from '../stellar/assets.js';
import type { AssetCap, Decision, Outflow, RuleInput, RuleResult } from './policy.js';
import { sumInUsd, wholeInUsd } from './value.js';

type Rule = (input: RuleInput) => RuleResult;
type Hit = { decision?: Decision; threshold?: string; observed?: string; message: string };

const result = (
  rule: string,
  otherwise: string,
  code: ErrorCode | null,
  hit: Hit | null,
  decision: Decision = 'ASK',
): RuleResult => ({
  rule,
  matched: hit !== null,
  decision: hit ? (hit.decision ?? decision) : 'ALLOW',
  threshold: hit?.threshold ?? null,
  observed: hit?.observed ?? null,
  code: hit ? code : null,
  message: hit?.message ?? otherwise,
});

const money = (amount: bigint, asset: string): string => `${fromStroops(amount)} ${assetCode(asset)}`;
const usd = (amount: bigint): string => `${fromStroops(amount)} USD`;
const isAutomatic = ({ facts }: RuleInput): boolean => facts.actor !== ActorKind.PERSON;
const capOf = ({ policy, facts }: RuleInput, asset: string): AssetCap | undefined =>
  policy.caps.find((cap) => cap.asset === asset && cap.network === facts.network);
/** The network fee alone is no reason to ask about an asset. */
const spends = (outflow: Outflow): boolean => outflow.amount > outflow.fee;

const frozen: Rule = ({ facts }) => {
  const who = facts.userFrozen ? 'You have' : facts.accountFrozen ? 'This account is' : null;
  const hit = who && { message: `${who} stopped all signatures. Unfreeze in the settings to go on.` };
  return result('frozen', 'Nothing is frozen.', ErrorCode.FROZEN, hit, 'REFUSE');
};

const unsized: Rule = ({ facts }) => {
  const hit = facts.unsized.length > 0 && {
    observed: facts.unsized.join(', '),
    message: `Tuxedo cannot tell what ${facts.unsized.join(', ')} would cost, so it does not sign it.`,
  };
  return result('unsized', 'Every operation was sized.', ErrorCode.UNSIZED_TRANSACTION, hit || null, 'REFUSE');
};

const control: Rule = (input) => {
  const { controlChanges } = input.facts;
  const hit = controlChanges.length > 0 && {
    decision: isAutomatic(input) ? ('REFUSE' as const) : ('ASK' as const),
    observed: controlChanges.join(', '),
    message: `${controlChanges.join(', ')} changes who controls the account.`,
  };
  return result('control-change', 'Control of the account stays as it is.', ErrorCode.PERMISSION_DENIED, hit || null);
};

const perTransactionCap: Rule = (input) => {
  const over = input.facts.outflows.flatMap((outflow) => {
    const cap = capOf(input, outflow.asset);
    return cap?.perTransaction != null && outflow.amount > cap.perTransaction
      ? [{ outflow, cap, limit: cap.perTransaction }]
      : [];
  })[0];
  const hit = over && {
    decision: over.cap.overPerTransaction,
    threshold: money(over.limit, over.outflow.asset),
    observed: money(over.outflow.amount, over.outflow.asset),
    message: `Over ${money(over.limit, over.outflow.asset)} in one transaction.`,
  };
  return result(
    'per-transaction-cap',
    'Within the limit of one transaction.',
    ErrorCode.SPENDING_LIMIT_EXCEEDED,
    hit ?? null,
  );
};

const perDayCap: Rule = (input) => {
  const over = input.facts.outflows.flatMap((outflow) => {
    const limit = capOf(input, outflow.asset)?.perDay;
    const total = (input.usage.get(outflow.asset) ?? 0n) + outflow.amount;
    return limit != null && total > limit ? [{ asset: outflow.asset, limit, total }] : [];
  })[0];
  const hit = over && {
    threshold: money(over.limit, over.asset),
    observed: money(over.total, over.asset),
    message: `Over ${money(over.limit, over.asset)} within 24 hours.`,
  };
  return result(
    'per-day-cap',
    'Within the limit of 24 hours.',
    ErrorCode.SPENDING_LIMIT_EXCEEDED,
    hit ?? null,
    'REFUSE',
  );
};

const valueUsd: Rule = (input) => {
  const value = sumInUsd(input.facts.outflows, input.prices);
  const hit = value > input.policy.askAboveUsd && {
    threshold: usd(input.policy.askAboveUsd),
    observed: usd(value),
    message: `Worth more than ${usd(input.policy.askAboveUsd)}.`,
  };
  return result('value-usd', 'Below the value that always asks.', ErrorCode.SPENDING_LIMIT_EXCEEDED, hit || null);
};

const uncapped: Rule = (input) => {
  const asset = input.facts.outflows.find((outflow) => spends(outflow) && !capOf(input, outflow.asset))?.asset;
  const hit = asset && { observed: asset, message: `No limit is set for ${asset}.` };
  return result('asset-without-cap', 'Every asset has a limit.', ErrorCode.SPENDING_LIMIT_EXCEEDED, hit || null);
};

const unpriced: Rule = (input) => {
  const asset = input.facts.outflows.find((outflow) => spends(outflow) && !input.prices.get(outflow.asset))?.asset;
  const hit = asset && { observed: asset, message: `No price is known for ${asset}.` };
  return result('asset-without-price', 'Every asset has a price.', ErrorCode.PRICE_UNAVAILABLE, hit || null);
};

const newDestination: Rule = (input) => {
  const stranger = input.facts.destinations.find(({ inContacts, paidBefore }) => !inContacts && !paidBefore);
  const value = wholeInUsd(input);
  const asks = isAutomatic(input) && stranger && (value === null || value > input.policy.newDestinationAskAboveUsd);
  const hit = asks && {
    threshold: usd(input.policy.newDestinationAskAboveUsd),
    observed: value === null ? 'no price' : usd(value),
    message: 'First payment to an address that is not in your contacts.',
  };
  return result('new-destination', 'No payment to a stranger above the limit.', null, hit || null);
};

const untypedDestination: Rule = (input) => {
  const fed = input.facts.destinations.find(({ inContacts, typedByPerson }) => !inContacts && !typedByPerson);
  const hit = isAutomatic(input) &&
    fed && {
      observed: fed.address,
      message: 'You did not type this address, and it is not in your contacts: the agent read it somewhere.',
    };
  return result('untyped-destination', 'Every destination comes from you or your contacts.', null, hit || null);
};

const unknownTrust: Rule = ({ facts }) => {
  const asset = facts.unknownTrusts[0];
  const hit = asset && { observed: asset, message: `${asset} is not one of the well-known assets: check its issuer.` };
  return result('unknown-asset', 'No trust in an unknown issuer.', null, hit || null);
};

/** In the order in which they are shown. */
export const RULES: readonly Rule[] = [
  frozen,
  unsized,
  control,
  perTransactionCap,
  perDayCap,
  valueUsd,
  uncapped,
  unpriced,
  newDestination,
  untypedDestination,
  unknownTrust,
];
