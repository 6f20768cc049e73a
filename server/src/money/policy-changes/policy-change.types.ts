import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Consent } from '../../identity/consent/consent.type.js';
import { Network } from '../../kernel/networks.js';
import { JsonObjectScalar } from '../../platform/graphql/scalars/json-scalars.js';
import { AmountScalar } from '../../platform/graphql/scalars/scalars.js';
import type { Difference, Direction } from '../../rulebook/compare.js';
import type { AssetSum, Backtest, Group } from './backtest.js';

const DirectionEnum = { TIGHTER: 'TIGHTER', LOOSER: 'LOOSER' } as const;
registerEnumType(DirectionEnum, {
  name: 'PolicyDirection',
  description: 'TIGHTER holds at once; LOOSER needs a passkey.',
  valuesConfig: {
    LOOSER: { description: 'Needs a passkey.' },
    TIGHTER: { description: 'Holds at once.' },
  },
});

@ObjectType('PolicyDifference', { simpleResolvers: true, description: 'One rule before and after, in words.' })
class PolicyDifferenceType implements Difference {
  @Field(() => String, { description: 'Name of the rule.' }) rule!: string;
  @Field(() => DirectionEnum, { description: 'Whether it gets stricter.' }) direction!: Direction;
  @Field(() => String, { description: 'What it says now.' }) from!: string;
  @Field(() => String, { description: 'What it would say.' }) to!: string;
}

@ObjectType('AssetSum', { simpleResolvers: true, description: 'A sum in one asset.' })
class AssetSumType implements AssetSum {
  @Field(() => String) asset!: string;
  @Field(() => Network) network!: Network;
  @Field(() => AmountScalar, { description: 'The sum.' }) amount!: string;
}

@ObjectType('BacktestGroup', { simpleResolvers: true, description: 'Some of your transactions, with their sums.' })
class BacktestGroupType implements Group {
  @Field(() => Int, { description: 'How many there are.' }) count!: number;
  @Field(() => [AssetSumType], { description: 'What would leave with them, by asset.' }) sums!: AssetSumType[];
  @Field(() => AmountScalar, { description: 'At the prices of then; what had none is left out.' }) sumUsd!: string;
}

@ObjectType('PolicyBacktest', {
  simpleResolvers: true,
  description: 'Your own decisions of the last days, made again under the changed policy.',
})
class BacktestType {
  @Field(() => Int, { description: 'How many days were looked at.' }) days!: number;
  @Field(() => Int, { description: 'How many decisions were made again.' }) considered!: number;
  @Field(() => BacktestGroupType, { description: 'Asked or refused then; allowed without a question now.' })
  wouldAllow!: BacktestGroupType;
  @Field(() => BacktestGroupType, { description: 'Refused then; asked now.' }) wouldAsk!: BacktestGroupType;
  @Field(() => BacktestGroupType, { description: 'Judged more strictly now.' }) wouldStop!: BacktestGroupType;
  @Field(() => Int, { description: 'Allowed then and now.' }) stillAllowed!: number;
  @Field(() => Int, { description: 'Asked then and now.' }) stillAsked!: number;
  @Field(() => Int, { description: 'Refused then and now.' }) stillRefused!: number;
}

@ObjectType({ simpleResolvers: true, description: 'What a change of the policy would do.' })
export class PolicyChange {
  @Field(() => ID, { nullable: true, description: 'The challenge to answer with; null where nothing gets looser.' })
  id!: string | null;
  @Field(() => JsonObjectScalar, { nullable: true, description: 'Options for navigator.credentials.get.' })
  options!: Record<string, unknown> | null;
  @Field(() => Consent, { nullable: true, description: 'The differences and the backtest, as the passkey signs them.' })
  consent!: Consent | null;
  @Field(() => [PolicyDifferenceType], { description: 'Every rule that changes.' }) differences!: Difference[];
  @Field(() => BacktestType, { description: 'What it would have done to the last days.' }) backtest!: Backtest;
}
