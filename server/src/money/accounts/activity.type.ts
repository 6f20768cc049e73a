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
registerEnumType(ActivityKind, {
  name: 'ActivityKind',
  description: 'What happened to the account.',
  valuesConfig: {
    CREATED: { description: 'The account came to be, with its first XLM.' },
    OTHER: { description: 'Something else, such as an offer.' },
    RECEIVED: { description: 'Money came in.' },
    SENT: { description: 'Money went out.' },
    TRUST_ADDED: { description: 'It can hold one more asset.' },
    TRUST_REMOVED: { description: 'It no longer holds an asset.' },
  },
});

@ObjectType('Activity', {
  simpleResolvers: true,
  description: 'One operation on the ledger, as this account lived it.',
})
export class ActivityType {
  @Field(() => ID) id!: string;
  @Field(() => ActivityKind, { description: 'What happened.' }) kind!: LedgerActivity['kind'];
  @Field(() => String, { nullable: true, description: '`XLM` or `CODE:ISSUER`.' }) asset!: string | null;
  @Field(() => AmountScalar, { nullable: true, description: 'How much, where it moved something.' })
  amount!: string | null;
  @Field(() => RecipientType, { nullable: true, description: 'Who was on the other side.' })
  counterparty!: RecipientType | null;
  @Field(() => String, { nullable: true, description: "The sender's words. Nobody checked them." })
  memo!: string | null;
  @Field(() => MemoType, { nullable: true, description: 'Null where there is no memo.' }) memoType?: MemoType | null;
  @Field(() => String, { description: 'Hash of its transaction, hex.' }) transactionHash!: string;
  @Field(() => Int, { description: 'Number of the ledger that holds it.' }) ledger!: number;
  @Field(() => DateTimeScalar, { description: 'When its ledger closed.' }) at!: Date;
  @Field(() => Boolean, { description: 'False where the network refused it.' }) successful!: boolean;
}

@ObjectType('ActivityEdge', { simpleResolvers: true })
export class ActivityEdge {
  @Field(() => String, { description: 'Give it as `after` to go on behind this item.' }) cursor!: string;
  @Field(() => ActivityType, { description: 'The item itself.' }) node!: ActivityType;
}

@ObjectType('ActivityConnection', {
  simpleResolvers: true,
  description: 'Newest first, read from the ledger. A page may be shorter than `first` and still have a next one.',
})
export class ActivityConnection {
  @Field(() => [ActivityEdge], { description: 'The items of this page, each with its cursor.' }) edges!: ActivityEdge[];
  @Field(() => [ActivityType], { description: 'The items of this page.' }) nodes!: ActivityType[];
  @Field(() => PageInfo, { description: 'Where this page stands in the list.' }) pageInfo!: PageInfo;
}
