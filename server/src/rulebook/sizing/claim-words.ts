import type { xdr } from '@stellar/stellar-sdk/base';
import type { ClaimTimes } from '../facts/claim-times.js';

/** As deep as the ledger takes them. */
const DEPTH_MAX = 4;

/** A predicate as the ledger will read it; throws where it would refuse it. */
export const claimTimes = (predicate: xdr.ClaimPredicate, depth = 1): ClaimTimes => {
  if (depth > DEPTH_MAX) throw new RangeError('The network takes no predicate that is nested deeper than four.');
  switch (predicate.type) {
    case 'claimPredicateUnconditional':
      return 'ANY';
    case 'claimPredicateBeforeAbsoluteTime':
      return { before: seconds(predicate.absBefore) };
    case 'claimPredicateBeforeRelativeTime':
      return { within: seconds(predicate.relBefore) };
    case 'claimPredicateNot':
      if (!predicate.notPredicate) throw new RangeError('It names nothing that must not hold.');
      return { not: claimTimes(predicate.notPredicate, depth + 1) };
    case 'claimPredicateAnd':
      return { and: both(predicate.andPredicates, depth) };
    case 'claimPredicateOr':
      return { or: both(predicate.orPredicates, depth) };
  }
};

const both = (predicates: readonly xdr.ClaimPredicate[], depth: number): ClaimTimes[] => {
  if (predicates.length !== 2) throw new RangeError('Two predicates belong together, neither more nor fewer.');
  return predicates.map((one) => claimTimes(one, depth + 1));
};

const seconds = (value: bigint): string => {
  if (value < 0n) throw new RangeError('The network takes no time below 0.');
  return value.toString();
};

/** In plain words, whole: `from … on and before …`. */
export const claimWords = (when: ClaimTimes): string => {
  if (when === 'ANY') return 'at any time';
  if ('before' in when) return `before ${moment(when.before)}`;
  if ('within' in when) return `within ${span(when.within)} after it is set aside`;
  if ('not' in when) return otherwise(when.not);
  return 'and' in when ? when.and.map(part).join(' and ') : when.or.map(part).join(' or ');
};

const otherwise = (when: ClaimTimes): string => {
  if (when === 'ANY') return 'never';
  if ('before' in when) return `from ${moment(when.before)} on`;
  if ('within' in when) return `from ${span(when.within)} after it is set aside on`;
  return 'not' in when ? claimWords(when.not) : `not (${claimWords(when)})`;
};

const part = (when: ClaimTimes): string =>
  typeof when === 'object' && ('and' in when || 'or' in when) ? `(${claimWords(when)})` : claimWords(when);

/** The last second that a date can be written for. */
const DATE_MAX = 8_640_000_000_000n;

const moment = (text: string): string =>
  BigInt(text) > DATE_MAX
    ? `second ${text} after 1970, later than any date`
    : `${new Date(Number(text) * 1000).toISOString().slice(0, -5).replace('T', ' ')} UTC`;

const UNITS: [string, bigint][] = [
  ['day', 86_400n],
  ['hour', 3_600n],
  ['minute', 60n],
  ['second', 1n],
];

/** `1 day 2 hours`, and never rounded. */
const span = (text: string): string => {
  let left = BigInt(text);
  const words = UNITS.flatMap(([name, size]) => {
    const count = left / size;
    left %= size;
    return count === 0n ? [] : [`${count} ${name}${count === 1n ? '' : 's'}`];
  });
  return words.join(' ') || '0 seconds';
};
