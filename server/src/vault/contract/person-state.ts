import { DAY_MS } from '../../kernel/durations.js';
import { sumUnasked, type Unasked, type UnaskedSums } from '../../rulebook/facts/unasked.js';
import { type Freezes, mergedFreezes } from './freezes.js';

/** One signature that may still cost something; amounts in stroops. `hashes` names it on the ledger. */
export type Spend = {
  transactionId: string;
  hashes: string[];
  network: string;
  /** The account's address and its number that this used up: two signatures over the same number can never both apply. */
  source: string;
  sequence: string;
  outflows: { asset: string; amount: string }[];
  /** The key whose own caps it uses up as well; absent where there is none. */
  apiKeyId?: string;
  /** Proposed by the agent; absent where it was not. */
  byAgent?: true;
  /** The person's word that it was signed on, so that one word never serves two proposals. */
  approvalId?: string;
  /** Absent where a person was asked, or proposed it; and in what was signed before this was counted. */
  unasked?: Unasked;
  at: string;
  validUntil: string;
  /** OPEN until the ledger has told what became of it; GONE: by proof, it takes no room, and is looked for a while longer. */
  state: 'OPEN' | 'SPENT' | 'GONE';
  bumped: boolean;
  /** The whole fee in stroops of each fee bump around it, oldest first; each has one outflow more, at the end. */
  raised?: string[];
};

/**
 * What the vault itself remembers of a person: their spending of a day, and the newest policy it has sealed for all of
 * their accounts (`all`) and for each that has one of its own. `number` counts up with every change.
 */
export type PersonState = {
  userId: string;
  number: number;
  policyVersions: Record<string, number>;
  /** The highest version that was ever sealed, whether or not the database came to hold it: no number is given twice. */
  sealedUpTo?: number;
  /** Credential ids, those that were removed since as well. */
  passkeys?: string[];
  /** What was ever stopped, and until when that is lifted. */
  freezes?: Freezes;
  spends: Spend[];
};

export type SealedState = { state: PersonState; mac: string };

export const emptyState = (userId: string): PersonState => ({ userId, number: 0, policyVersions: {}, spends: [] });

/** All that either of two memories holds: neither a stale row nor a stale process may forget a spend. */
export const merged = (one: PersonState, other: PersonState): PersonState => {
  const newer = one.number >= other.number ? one : other;
  const older = newer === one ? other : one;
  const known = new Set(newer.spends.flatMap(({ hashes }) => hashes));
  const missed = older.spends.filter(({ hashes }) => !hashes.some((hash) => known.has(hash)));
  const scopes = new Set([...Object.keys(one.policyVersions), ...Object.keys(other.policyVersions)]);
  const freezes = mergedFreezes(one.freezes, other.freezes);
  const sealedUpTo = Math.max(one.sealedUpTo ?? 0, other.sealedUpTo ?? 0);
  const version = (scope: string): number => Math.max(one.policyVersions[scope] ?? 0, other.policyVersions[scope] ?? 0);
  return {
    userId: one.userId,
    number: newer.number,
    policyVersions: Object.fromEntries([...scopes].sort().map((scope) => [scope, version(scope)])),
    passkeys: [...new Set([...(newer.passkeys ?? []), ...(older.passkeys ?? [])])],
    ...(freezes && { freezes }),
    ...(sealedUpTo > 0 && { sealedUpTo }),
    spends: [...newer.spends.map((spend) => dearest(spend, older.spends)), ...missed],
  };
};

/** The same signature as both remember it: under each of its hashes, and at the highest fee while it is open. */
const dearest = (spend: Spend, others: Spend[]): Spend => {
  const other = others.find(({ hashes }) => hashes.some((hash) => spend.hashes.includes(hash)));
  const more = other?.hashes.filter((hash) => !spend.hashes.includes(hash)) ?? [];
  // Untouched where nothing is new, so that whoever looks for this very spend finds it again.
  if (!other || more.length === 0) return spend;
  const fee = ({ raised }: Spend): bigint => BigInt(raised?.at(-1) ?? 0);
  const dearer = spend.state === 'OPEN' && fee(other) > fee(spend) ? { ...other, state: spend.state } : spend;
  // What was proved of fewer hashes is proved of no other, and the longest end of them all counts.
  const state = spend.state === 'GONE' ? other.state : spend.state;
  const validUntil = other.validUntil > spend.validUntil ? other.validUntil : spend.validUntil;
  return { ...dearer, state, validUntil, hashes: [...spend.hashes, ...more] };
};

/** The next state: what no day counts any more is forgotten, what is open never is. */
export const advanced = (state: PersonState, change: Partial<PersonState>, now: Date): PersonState => {
  const next = { ...state, ...change, number: state.number + 1 };
  const since = now.getTime() - DAY_MS;
  const counts = ({ at, state: of }: Spend): boolean => of === 'OPEN' || Date.parse(at) > since;
  return { ...next, spends: next.spends.filter(counts) };
};

/** Spent and perhaps still to be spent, by asset: over the last 24 hours, or since midnight in UTC; of one key alone where it is given. */
export const usageOf = (
  { spends }: PersonState,
  { network, reset, apiKeyId }: { network: string; reset: 'ROLLING' | 'CALENDAR_DAY'; apiKeyId?: string },
  now: Date,
): Map<string, bigint> => {
  const midnight = Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`);
  const since = reset === 'ROLLING' ? now.getTime() - DAY_MS : midnight - 1;
  const usage = new Map<string, bigint>();
  for (const spend of spends)
    if (
      spend.state !== 'GONE' &&
      isOf(spend, network, apiKeyId) &&
      (spend.state === 'OPEN' || Date.parse(spend.at) > since)
    )
      for (const { asset, amount } of spend.outflows) usage.set(asset, (usage.get(asset) ?? 0n) + BigInt(amount));
  return usage;
};

/** What left unasked within 24 hours, or may still; `but` is the proposal in question, signed before perhaps and lost. */
export const unaskedOf = ({ spends }: PersonState, network: string, now: Date, but: string): UnaskedSums => {
  const since = now.getTime() - DAY_MS;
  const counts = ({ state, at, transactionId }: Spend): boolean =>
    transactionId !== but && state !== 'GONE' && (state === 'OPEN' || Date.parse(at) > since);
  const counted = spends.filter((spend) => spend.network === network && counts(spend));
  return sumUnasked(counted.flatMap(({ unasked }) => unasked ?? []));
};

const isOf = (spend: Spend, network: string, apiKeyId: string | undefined): boolean =>
  spend.network === network && (apiKeyId === undefined || spend.apiKeyId === apiKeyId);
