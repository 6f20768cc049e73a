import { ActorKind } from '../../kernel/actor.js';
import { ErrorCode } from '../../kernel/errors.js';
import { isDenied, isListed } from '../facts/lists.js';
import type { DestinationFact } from '../facts/policy.js';
import { isAutomatic, type Rule, result, usd } from './rule.js';
import { wholeInUsd } from './value.js';

export const deniedDestination: Rule = ({ facts, policy }) => {
  const { memo } = facts;
  const denied = facts.destinations.find(({ address }) => isDenied(policy.denyList, { address, memo }));
  const hit = denied && { observed: denied.address, message: deniedText(policy.denyList, denied) };
  return result(
    {
      rule: 'destination-denied',
      otherwise: 'No destination is on the deny list.',
      code: ErrorCode.PERMISSION_DENIED,
      decision: 'REFUSE',
    },
    hit ?? null,
  );
};

const deniedText = (list: string[], { address }: DestinationFact): string =>
  isDenied(list, { address, memo: '' })
    ? 'This address is on your deny list.'
    : 'A customer of this address is on your deny list, and a memo can name the same customer.';

export const unlistedDestination: Rule = (input) => {
  const { facts, policy } = input;
  const unlisted = facts.destinations.find((one) => policy.allowList && !isListed(policy.allowList, one));
  const hit = unlisted && {
    decision: isAutomatic(input) ? ('REFUSE' as const) : ('ASK' as const),
    threshold: `${policy.allowList?.length} on the allow list`,
    observed: unlisted.address,
    message: 'This address is not on your allow list.',
  };
  return result(
    {
      rule: 'destination-not-allowed',
      otherwise: 'The allow list has every destination, or there is none.',
      code: ErrorCode.PERMISSION_DENIED,
    },
    hit ?? null,
  );
};

/** Who is told apart by a memo alone is somebody else under another one, whoever proposes it. */
export const otherMemo: Rule = ({ facts }) => {
  const other = facts.destinations.find((one) => one.otherMemo)?.otherMemo;
  const hit = other && {
    threshold: other.contacts.join('; '),
    observed: other.payment,
    message: `Contact ${other.contacts.join(', contact ')}; this payment has ${other.payment}.`,
  };
  return result(
    { rule: 'memo-not-the-contacts', otherwise: 'Memo and muxed id are those of the contact.', code: null },
    hit ?? null,
  );
};

/** Neither a contact, nor somebody for whom a person has approved as much before. */
export const isStranger = ({ inContacts, newContact, paidBefore }: DestinationFact): boolean =>
  !paidBefore && (!inContacts || newContact);

/** Whatever strangers get unasked within 24 hours counts together, or many small payments would be a large one. */
export const newDestination: Rule = (input) => {
  const { facts, policy, strangersUsd } = input;
  const stranger = facts.destinations.find(isStranger);
  const value = wholeInUsd(input);
  const total = value === null ? null : value + strangersUsd;
  const asks = isAutomatic(input) && stranger && (total === null || total > policy.newDestinationAskAboveUsd);
  const hit = asks && {
    threshold: `${usd(policy.newDestinationAskAboveUsd)} in 24 hours`,
    observed: total === null ? 'no price' : usd(total),
    message: strangerText(stranger, strangersUsd),
  };
  return result(
    { rule: 'new-destination', otherwise: 'No payment to a stranger above the limit.', code: null },
    hit || null,
  );
};

const strangerText = ({ inContacts }: DestinationFact, before: bigint): string => {
  const who = inContacts
    ? 'You added this contact less than a day ago, and did not name it here.'
    : 'This address is not in your contacts, and you have not approved as much for it before.';
  return before > 0n ? `${who} Such payments of the last 24 hours count together.` : who;
};

export const untypedDestination: Rule = (input) => {
  const fed = input.facts.destinations.find(({ inContacts, typedByPerson }) => !inContacts && !typedByPerson);
  const hit = isAutomatic(input) &&
    fed && {
      observed: fed.address,
      message:
        input.facts.actor === ActorKind.API_KEY
          ? 'A program named this address, and it is not in your contacts.'
          : 'You did not type this address with this memo, and it is not in your contacts: the agent read it somewhere.',
    };
  return result(
    { rule: 'untyped-destination', otherwise: 'Every destination comes from you or your contacts.', code: null },
    hit || null,
  );
};
