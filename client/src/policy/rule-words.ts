import { shortAmount, usd } from '../ui/values/format-amount.js';
import { assetCode, shortened } from '../ui/values/group-address.js';
import { groupNumbers } from '../ui/values/group-amounts.js';
import type { Backtest } from './policy-change-fragment.js';

const names: Record<string, string> = {
  'ask above': 'Ask above this worth',
  'ask for strangers above': 'Ask before a stranger is paid more than',
  'allow list': 'Only these may be paid',
  'deny list': 'Never paid',
  hours: 'Hours',
  'agent proposals an hour': 'Proposals of the agent in an hour',
  'day counted as': 'How a day is counted',
};
const limits: Record<string, string> = {
  'a transaction': 'in one transaction',
  'beyond a transaction': 'above the limit of one transaction',
  'a day': 'in a day',
};
const values: Record<string, string> = {
  ASK: 'asks you',
  REFUSE: 'is refused',
  ROLLING: 'any 24 hours',
  CALENDAR_DAY: 'since midnight in UTC',
};

/** An asset as a person tells it apart: the code alone proves nothing. */
export const assetName = (asset: string): string => {
  const [, issuer] = asset.split(':');
  return issuer ? `${assetCode(asset)} (${shortened(issuer)})` : assetCode(asset);
};

/** The server's name of a rule in words; one that is not known here keeps its own. */
export const ruleName = (rule: string): string => {
  const [, asset, network, limit] = /^cap (\S+) (\w+)(?: (.+))?$/.exec(rule) ?? [];
  if (!asset) return names[rule] ?? rule;
  return `${assetName(asset)} on ${network}${limit ? `, ${limits[limit] ?? limit}` : ''}`;
};

export const ruleValue = (value: string): string => values[value] ?? groupNumbers(value);

const transactions = (count: number): string => `${count} ${count === 1 ? 'transaction' : 'transactions'}`;

const worth = ({ sumUsd, sums }: Backtest['wouldAllow']): string => {
  const parts = sums.map(({ amount, asset }) => `${shortAmount(amount)} ${assetCode(asset)}`);
  return `worth ${usd(sumUsd)} at the prices of then${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
};

/** What a change would have done, in sentences. The first is about money that would have left without a question. */
export const backtestSentences = ({ days, considered, wouldAllow, wouldAsk, wouldStop }: Backtest): string[] => {
  if (considered === 0) return [`Nothing was decided in the last ${days} days, so there is nothing to compare with.`];
  return [
    wouldAllow.count === 0
      ? `In the last ${days} days this would have let through no transaction that you were asked about or that was refused.`
      : `In the last ${days} days this would have let through ${transactions(wouldAllow.count)} ${worth(wouldAllow)} without asking you.`,
    ...(wouldAsk.count > 0
      ? [`It would have asked you about ${transactions(wouldAsk.count)} ${worth(wouldAsk)} instead of refusing.`]
      : []),
    ...(wouldStop.count > 0
      ? [`It would have judged ${transactions(wouldStop.count)} ${worth(wouldStop)} more strictly.`]
      : []),
    `${considered} ${considered === 1 ? 'decision was' : 'decisions were'} made again.`,
  ];
};
