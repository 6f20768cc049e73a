import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageInfo } from '../../platform/graphql/connection.js';
import { AmountScalar, DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { MemoType } from '../../rulebook/facts/memo.js';
import type { LedgerActivity } from '../../stellar/gateway.js';
import { RecipientType } from '../contacts/recipient.type.js';

const ActivityKind = {
  CREATED: 'CREATED',
  SENT: 'SENT',
  RECEIVED: 'RECEIVED',
  TRUST_ADDED: 'TRUST_ADDED',
  TRUST_REMOVED: 'TRUST_REMOVED',
  OTHER: 'OTHER',
} as const satisfies { [kind in LedgerActivity['kind']]: kind };
registerEnumType(ActivityKind, { name: 'ActivityKind', description: 'What happened to the account.' });

@ObjectType('Activity', {
  simpleResolvers: true,
  description: 'One operation on the ledger, as this account lived it.',
})
export class ActivityType {
  @Field(() => ID) id!: string;
  @Field(() => ActivityKind) kind!: LedgerActivity['kind'];
  @Field(() => String, { nullable: true, description: '`XLM` or `CODE:ISSUER`.' }) asset!: string | null;
  @Field(() => AmountScalar, { nullable: true }) amount!: string | null;
  @Field(() => RecipientType, { nullable: true }) counterparty!: RecipientType | null;
  @Field(() => String, { nullable: true, description: "The sender's words. Nobody checked them." }) memo!:
    | string
    | null;
  @Field(() => MemoType, { nullable: true, description: 'Null where there is no memo.' }) memoType?: MemoType | null;
  @Field(() => String) transactionHash!: string;
  @Field(() => Int) ledger!: number;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => Boolean) successful!: boolean;
}

@ObjectType('ActivityEdge', { simpleResolvers: true })
export class ActivityEdge {
  @Field(() => String) cursor!: string;
  @Field(() => ActivityType) node!: ActivityType;
}

@ObjectType('ActivityConnection', {
  simpleResolvers: true,
  description: 'Newest first, read from the ledger. A page may be shorter than `first` and still have a next one.',
})
export class ActivityConnection {
  @Field(() => [ActivityEdge]) edges!: ActivityEdge[];
  @Field(() => [ActivityType]) nodes!: ActivityType[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}
