import { Field, Int, ObjectType } from 'type-graphql';
import { Network } from '../../kernel/networks.js';
import { AmountScalar, DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';

@ObjectType('NetworkStatus', {
  simpleResolvers: true,
  description: 'Whether a network answers, and what it says of itself.',
})
export class NetworkStatus {
  @Field(() => Network) network!: Network;
  @Field(() => Boolean, { description: 'Whether it answers.' }) reachable!: boolean;
  @Field(() => Int, { nullable: true, description: 'Number of the latest ledger.' }) ledger!: number | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When that ledger closed.' }) closedAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'Version of the Stellar protocol.' }) protocol!: number | null;
  @Field(() => AmountScalar, { nullable: true, description: 'In XLM for one operation.' }) baseFee!: string | null;
  @Field(() => AmountScalar, { nullable: true, description: 'The fee in XLM that half of all offer at most.' })
  feeP50!: string | null;
  @Field(() => AmountScalar, { nullable: true, description: 'The fee in XLM that 95 of 100 offer at most.' })
  feeP95!: string | null;
  @Field(() => String, { description: 'The state in a sentence.' }) message!: string;
}
