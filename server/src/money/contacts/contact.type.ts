import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Network } from '../../kernel/networks.js';
import { Node } from '../../platform/graphql/node.js';
import { DateTimeScalar, StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import { MemoType } from '../../rulebook/facts/memo.js';
import { MEMO_INPUT, MEMO_TYPE_INPUT } from './memo.type.js';

@ObjectType('Contact', { implements: Node, description: 'Somebody you pay by name.' })
export class ContactType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => StellarAddressScalar) address!: string;
  @Field(() => Network) network!: Network;
  @Field(() => String, { nullable: true, description: 'Goes with every payment to this contact.' })
  memo!: string | null;
  @Field(() => MemoType, { nullable: true, name: 'memoType', description: 'Null where there is no memo.' })
  typeOfMemo!: MemoType | null;
  @Field(() => Boolean, { description: 'Comes with the local network, for trying things out.' }) demo!: boolean;
  @Field(() => DateTimeScalar) createdAt!: Date;
}

@InputType()
export class CreateContactInput {
  @Field(() => String, { description: '1 to 80 characters; no other contact of yours on that network has it.' })
  name!: string;
  @Field(() => StellarAddressScalar, { description: 'An account (G…) or muxed account (M…).' }) address!: string;
  @Field(() => Network, { nullable: true, defaultValue: Network.LOCAL, description: 'Where the address is.' })
  network?: Network | null;
  @Field(() => String, { nullable: true, description: `Goes with every payment. ${MEMO_INPUT}` })
  memo?: string | null;
  @Field(() => MemoType, { nullable: true, description: MEMO_TYPE_INPUT }) memoType?: MemoType | null;
}
