import { ActorKind } from '../../kernel/actor.js';
import { ErrorCode } from '../../kernel/errors.js';
import { canBeClaimed } from '../facts/claim-times.js';
import { hoursText, isWithin } from '../facts/hours.js';
import {
  deniedDestination,
  newDestination,
  otherMemo,
  unlistedDestination,
  untypedDestination,
} from './destination-rules.js';
import { feeLimit } from './fee-rules.js';
import { apiKeyDestination, apiKeyGood, apiKeyOtherAsset, apiKeyPerDay, apiKeyPerTransaction } from './key-rules.js';
import { market } from './market-rule.js';
import { perDayCap, perTransactionCap, uncapped, unpriced, valueUsd } from './money-rules.js';
import { untypedAmount } from './provenance-rules.js';
import { isAutomatic, money, type Rule, result } from './rule.js';

const frozen: Rule = ({ facts }) => {
  const who = facts.userFrozen
    ? 'You have stopped all signatures'
    : facts.accountFrozen
      ? 'This account is frozen'
      : null;
  const hit = who && { message: `${who}. Unfreeze in the settings to go on.` };
  return result({ rule: 'frozen', otherwise: 'Nothing is frozen.', code: ErrorCode.FROZEN, decision: 'REFUSE' }, hit);
};

const agentFrozen: Rule = ({ facts }) => {
  const hit = facts.agentFrozen &&
    facts.actor === ActorKind.AGENT && { message: 'The agent was stopped. Unfreeze in the settings to let it go on.' };
  return result(
    { rule: 'agent-frozen', otherwise: 'The agent is not stopped.', code: ErrorCode.FROZEN, decision: 'REFUSE' },
    hit || null,
  );
};

const unsized: Rule = (input) => {
  const names = input.facts.unsized.join(', ');
  const alone = isAutomatic(input);
  const hit = names !== '' && {
    decision: alone ? ('REFUSE' as const) : ('ASK' as const),
    observed: names,
    message: `Tuxedo cannot tell what ${names} may cost${alone ? ', so only a person may propose it.' : '.'}`,
  };
  return result(
    { rule: 'unsized', otherwise: 'Every operation was sized.', code: ErrorCode.UNSIZED_TRANSACTION },
    hit || null,
  );
};

const control: Rule = (input) => {
  const { controlChanges } = input.facts;
  const hit = controlChanges.length > 0 && {
    decision: isAutomatic(input) ? ('REFUSE' as const) : ('ASK' as const),
    observed: controlChanges.join(', '),
    message: `${controlChanges.join(', ')} changes who controls the account.`,
  };
  return result(
    { rule: 'control-change', otherwise: 'Control of the account stays as it is.', code: ErrorCode.PERMISSION_DENIED },
    hit || null,
  );
};

const signatures: Rule = ({ facts }) => {
  const missing = facts.signatures?.missing;
  const hit = missing && { message: missing };
  return result(
    { rule: 'signatures', otherwise: 'One signature is enough, as far as the ledger was asked.', code: null },
    hit || null,
  );
};

const neverClaimable: Rule = ({ facts, at }) => {
  const stuck = facts.claims.find(({ when }) => !canBeClaimed(when, at));
  const hit = stuck && {
    observed: stuck.address,
    message: `${stuck.address} could never claim it (${stuck.words}), so it would be lost. Change the times, or leave that account out.`,
  };
  return result(
    {
      rule: 'never-claimable',
      otherwise: 'What is set aside can be claimed.',
      code: ErrorCode.BAD_USER_INPUT,
      decision: 'REFUSE',
    },
    hit ?? null,
  );
};

const burn: Rule = ({ facts }) => {
  const observed = facts.burns.map(({ asset, amount }) => money(amount, asset)).join(' and ');
  const hit = observed !== '' && { observed, message: `It destroys ${observed}: it goes back to its issuer.` };
  return result({ rule: 'burn', otherwise: 'Nothing goes back to its issuer.', code: null }, hit || null);
};

const unknownTrust: Rule = ({ facts }) => {
  const asset = facts.unknownTrusts[0];
  const hit = asset && { observed: asset, message: `${asset} is not one of the well-known assets: check its issuer.` };
  return result({ rule: 'unknown-asset', otherwise: 'No trust in an unknown issuer.', code: null }, hit || null);
};

const outsideHours: Rule = ({ policy, at }) => {
  const hit = !isWithin(policy.allowedHours, at) && {
    threshold: hoursText(policy.allowedHours),
    observed: at.toISOString(),
    message: 'Outside the hours that you set.',
  };
  return result(
    { rule: 'outside-hours', otherwise: 'Within the hours that are set, or none are.', code: null },
    hit || null,
  );
};

const agentCallRate: Rule = (input) => {
  const { facts, policy, agentCalls } = input;
  const limit = policy.callsPerHour;
  const hit = isAutomatic(input) &&
    limit !== null &&
    agentCalls >= limit && {
      threshold: `${limit} an hour`,
      observed: `${agentCalls + 1} in this hour`,
      message: `${facts.apiKeyId === null ? 'The agent' : 'A key'} may propose ${limit} transactions an hour. Try again later.`,
    };
  return result(
    {
      rule: 'agent-call-rate',
      otherwise: 'Neither the agent nor a key is too fast.',
      code: ErrorCode.RATE_LIMITED,
      decision: 'REFUSE',
    },
    hit || null,
  );
};

/** In the order in which they are shown. */
export const RULES: readonly Rule[] = [
  frozen,
  agentFrozen,
  unsized,
  control,
  signatures,
  market,
  neverClaimable,
  burn,
  deniedDestination,
  perTransactionCap,
  perDayCap,
  feeLimit,
  valueUsd,
  uncapped,
  unpriced,
  unlistedDestination,
  otherMemo,
  newDestination,
  untypedDestination,
  untypedAmount,
  unknownTrust,
  outsideHours,
  agentCallRate,
  apiKeyGood,
  apiKeyPerTransaction,
  apiKeyPerDay,
  apiKeyOtherAsset,
  apiKeyDestination,
];
