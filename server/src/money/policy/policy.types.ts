import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ErrorCode } from '../../kernel/errors.js';
import { Network } from '../../kernel/networks.js';
import { AmountScalar, DateTimeScalar, StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import type { CapReset, Decision } from '../../rulebook/facts/policy.js';

export const DecisionEnum = { ALLOW: 'ALLOW', ASK: 'ASK', REFUSE: 'REFUSE' } as const;
registerEnumType(DecisionEnum, {
  name: 'Decision',
  description: 'What a rule says. Of all rules the strictest wins: REFUSE over ASK over ALLOW.',
  valuesConfig: {
    ALLOW: { description: 'It is signed without asking.' },
    ASK: { description: 'A person is asked first.' },
    REFUSE: { description: 'It is not signed.' },
  },
});

@ObjectType('AssetCap', { description: 'Limits of one asset.', simpleResolvers: true })
export class AssetCapType {
  @Field(() => String) asset!: string;
  @Field(() => Network) network!: Network;
  @Field(() => AmountScalar, { nullable: true, description: 'The most in one transaction without being asked.' })
  perTransaction!: string | null;
  @Field(() => AmountScalar, { nullable: true, description: 'Within one day; beyond it nothing is signed.' })
  perDay!: string | null;
  @Field(() => DecisionEnum, { description: 'What happens above `perTransaction`.' }) overPerTransaction!: Decision;
}

export const CapResetEnum = { ROLLING: 'ROLLING', CALENDAR_DAY: 'CALENDAR_DAY' } as const;
registerEnumType(CapResetEnum, {
  name: 'CapReset',
  description: 'How the day of `perDay` is counted: any 24 hours, or since midnight in UTC.',
  valuesConfig: {
    CALENDAR_DAY: { description: 'Since midnight in UTC.' },
    ROLLING: { description: 'Any 24 hours.' },
  },
});

@ObjectType('AllowedHours', { description: 'A part of the day, in UTC.', simpleResolvers: true })
export class AllowedHoursType {
  @Field(() => [Int], { description: 'Days of the week; Monday is 1, Sunday is 7.' }) days!: number[];
  @Field(() => Int, { description: 'Minutes after midnight.' }) fromMinute!: number;
  @Field(() => Int, { description: 'Minutes after midnight; this minute is out already.' }) toMinute!: number;
}

@ObjectType('Policy', { description: 'What may be signed without asking, and what never.' })
export class PolicyType {
  @Field(() => Int, { description: 'Counts up with every change; a consent names the one it was given under.' })
  version!: number;
  @Field(() => ID, { nullable: true, description: 'Null for the policy of all my accounts.' })
  accountId!: string | null;
  @Field(() => [AssetCapType], { description: 'Limits by asset.' }) caps!: AssetCapType[];
  @Field(() => AmountScalar, { description: 'Above this worth a person is asked, whoever proposes.' })
  askAboveUsd!: string;
  @Field(() => AmountScalar, { description: 'Above this worth the agent asks before it pays a stranger.' })
  newDestinationAskAboveUsd!: string;
  @Field(() => AmountScalar, {
    description: 'The most XLM that one transaction may offer the network as its fee; above it nothing is signed.',
  })
  feeMax!: string;
  @Field(() => Int, { description: 'Percent of its worth that a trade may lose at worst before a person is asked.' })
  tradeLossPercent!: number;
  @Field(() => [StellarAddressScalar], {
    nullable: true,
    description:
      'The only addresses that may be paid, each exactly as it stands here: to others the agent is refused and a person ' +
      'asked. A muxed address (M…) is one customer, neither the account nor another customer of it. Null: anybody.',
  })
  allowList!: string[] | null;
  @Field(() => [StellarAddressScalar], {
    description:
      'Addresses that are never paid. G… stands for all its muxed addresses too; M… for G… with a memo as well.',
  })
  denyList!: string[];
  @Field(() => [AllowedHoursType], { nullable: true, description: 'Outside of them a person is asked. Null: always.' })
  allowedHours!: AllowedHoursType[] | null;
  @Field(() => String, { description: 'The same in words.' }) hours!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Proposals in any hour of the agent, and of each key; null: no limit of mine.',
  })
  callsPerHour!: number | null;
  @Field(() => CapResetEnum, { description: 'How the day of `perDay` is counted.' }) reset!: CapReset;
  @Field(() => Boolean, { description: 'While true nothing is signed.' }) frozen!: boolean;
  @Field(() => DateTimeScalar) updatedAt!: Date;
}

@ObjectType('RuleResult', { description: 'What one rule says of one transaction.', simpleResolvers: true })
export class RuleResultType {
  @Field(() => String, { description: 'Name of the rule, such as `per-transaction-cap`.' }) rule!: string;
  @Field(() => DecisionEnum, { description: 'What this rule says.' }) decision!: Decision;
  @Field(() => Boolean, { description: 'False where the rule had nothing to say.' }) matched!: boolean;
  @Field(() => String, { nullable: true, description: 'The value that it was held against.' })
  threshold!: string | null;
  @Field(() => String, { nullable: true, description: 'The value that was held against the threshold.' })
  observed!: string | null;
  @Field(() => ErrorCode, { nullable: true, description: 'The error that a refusal would carry.' })
  code!: ErrorCode | null;
  @Field(() => String, { description: 'The same in a sentence.' }) message!: string;
}

@ObjectType('PolicyVerdict', {
  description: 'Every rule, matched or not; the strictest decides.',
  simpleResolvers: true,
})
export class PolicyVerdict {
  @Field(() => DecisionEnum, { description: 'The strictest of all rules.' }) decision!: Decision;
  @Field(() => [RuleResultType], { description: 'Every rule, whether it matched or not.' }) rules!: RuleResultType[];
  @Field(() => Int, { description: 'The policy that was asked.' }) policyVersion!: number;
}

@ObjectType({ description: 'How much of a limit is used up in the last 24 hours.', simpleResolvers: true })
export class SpendingUsage {
  @Field(() => String) asset!: string;
  @Field(() => Network) network!: Network;
  @Field(() => AmountScalar, { nullable: true, description: 'The most in one transaction; null without a limit.' })
  perTransaction!: string | null;
  @Field(() => AmountScalar, { nullable: true, description: 'The most within 24 hours; null without a limit.' })
  perDay!: string | null;
  @Field(() => AmountScalar, { description: 'Confirmed.' }) used!: string;
  @Field(() => AmountScalar, { description: 'Signed, outcome not proved yet.' }) reserved!: string;
  @Field(() => AmountScalar, { nullable: true, description: 'What is left of the day; null without a limit.' })
  remaining!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the oldest of it no longer counts.' })
  resetsAt!: Date | null;
}
