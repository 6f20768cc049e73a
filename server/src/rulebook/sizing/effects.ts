import { fromStroops } from '../../kernel/amount.js';
import type { Network } from '../../kernel/networks.js';
import { BASE_RESERVE } from '../facts/reserve.js';
import { moneyText } from './fields.js';
import type { Amount, Sized } from './sized.js';

/**
 * What a transaction does to the account beside the amounts that leave it, in sentences, from the table alone. What nobody
 * can tell is said in words: silence would read as nothing.
 */
export const effectsOf = (sized: readonly Sized[], feeMax: bigint, network: Network): string[] => {
  const isQuiet = lockedBy(sized) === 0 && sized.every((one) => isCounted(one) && one.outflows.length === 0);
  return [
    ...about(sized, isUnknown, (names) => `What ${names} takes from the account is not known.`),
    ...(sized.some(({ drains }) => drains)
      ? ['The account is closed: all the XLM that it holds by then leaves, and 0 XLM is left.']
      : []),
    ...sized.flatMap(({ locksForEver }) => locksForEver ?? []),
    ...about(sized, isControl, (names) => `${names}: what follows from a change of control is not counted here.`),
    ...about(sized, isMarket, (names) => `${names}: what leaves goes to whoever trades.`),
    ...about(sized, isWorthless, (names) => `${names}: nobody can tell what the shares that leave are worth.`),
    ...sized.flatMap(({ burns }) =>
      burns.map(
        ({ asset, amount }) => `${moneyText(amount, asset, { network })} is destroyed: sent back to its issuer.`,
      ),
    ),
    ...reserveWords(sized),
    ...arrivals(sized, network),
    ...about(sized, isVague, (names) => `What ${names} brings in is not known.`),
    ...(isQuiet ? [`Nothing leaves the account but the fee of at most ${fromStroops(feeMax)} XLM.`] : []),
  ];
};

/** How many reserves it can lock; what comes free by another operation is not taken off, for it may not be there. */
export const lockedBy = (sized: readonly Sized[]): number => countOf(sized.map(({ reserves }) => reserves));

const countOf = (counts: number[]): number => counts.reduce((sum, count) => sum + (count > 0 ? count : 0), 0);

// The bytes do not tell which entries are there already.
const reserveWords = (sized: readonly Sized[]): string[] => {
  const [locks, frees] = [lockedBy(sized), countOf(sized.map(({ reserves }) => -reserves))];
  return [
    ...(locks > 0 ? [`Locks up to ${reserveText(locks)}, which comes back when they are removed.`] : []),
    ...(frees > 0 ? [`Gives back up to ${reserveText(frees)}.`] : []),
  ];
};

const reserveText = (count: number): string => {
  const entries = count === 1 ? '1 entry' : `${count} entries`;
  return `${fromStroops(BASE_RESERVE * BigInt(count))} XLM in reserves (${entries} x ${fromStroops(BASE_RESERVE)} XLM)`;
};

const isUnknown = ({ unsized, drains }: Sized): boolean => unsized && !drains;
const isControl = ({ changesControl, drains }: Sized): boolean => changesControl && !drains;
const isMarket = ({ counterparty, unsized }: Sized): boolean =>
  counterparty !== 'named' && counterparty.market.pays !== null && !unsized;
const isWorthless = ({ counterparty, unsized }: Sized): boolean =>
  counterparty !== 'named' && counterparty.market.pays === null && !unsized;
const isVague = ({ brings, unsized }: Sized): boolean => brings === null && !unsized;
const isCounted = ({ unsized, changesControl, counterparty }: Sized): boolean =>
  !unsized && !changesControl && counterparty === 'named';

const about = (
  sized: readonly Sized[],
  concerns: (one: Sized) => boolean,
  says: (names: string) => string,
): string[] => {
  const names = [...new Set(sized.filter(concerns).map(({ name }) => `“${name}”`))];
  return names.length === 0 ? [] : [says(names.join(', '))];
};

const arrivals = (sized: readonly Sized[], network: Network): string[] => [
  ...sayAll(sumOf(sized.filter((one) => !stays(one))), (what) => `At least ${what} comes in.`, network),
  ...sayAll(
    sumOf(sized.filter(stays)),
    (what) => `At least ${what} comes in once somebody takes the offer, and nothing before.`,
    network,
  ),
];

const stays = ({ counterparty }: Sized): boolean => counterparty !== 'named' && counterparty.market.stays;

const sayAll = (amounts: Amount[], says: (what: string) => string, network: Network): string[] => {
  if (amounts.length === 0) return [];
  const sure = amounts.filter(({ amount }) => amount > 0n);
  if (sure.length === 0) return ['At worst nothing comes in.'];
  return [says(sure.map(({ asset, amount }) => moneyText(amount, asset, { network })).join(' and '))];
};

/** By asset; what comes in of operations that nobody has sized is left out. */
export const sumOf = (sized: readonly Sized[]): Amount[] => {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of sized.flatMap(({ brings, unsized }) => (unsized ? [] : (brings ?? []))))
    sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  return [...sums].map(([asset, amount]) => ({ asset, amount }));
};
