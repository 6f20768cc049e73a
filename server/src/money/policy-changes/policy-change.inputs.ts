import { Field, ID, InputType, Int } from 'type-graphql';
import { ConsentInput } from '../../identity/users/user.inputs.js';
import { Network } from '../../kernel/networks.js';
import { AmountScalar, StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import type { CapReset } from '../../rulebook/facts/policy.js';
import { CapResetEnum, DecisionEnum } from '../policy/policy.types.js';

@InputType({
  description: 'Limits of one asset. What is left out stays as it is; a new asset needs at least one limit.',
})
export class AssetCapInput {
  @Field(() => String, { description: '`XLM`, a well-known code such as `USDC`, or `CODE:ISSUER`.' }) asset!: string;
  @Field(() => Network, { nullable: true, defaultValue: Network.LOCAL }) network?: Network | null;
  @Field(() => AmountScalar, { nullable: true, description: 'The most in one transaction without being asked.' })
  perTransaction?: string | null;
  @Field(() => AmountScalar, { nullable: true, description: 'The most within a day.' }) perDay?: string | null;
  @Field(() => DecisionEnum, { nullable: true, description: 'ASK or REFUSE: what happens above `perTransaction`.' })
  overPerTransaction?: 'ALLOW' | 'ASK' | 'REFUSE' | null;
}

@InputType({ description: 'A part of the day in UTC. One that crosses midnight is two.' })
export class AllowedHoursInput {
  @Field(() => [Int], { nullable: true, description: 'Days of the week; Monday is 1. Absent: every day.' })
  days?: number[] | null;
  @Field(() => Int, { description: 'Minutes after midnight, 0 to 1439.' }) fromMinute!: number;
  @Field(() => Int, { description: 'Minutes after midnight, up to 1440; this minute is out already.' })
  toMinute!: number;
}

@InputType({
  description: 'What to change; what is left out stays as it is. A list that is given replaces the old one.',
})
export class PolicyChangeInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Changes the rules of this account alone, which can only be stricter than those of all my accounts.',
  })
  accountId?: string | null;
  @Field(() => [AssetCapInput], { nullable: true, description: 'The assets to change; others keep their limits.' })
  assetCaps?: AssetCapInput[] | null;
  @Field(() => AmountScalar, { nullable: true, description: 'Above this worth a person is asked, whoever proposes.' })
  askAboveUsd?: string | null;
  @Field(() => AmountScalar, {
    nullable: true,
    description: 'Above this worth the agent asks before it pays a stranger.',
  })
  newDestinationAskAboveUsd?: string | null;
  @Field(() => AmountScalar, {
    nullable: true,
    description: 'XLM, 0.00001 to 10: the most that one transaction may offer the network as its fee.',
  })
  feeMax?: string | null;
  @Field(() => Int, { nullable: true, description: 'Percent that a trade may lose unasked, 0 to 100.' })
  tradeLossPercent?: number | null;
  @Field(() => [StellarAddressScalar], {
    nullable: true,
    description: 'G… or M…, each for itself alone. Empty: anybody may be paid.',
  })
  allowList?: string[] | null;
  @Field(() => [StellarAddressScalar], { nullable: true, description: 'G… stands for all its muxed addresses too.' })
  denyList?: string[] | null;
  @Field(() => [AllowedHoursInput], { nullable: true, description: 'Empty: at any time.' })
  allowedHours?: AllowedHoursInput[] | null;
  @Field(() => Int, { nullable: true, description: 'Proposals in any hour of the agent, and of each key, 0 to 10000.' })
  callsPerHour?: number | null;
  @Field(() => CapResetEnum, { nullable: true, description: 'How the day of `perDay` is counted.' })
  reset?: CapReset | null;
}

@InputType()
export class UpdatePolicyInput extends PolicyChangeInput {
  @Field(() => ConsentInput, { nullable: true, description: 'From startPolicyChange; needed to loosen anything.' })
  consent?: ConsentInput | null;
}
