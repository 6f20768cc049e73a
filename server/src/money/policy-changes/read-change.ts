import { fromStroops, toStroops } from '../../kernel/amount.js';
import { canonicalAsset } from '../../kernel/assets.js';
import { badInput } from '../../kernel/errors.js';
import { EVERY_DAY, MINUTES_OF_DAY } from '../../rulebook/facts/hours.js';
import type { AssetCap, HoursWindow, RuleSet } from '../../rulebook/facts/policy.js';
import { isSameCap } from '../../rulebook/rules/strictest.js';
import type { AllowedHoursInput, AssetCapInput, PolicyChangeInput } from './policy-change.inputs.js';

const LIST_MAX = 200;
const CAPS_MAX = 50;
const WINDOWS_MAX = 21;
const CALLS_MAX = 10_000;
/** 100 stroops, below which the network takes nothing, and 10 XLM. */
const [FEE_MAX_LEAST, FEE_MAX_MOST] = [100n, 100_000_000n];

/** What somebody wants to change, as rules. `before` has the caps that a partial one completes. */
export const readChange = (input: PolicyChangeInput, before: AssetCap[]): RuleSet => {
  const { assetCaps, askAboveUsd, newDestinationAskAboveUsd, allowList, denyList, allowedHours } = input;
  const { callsPerHour, reset, feeMax, tradeLossPercent } = input;
  const change: RuleSet = {
    ...(assetCaps && assetCaps.length > 0 && { caps: readCaps(assetCaps, before) }),
    ...(askAboveUsd != null && { askAboveUsd: toStroops(askAboveUsd) }),
    ...(newDestinationAskAboveUsd != null && { newDestinationAskAboveUsd: toStroops(newDestinationAskAboveUsd) }),
    ...(feeMax != null && { feeMax: readFeeMax(feeMax) }),
    ...(tradeLossPercent != null && { tradeLossPercent: readPercent(tradeLossPercent) }),
    ...(allowList && { allowList: allowList.length === 0 ? null : readList(allowList, 'allowList') }),
    ...(denyList && { denyList: readList(denyList, 'denyList') }),
    ...(allowedHours && { allowedHours: allowedHours.length === 0 ? null : readHours(allowedHours) }),
    ...(callsPerHour != null && { callsPerHour: readCalls(callsPerHour) }),
    ...(reset && { reset }),
  };
  if (Object.keys(change).length === 0) throw badInput('Name at least one rule to change, such as `askAboveUsd`.');
  return change;
};

/** The rules with the change applied; caps are replaced one by one, everything else as a whole. */
export const applyChange = <T extends RuleSet>(rules: T, change: RuleSet): T => ({
  ...rules,
  ...change,
  ...(change.caps && { caps: mergeCaps(rules.caps ?? [], change.caps) }),
});

const mergeCaps = (before: AssetCap[], given: AssetCap[]): AssetCap[] => [
  ...before.map((cap) => given.find(isSameCap(cap)) ?? cap),
  ...given.filter((cap) => !before.some(isSameCap(cap))),
];

const readCaps = (inputs: AssetCapInput[], before: AssetCap[]): AssetCap[] => {
  const caps = inputs.map((input) => readCap(input, before));
  const names = new Set(caps.map(({ asset, network }) => `${network} ${asset}`));
  if (names.size < caps.length) throw badInput('`assetCaps` names an asset twice. Name each once.');
  if (mergeCaps(before, caps).length > CAPS_MAX) throw badInput(`A policy has caps for at most ${CAPS_MAX} assets.`);
  return caps;
};

const readCap = (input: AssetCapInput, before: AssetCap[]): AssetCap => {
  const network = input.network ?? 'LOCAL';
  const name = { asset: canonicalAsset(input.asset, network), network };
  const old = before.find(({ asset, network: on }) => asset === name.asset && on === network);
  const { perTransaction, perDay, overPerTransaction: over } = input;
  if (!old && perTransaction == null && perDay == null)
    throw badInput(`There is no limit for ${name.asset} yet: give \`perTransaction\` or \`perDay\`.`);
  if (over === 'ALLOW') throw badInput('`overPerTransaction` is ASK or REFUSE.');
  return {
    ...name,
    perTransaction: perTransaction == null ? (old?.perTransaction ?? null) : toStroops(perTransaction),
    perDay: perDay == null ? (old?.perDay ?? null) : toStroops(perDay),
    overPerTransaction: over ?? old?.overPerTransaction ?? 'ASK',
  };
};

const readList = (addresses: string[], name: string): string[] => {
  const list = [...new Set(addresses)].sort();
  if (list.length > LIST_MAX) throw badInput(`\`${name}\` has at most ${LIST_MAX} addresses.`);
  return list;
};

const readHours = (inputs: AllowedHoursInput[]): HoursWindow[] => {
  if (inputs.length > WINDOWS_MAX) throw badInput(`\`allowedHours\` has at most ${WINDOWS_MAX} parts.`);
  return inputs.map(({ days, fromMinute: from, toMinute: to }) => {
    const week = days && days.length > 0 ? [...new Set(days)].sort() : EVERY_DAY;
    if (!week.every((day) => EVERY_DAY.includes(day))) throw badInput('Days of the week are 1 (Monday) to 7 (Sunday).');
    if (from < 0 || from >= to || to > MINUTES_OF_DAY)
      throw badInput('Hours are minutes of one day, from before to, such as 540 to 1020. Write a night as two parts.');
    return { days: week, from, to };
  });
};

const readFeeMax = (amount: string): bigint => {
  const stroops = toStroops(amount);
  if (stroops >= FEE_MAX_LEAST && stroops <= FEE_MAX_MOST) return stroops;
  throw badInput(`\`feeMax\` is ${fromStroops(FEE_MAX_LEAST)} to ${fromStroops(FEE_MAX_MOST)} XLM.`);
};

const readCalls = (calls: number): number => {
  if (calls < 0 || calls > CALLS_MAX) throw badInput(`\`callsPerHour\` is 0 to ${CALLS_MAX}.`);
  return calls;
};

const readPercent = (percent: number): number => {
  if (percent < 0 || percent > 100) throw badInput('`tradeLossPercent` is 0 to 100.');
  return percent;
};
