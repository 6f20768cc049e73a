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
});

@ObjectType('PolicyDifference', { simpleResolvers: true, description: 'One rule before and after, in words.' })
class PolicyDifferenceType implements Difference {
  @Field(() => String) rule!: string;
  @Field(() => DirectionEnum) direction!: Direction;
  @Field(() => String) from!: string;
  @Field(() => String) to!: string;
}

@ObjectType('AssetSum', { simpleResolvers: true })
class AssetSumType implements AssetSum {
  @Field(() => String) asset!: string;
  @Field(() => Network) network!: Network;
  @Field(() => AmountScalar) amount!: string;
}

@ObjectType('BacktestGroup', { simpleResolvers: true, description: 'Some of your transactions, with their sums.' })
class BacktestGroupType implements Group {
  @Field(() => Int) count!: number;
  @Field(() => [AssetSumType]) sums!: AssetSumType[];
  @Field(() => AmountScalar, { description: 'At the prices of then; what had none is left out.' }) sumUsd!: string;
}

@ObjectType('PolicyBacktest', {
  simpleResolvers: true,
  description: 'Your own decisions of the last days, made again under the changed policy.',
})
class BacktestType {
  @Field(() => Int) days!: number;
  @Field(() => Int) considered!: number;
  @Field(() => BacktestGroupType, { description: 'Asked or refused then; allowed without a question now.' })
  wouldAllow!: BacktestGroupType;
  @Field(() => BacktestGroupType, { description: 'Refused then; asked now.' }) wouldAsk!: BacktestGroupType;
  @Field(() => BacktestGroupType, { description: 'Judged more strictly now.' }) wouldStop!: BacktestGroupType;
  @Field(() => Int) stillAllowed!: number;
  @Field(() => Int) stillAsked!: number;
  @Field(() => Int) stillRefused!: number;
}

@ObjectType({ simpleResolvers: true, description: 'What a change of the policy would do.' })
export class PolicyChange {
  @Field(() => ID, { nullable: true, description: 'The challenge to answer with; null where nothing gets looser.' })
  id!: string | null;
  @Field(() => JsonObjectScalar, { nullable: true, description: 'Options for navigator.credentials.get.' })
  options!: Record<string, unknown> | null;
  @Field(() => Consent, { nullable: true, description: 'The differences and the backtest, as the passkey signs them.' })
  consent!: Consent | null;
  @Field(() => [PolicyDifferenceType]) differences!: Difference[];
  @Field(() => BacktestType) backtest!: Backtest;
}
