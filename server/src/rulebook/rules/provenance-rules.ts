import { ActorKind } from '../../kernel/actor.js';
import { type Rule, result, usd } from './rule.js';
import { wholeInUsd } from './value.js';

/** An amount that only a tool's output named may be part of an attack on whoever reads it. */
export const untypedAmount: Rule = (input) => {
  const { facts, policy } = input;
  const value = wholeInUsd(input);
  const asks =
    facts.actor === ActorKind.AGENT &&
    !facts.amountTyped &&
    (value === null || value > policy.newDestinationAskAboveUsd);
  const hit = asks && {
    threshold: usd(policy.newDestinationAskAboveUsd),
    observed: value === null ? 'no price' : usd(value),
    message: 'You did not type this amount: the agent read or worked it out somewhere.',
  };
  return result(
    { rule: 'untyped-amount', otherwise: 'The amount comes from you, or it is small.', code: null },
    hit || null,
  );
};
