import { fromStroops } from '../kernel/amount.js';
import { assetCode } from '../kernel/assets.js';
import { hoursText, liesWithin } from './facts/hours.js';
import type { AssetCap, PolicyRules } from './facts/policy.js';
import { isSameCap } from './rules/strictest.js';

export type Direction = 'TIGHTER' | 'LOOSER';
/** One rule before and after, in words that a person can confirm; always one line. */
export type Difference = { rule: string; direction: Direction; from: string; to: string };
type Rules = Omit<PolicyRules, 'version'>;

/** Every difference, in a fixed order. TIGHTER only where no transaction at all could be judged more mildly. */
export const compare = (before: Rules, after: Rules): Difference[] => [
  ...caps(before.caps, after.caps),
  ...usd('ask above', before.askAboveUsd, after.askAboveUsd),
  ...usd('ask for strangers above', before.newDestinationAskAboveUsd, after.newDestinationAskAboveUsd),
  ...changed(
    'network fee up to',
    amountOf(before.feeMax, 'XLM'),
    amountOf(after.feeMax, 'XLM'),
    () => after.feeMax < before.feeMax,
  ),
  ...changed('trade loss', `${before.tradeLossPercent} percent`, `${after.tradeLossPercent} percent`, () =>
    isLess(after.tradeLossPercent, before.tradeLossPercent),
  ),
  ...allowList(before.allowList, after.allowList),
  ...listed('deny list', before.denyList, after.denyList, 'TIGHTER'),
  ...changed('hours', hoursText(before.allowedHours), hoursText(after.allowedHours), () =>
    liesWithin(after.allowedHours, before.allowedHours),
  ),
  ...changed('agent proposals an hour', count(before.callsPerHour), count(after.callsPerHour), () =>
    isLess(after.callsPerHour, before.callsPerHour),
  ),
  ...changed('day counted as', before.reset, after.reset, () => after.reset === 'ROLLING'),
];

/** A difference as its line stands in the text that a person confirms. */
export const changeLine = ({ direction, rule, from, to }: Difference): string =>
  `change: ${direction} ${rule}: ${from} -> ${to}`;

export const isLooser = ({ direction }: Difference): boolean => direction === 'LOOSER';

const changed = (rule: string, from: string, to: string, isTighter: () => boolean): Difference[] =>
  from === to ? [] : [{ rule, direction: isTighter() ? 'TIGHTER' : 'LOOSER', from, to }];

/** Null is no limit, above every number. */
const isLess = <T extends bigint | number>(a: T | null, b: T | null): boolean => a !== null && (b === null || a < b);

const count = (value: number | null): string => (value === null ? 'no limit' : String(value));
const amount = (value: bigint | null): string => (value === null ? 'no limit' : fromStroops(value));

const amountOf = (value: bigint, unit: string): string => `${fromStroops(value)} ${unit}`;
const usd = (rule: string, from: bigint, to: bigint): Difference[] =>
  changed(rule, amountOf(from, 'USD'), amountOf(to, 'USD'), () => to < from);

const caps = (before: AssetCap[], after: AssetCap[]): Difference[] => {
  const gone = before.filter((cap) => !after.some(isSameCap(cap)));
  return [
    ...after.flatMap((cap) => capChange(before.find(isSameCap(cap)), cap)),
    // What is left is a question where there was a refusal beyond a day.
    ...gone.map((cap) => ({ rule: nameOf(cap), direction: 'LOOSER' as const, from: capText(cap), to: 'always ask' })),
  ];
};

const nameOf = ({ asset, network }: AssetCap): string => `cap ${asset} ${network}`;
const capText = (cap: AssetCap): string =>
  `${amount(cap.perTransaction)} a transaction, else ${cap.overPerTransaction}; ${amount(cap.perDay)} a day`;

const capChange = (before: AssetCap | undefined, after: AssetCap): Difference[] => {
  const name = nameOf(after);
  // Without a cap every payment asks.
  if (!before) return [{ rule: name, direction: 'LOOSER', from: 'always ask', to: capText(after) }];
  const code = assetCode(after.asset);
  const limit = (rule: string, from: bigint | null, to: bigint | null) =>
    changed(`${name} ${rule}`, `${amount(from)} ${code}`, `${amount(to)} ${code}`, () => isLess(to, from));
  return [
    ...limit('a transaction', before.perTransaction, after.perTransaction),
    ...changed(
      `${name} beyond a transaction`,
      before.overPerTransaction,
      after.overPerTransaction,
      () => after.overPerTransaction === 'REFUSE',
    ),
    ...limit('a day', before.perDay, after.perDay),
  ];
};

const allowList = (before: string[] | null, after: string[] | null): Difference[] => {
  if (before && after) return listed('allow list', before, after, 'LOOSER');
  return changed('allow list', allowText(before), allowText(after), () => after !== null);
};

const allowText = (list: string[] | null): string =>
  list === null ? 'anybody' : list.length === 0 ? 'nobody' : list.toSorted().join(' ');

/** `added` is what it means to stand on the list. */
const listed = (rule: string, before: string[], after: string[], added: Direction): Difference[] => [
  ...only(after, before).map((address) => ({ rule, direction: added, from: 'not listed', to: address })),
  ...only(before, after).map((address) => ({ rule, direction: opposite(added), from: address, to: 'not listed' })),
];

const only = (list: string[], other: string[]): string[] =>
  list.filter((address) => !other.includes(address)).toSorted();
const opposite = (direction: Direction): Direction => (direction === 'TIGHTER' ? 'LOOSER' : 'TIGHTER');
