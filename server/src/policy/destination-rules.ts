import { ErrorCode } from '../errors.js';
import { ActorKind } from '../graphql/context.js';
import { baseAddress } from '../stellar/address.js';
import { isAutomatic, type Rule, result, usd } from './rule.js';
import { wholeInUsd } from './value.js';

export const deniedDestination: Rule = ({ facts, policy }) => {
  const denied = facts.destinations.find(({ address }) => policy.denyList.includes(baseAddress(address)));
  const hit = denied && { observed: denied.address, message: 'This address is on your deny list.' };
  return result(
    'destination-denied',
    'No destination is on the deny list.',
    ErrorCode.PERMISSION_DENIED,
    hit ?? null,
    'REFUSE',
  );
};

export const unlistedDestination: Rule = (input) => {
  const { facts, policy } = input;
  const unlisted = facts.destinations.find(({ address }) => policy.allowList?.includes(baseAddress(address)) === false);
  const hit = unlisted && {
    decision: isAutomatic(input) ? ('REFUSE' as const) : ('ASK' as const),
    threshold: `${policy.allowList?.length} on the allow list`,
    observed: unlisted.address,
    message: 'This address is not on your allow list.',
  };
  return result(
    'destination-not-allowed',
    'The allow list has every destination, or there is none.',
    ErrorCode.PERMISSION_DENIED,
    hit ?? null,
  );
};

export const newDestination: Rule = (input) => {
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

export const untypedDestination: Rule = (input) => {
  const fed = input.facts.destinations.find(({ inContacts, typedByPerson }) => !inContacts && !typedByPerson);
  const hit = isAutomatic(input) &&
    fed && {
      observed: fed.address,
      message:
        input.facts.actor === ActorKind.API_KEY
          ? 'A program named this address, and it is not in your contacts.'
          : 'You did not type this address, and it is not in your contacts: the agent read it somewhere.',
    };
  return result('untyped-destination', 'Every destination comes from you or your contacts.', null, hit || null);
};
