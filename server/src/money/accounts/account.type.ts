import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ConsentInput } from '../../identity/users/user.inputs.js';
import { Network } from '../../kernel/networks.js';
import { connectionOf } from '../../platform/graphql/connection.js';
import { Node } from '../../platform/graphql/node.js';
import { AmountScalar, DateTimeScalar, StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';

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
  @Field(() => AmountScalar, { description: 'All that the account holds.' }) amount!: string;
  @Field(() => AmountScalar, {
    description:
      'What could be sent now: without the reserve of XLM, what open offers hold, and the highest fee that the policy allows.',
  })
  spendable!: string;
}

@ObjectType('AccountSigner', { simpleResolvers: true, description: 'Somebody whose signature counts for an account.' })
export class AccountSignerType {
  @Field(() => String, { description: 'As Horizon writes it: G… for a key, X… for a hash, T… for a transaction.' })
  key!: string;
  @Field(() => String, { description: "Horizon's word: `ed25519_public_key`, `sha256_hash`, `preauth_tx`, …" })
  type!: string;
  @Field(() => Int, { description: 'What their signature counts.' }) weight!: number;
  @Field(() => Boolean, { description: 'The key that this server keeps.' }) ours!: boolean;
}

@ObjectType('AccountControl', {
  simpleResolvers: true,
  description: 'Who can sign for an account, as the ledger says now.',
})
export class AccountControlType {
  @Field(() => [AccountSignerType], { description: 'Ours first, then the heaviest; none without weight but ours.' })
  signers!: AccountSignerType[];
  @Field(() => Int, { description: 'What the signatures must count together for what moves nothing.' }) low!: number;
  @Field(() => Int, { description: 'The same for payments.' }) medium!: number;
  @Field(() => Int, { description: 'The same for a change of signers, and to close the account.' }) high!: number;
  @Field(() => [String], {
    description: 'Sentences: who else can empty it, and what the signature of this server alone cannot do.',
  })
  warnings!: string[];
}

@InputType()
export class CreateAccountInput {
  @Field(() => String, { description: '1 to 80 characters.' }) name!: string;
  @Field(() => Network, { nullable: true, defaultValue: Network.LOCAL, description: 'Where the account shall live.' })
  network?: Network | null;
}

@InputType()
export class UnfreezeAccountInput {
  @Field(() => ID) id!: string;
  @Field(() => ConsentInput, { description: 'The confirmation, from startConsent.' }) consent!: ConsentInput;
}

@InputType()
export class RenameAccountInput {
  @Field(() => ID, { description: 'Id of the account.' }) id!: string;
  @Field(() => String, { description: '1 to 80 characters.' }) name!: string;
}
