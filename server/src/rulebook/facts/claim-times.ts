/**
 * When a balance that was set aside may be claimed, as the ledger reads it. Times are whole seconds in decimal, absolute
 * ones since 1970, relative ones since the ledger that creates the balance.
 */
export type ClaimTimes =
  | 'ANY'
  | { before: string }
  | { within: string }
  | { not: ClaimTimes }
  | { and: ClaimTimes[] }
  | { or: ClaimTimes[] };

/** Ledgers close every five seconds or so: whoever has less than two of them to claim in may miss them all. */
const WINDOW = 10n;

/** A signed envelope may be taken so many seconds later than it is judged, and the balance begins only then. */
const LATER = 300n;

/**
 * Whether there is any moment at which it may be claimed, whether the balance is created at once or as late as it can be:
 * money that can be stuck for ever is stuck for whoever set it aside as well.
 */
export const canBeClaimed = (when: ClaimTimes, now: Date): boolean => {
  const first = BigInt(Math.floor(now.getTime() / 1000));
  return [first, first + LATER].every((created) => {
    // What holds changes at these moments alone, and stays the same from each of them on to the next.
    const moments = [created, ...momentsIn(when, created)].filter((at) => at >= created);
    const within = (from: bigint): bigint[] => moments.filter((at) => at >= from && at < from + WINDOW);
    return moments.some((from) => within(from).every((at) => holds(when, at, created)));
  });
};

const holds = (when: ClaimTimes, at: bigint, created: bigint): boolean => {
  if (when === 'ANY') return true;
  if ('before' in when) return at < BigInt(when.before);
  if ('within' in when) return at < created + BigInt(when.within);
  if ('not' in when) return !holds(when.not, at, created);
  if ('and' in when) return when.and.every((one) => holds(one, at, created));
  return when.or.some((one) => holds(one, at, created));
};

/** The ledger keeps moments in 64 bits; beyond is never. */
const LAST = 2n ** 63n - 1n;

const momentsIn = (when: ClaimTimes, created: bigint): bigint[] => allIn(when, created).filter((at) => at < LAST);

const allIn = (when: ClaimTimes, created: bigint): bigint[] => {
  if (when === 'ANY') return [];
  if ('before' in when) return [BigInt(when.before)];
  if ('within' in when) return [created + BigInt(when.within)];
  if ('not' in when) return allIn(when.not, created);
  return ('and' in when ? when.and : when.or).flatMap((one) => allIn(one, created));
};
