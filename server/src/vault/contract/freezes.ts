import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';

/** What can be stopped: everything of a person, their agent, or one account. */
export type FreezeScope = 'user' | 'agent' | `account:${string}`;

/**
 * Times in milliseconds. What was stopped at `frozen` stands until the person's word of a later time lifts it; a lift without
 * a passkey counts for demo keys on LOCAL alone.
 */
type Freeze = { frozen: number; lifted: number; liftedForDemo: number };
export type Freezes = Record<string, Freeze>;

/** A person has 20 accounts at most; whoever invents others must not fill the memory with them. */
const SCOPES_MAX = 64;
const NEVER: Freeze = { frozen: 0, lifted: 0, liftedForDemo: 0 };
const ACCOUNT = /^account:[A-Za-z0-9_-]{1,64}$/;

const later = (one: Freeze, other: Freeze = NEVER): Freeze => ({
  frozen: Math.max(one.frozen, other.frozen),
  lifted: Math.max(one.lifted, other.lifted),
  liftedForDemo: Math.max(one.liftedForDemo, other.liftedForDemo),
});

/** Of each mark the latest that either knows: no freeze is lost, and none that was lifted comes back. */
export const mergedFreezes = (one: Freezes = {}, other: Freezes = {}): Freezes | undefined => {
  const scopes = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  if (scopes.length === 0) return undefined;
  return Object.fromEntries(scopes.map((scope) => [scope, later(one[scope] ?? NEVER, other[scope])]));
};

export const isFrozen = (freezes: Freezes = {}, scope: FreezeScope, isDemo: boolean): boolean => {
  const { frozen, lifted, liftedForDemo } = freezes[scope] ?? NEVER;
  return frozen > Math.max(lifted, isDemo ? liftedForDemo : 0);
};

/** Stopped anew even where it is stopped already: a confirmation that was asked for before no longer lifts it. */
export const frozenAt = (freezes: Freezes = {}, scope: FreezeScope, now: Date): Freezes => {
  if (scope !== 'user' && scope !== 'agent' && !ACCOUNT.test(scope))
    throw badInput('Only a person, their agent or one account can be stopped.');
  const mark = freezes[scope] ?? NEVER;
  if (!(scope in freezes) && ACCOUNT.test(scope) && Object.keys(freezes).length >= SCOPES_MAX)
    throw new DomainError(ErrorCode.CONFLICT, 'Too many accounts were stopped one by one. Stop everything instead.');
  return { ...freezes, [scope]: { ...mark, frozen: Math.max(now.getTime(), mark.frozen + 1) } };
};

/** Lifts what was stopped up to this moment. What was stopped after it needs another word. */
export const liftedAt = (freezes: Freezes = {}, scopes: FreezeScope[], until: Date, isProved: boolean): Freezes => {
  const time = until.getTime();
  const marks = scopes.flatMap((scope) => (freezes[scope] ? [[scope, freezes[scope]] as const] : []));
  if (marks.some(([, { frozen }]) => frozen > time))
    throw new DomainError(ErrorCode.CONFLICT, 'This was stopped again after you were asked. Confirm it anew.');
  const lifted = isProved ? { lifted: time } : { liftedForDemo: time };
  return {
    ...freezes,
    ...Object.fromEntries(marks.map(([scope, mark]) => [scope, later({ ...mark, ...lifted }, mark)])),
  };
};
