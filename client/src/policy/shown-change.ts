import { ConsentRefused } from '../graphql/consent-digest.js';
import type { Change } from './policy-change-fragment.js';

const refused = (): never => {
  throw new ConsentRefused('The text for the passkey differs from what is shown here. Nothing was signed.');
};

const valuesOf = (canonical: string, name: string): string[] =>
  canonical
    .split('\n')
    .filter((line) => line.startsWith(`${name}: `))
    .map((line) => line.slice(name.length + 2));

type Group = { count: number; sumUsd: string };

const sameGroup = (signed: unknown, shown: Group): boolean => {
  const { count, sumUsd } = (signed ?? {}) as Partial<Group>;
  return count === shown.count && sumUsd === shown.sumUsd;
};

/** Throws unless the text that the passkey is to sign says exactly what the person sees: whose rules, which, and what they would have let through. */
export const assertShown = ({ consent, differences, backtest }: Change, accountId: string | null): void => {
  const canonical = consent?.canonical ?? '';
  if (!canonical.startsWith('tuxedo-policy/v1\n')) refused();
  if (valuesOf(canonical, 'account').join() !== (accountId ?? 'all')) refused();
  const shown = differences.map(({ direction, rule, from, to }) => `${direction} ${rule}: ${from} -> ${to}`);
  if (valuesOf(canonical, 'change').join('\n') !== shown.join('\n')) refused();
  const [stated = 'null', ...more] = valuesOf(canonical, 'backtest');
  const signed = JSON.parse(stated) as Record<string, unknown> | null;
  const same =
    signed?.considered === backtest.considered &&
    (['wouldAllow', 'wouldAsk', 'wouldStop'] as const).every((group) => sameGroup(signed[group], backtest[group]));
  if (!same || more.length > 0) refused();
};
