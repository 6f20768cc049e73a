import { toStroops } from '../../../kernel/amount.js';
import { parseConsent } from '../../../rulebook/consent-text.js';
import { hasMoved } from '../../../rulebook/facts/price.js';
import type { Judgement } from './judge.js';
import { outOfDate } from './signing-rules.js';

const NONE = 'none';

/** A person who was asked agreed on prices that the server wrote down: they have to be those that the vault knows. */
export const assertAgreedPrices = (canonical: string, { decision, outflows, prices }: Judgement): void => {
  if (decision !== 'ASK') return;
  const agreed = new Map(parseConsent(canonical).price.map((line) => line.split(' ') as [string, string]));
  const known = new Map(prices.map(({ asset, usd }) => [asset, toStroops(usd)]));
  for (const { asset } of outflows) {
    const usd = agreed.get(asset);
    if (usd === undefined || hasMoved(usd === NONE ? null : toStroops(usd), known.get(asset) ?? null))
      throw outOfDate();
  }
};
