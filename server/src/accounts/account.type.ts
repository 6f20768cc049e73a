import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { AmountScalar, DateTimeScalar, StellarAddressScalar } from '../graphql/scalars.js';
import { Network } from '../stellar/networks.js';
import { ConsentInput } from '../users/user.inputs.js';

@ObjectType('Account', { implements: Node, description: 'A Stellar account whose key this server keeps for you.' })
export class AccountType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => StellarAddressScalar) address!: string;
  @Field(() => Network) network!: Network;
  @Field(() => String, { nullable: true, description: 'Why its owner froze it.' }) frozenReason!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
}

export const AccountConnection = connectionOf('Account', AccountType);

@ObjectType('Balance', { description: 'What an account holds of one asset.' })
export class BalanceType {
  /** Not part of the API: fields above this folder value the balance with it. */
  network!: Network;
  @Field(() => String, { description: '`XLM` or `CODE:ISSUER`.' }) asset!: string;
  @Field(() => String) code!: string;
  @Field(() => StellarAddressScalar, { nullable: true, description: 'Null for XLM.' }) issuer!: string | null;
  @Field(() => AmountScalar) amount!: string;
  @Field(() => AmountScalar, {
    description:
      'What could be sent now: without the reserve of XLM, what open offers hold, and the highest fee that the policy allows.',
  })
  spendable!: string;
}

@InputType()
export class CreateAccountInput {
  @Field(() => String, { description: '1 to 80 characters.' }) name!: string;
  @Field(() => Network, { nullable: true, defaultValue: Network.LOCAL }) network?: Network | null;
}

@InputType()
export class UnfreezeAccountInput {
  @Field(() => ID) id!: string;
  @Field(() => ConsentInput, { description: 'The confirmation, from startConsent.' }) consent!: ConsentInput;
}

@InputType()
export class RenameAccountInput {
  @Field(() => ID) id!: string;
  @Field(() => String, { description: '1 to 80 characters.' }) name!: string;
}
