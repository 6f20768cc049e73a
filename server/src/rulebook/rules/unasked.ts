import { ActorKind } from '../../kernel/actor.js';
import type { TransactionFacts } from '../facts/policy.js';
import type { Prices } from '../facts/price.js';
import type { Unasked } from '../facts/unasked.js';
import { isStranger } from './destination-rules.js';
import { sumInUsd } from './value.js';

/** What a transaction counts for where nobody is asked about it; null where a person proposed it themself. */
export const unaskedIn = ({ actor, destinations, outflows }: TransactionFacts, prices: Prices): Unasked | null => {
  if (actor === ActorKind.PERSON || destinations.length === 0) return null;
  const received = destinations.flatMap(({ payee, receives }) =>
    receives.map(({ asset, amount }) => ({ payee, asset, amount: `${amount}` })),
  );
  // The whole of it, as the rule counts it: what has no price is asked about.
  const strangersUsd = destinations.some(isStranger) ? sumInUsd(outflows, prices) : 0n;
  return { strangersUsd: `${strangersUsd}`, received };
};
