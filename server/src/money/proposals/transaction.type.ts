import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ActorKind } from '../../kernel/actor.js';
import { ErrorCode } from '../../kernel/errors.js';
import { connectionOf } from '../../platform/graphql/connection.js';
import { Node } from '../../platform/graphql/node.js';
import { AmountScalar, DateTimeScalar, StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import type { FieldKind } from '../../rulebook/facts/decoded.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { RecipientType } from '../contacts/recipient.type.js';
import { PolicyVerdict } from '../policy/policy.types.js';
import { PriceType } from '../prices/price.type.js';

const FieldKindEnum = { TEXT: 'TEXT', AMOUNT: 'AMOUNT', ASSET: 'ASSET', ADDRESS: 'ADDRESS' } as const;
registerEnumType(FieldKindEnum, {
  name: 'FieldKind',
  description: 'How to show a value.',
  valuesConfig: {
    ADDRESS: { description: 'A Stellar address.' },
    AMOUNT: { description: 'A decimal string.' },
    ASSET: { description: '`XLM` or `CODE:ISSUER`.' },
    TEXT: { description: 'Words.' },
  },
});

@ObjectType('DecodedField', { simpleResolvers: true, description: 'One value of an operation, ready to be shown.' })
export class DecodedFieldType {
  @Field(() => String, { description: 'What the value is.' }) label!: string;
  @Field(() => String, { description: 'The value as text.' }) value!: string;
  @Field(() => FieldKindEnum, { description: 'How to show the value.' }) kind!: FieldKind;
}

@ObjectType('DecodedOperation', {
  simpleResolvers: true,
  description: 'One operation, read from the bytes of the transaction.',
})
export class DecodedOperationType {
  @Field(() => String, { description: 'Its type in Stellar’s words, such as `payment`.' }) type!: string;
  @Field(() => String, { description: 'What it does, in one line.' }) intent!: string;
  @Field(() => [DecodedFieldType], { description: 'Its values, ready to be shown.' }) fields!: DecodedFieldType[];
  @Field(() => StellarAddressScalar, { nullable: true, description: 'Who receives.' }) destination!: string | null;
  @Field(() => Boolean, { description: 'True for signers, thresholds, merge: who controls the account changes.' })
  changesControl!: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True where Tuxedo cannot tell what it may cost: only a person may agree to that.',
  })
  unsized!: boolean | null;
}

@ObjectType('Outflow', {
  simpleResolvers: true,
  description: 'The most that can leave in one asset; in XLM the network fee is included.',
})
export class OutflowType {
  @Field(() => String, { description: '`XLM` or `CODE:ISSUER`.' }) asset!: string;
  @Field(() => String) code!: string;
  @Field(() => AmountScalar, { description: 'The most that can leave.' }) amount!: string;
  @Field(() => AmountScalar, { description: 'How much of `amount` is network fee.' }) fee!: string;
  @Field(() => AmountScalar, { description: 'How much of `amount` is only locked, as a reserve.' }) reserve!: string;
  @Field(() => AmountScalar, { nullable: true }) valueUsd!: string | null;
  @Field(() => PriceType, { nullable: true, description: 'The price it was valued at, frozen at the proposal.' })
  price!: PriceType | null;
}

@ObjectType('ClaimMismatch', {
  simpleResolvers: true,
  description: 'Words about a transaction that name another amount than leaves.',
})
export class ClaimMismatchType {
  @Field(() => String, { description: '`XLM` or `CODE:ISSUER`.' }) asset!: string;
  @Field(() => String) code!: string;
  @Field(() => AmountScalar, { description: 'The amount that the words name.' }) asked!: string;
  @Field(() => AmountScalar, { description: 'The most that leaves, without the network fee.' }) sends!: string;
  @Field(() => ActorKind, { description: 'Whose words they are: PERSON for the message that led here.' })
  by!: ActorKind;
}

@ObjectType('BalanceChange', {
  simpleResolvers: true,
  description: 'What a balance would be afterwards, in the worst case.',
})
export class BalanceChangeType {
  @Field(() => String) asset!: string;
  @Field(() => String) code!: string;
  @Field(() => AmountScalar, { description: 'What is there now.' }) before!: string;
  @Field(() => AmountScalar, { description: 'What would be left.' }) after!: string;
  @Field(() => Boolean, {
    description: 'True where nobody can tell what is left: `after` counts only what is known.',
  })
  unknown!: boolean;
}

@ObjectType('Failure', {
  simpleResolvers: true,
  description:
    'Why a transaction ended without effect; of one that is UNKNOWN, why the ledger has not taken it yet, though it still may.',
})
export class FailureType {
  @Field(() => ErrorCode, { description: 'The kind of failure.' }) code!: ErrorCode;
  @Field(() => String, { description: 'A sentence that says what to do.' }) message!: string;
  @Field(() => [String], { nullable: true, description: "The network's own codes." }) resultCodes!: string[] | null;
}

@ObjectType('ReplacedProposal', {
  simpleResolvers: true,
  description: 'A proposal whose place another one took while it waited. It can never be signed.',
})
export class ReplacedProposal {
  @Field(() => ID) id!: string;
  @Field(() => String, { description: 'What it would have done, in one line.' }) summary!: string;
}

@ObjectType('Transaction', {
  implements: Node,
  description:
    'One transaction from proposal to ledger. Its facts are read from its bytes and frozen when it is proposed.',
})
export class TransactionType {
  @Field(() => ID) id!: string;
  @Field(() => TransactionStatus, { description: 'Where it stands.' }) status!: TransactionStatus;
  @Field(() => String, { description: 'What it does, in one line; made of decoded facts only.' }) summary!: string;
  @Field(() => [DecodedOperationType], { description: 'What it does, read from its bytes.' })
  operations!: DecodedOperationType[];
  @Field(() => [RecipientType], { description: 'Who receives, and what is known of them.' })
  recipients!: RecipientType[];
  @Field(() => String, {
    nullable: true,
    description: 'The memo in the transaction itself, with what is hidden in it written out.',
  })
  memo!: string | null;
  @Field(() => String, { nullable: true, description: "The proposer's words. Nobody checked them." })
  reason!: string | null;
  @Field(() => String, { nullable: true, description: 'The message of the person that led the agent here.' })
  instruction!: string | null;
  @Field(() => ActorKind, { description: 'Who proposed it.' }) proposedBy!: ActorKind;
  @Field(() => PolicyVerdict, { description: 'What the policy said.' }) verdict!: PolicyVerdict;
  @Field(() => ReplacedProposal, { nullable: true, description: 'What it was proposed instead of.' })
  replaces!: ReplacedProposal | null;
  @Field(() => String, { nullable: true, description: 'Hex; there once it is signed.' }) hash!: string | null;
  @Field(() => Int, { nullable: true, description: 'Number of the ledger that holds it.' }) ledger!: number | null;
  @Field(() => FailureType, { nullable: true, description: 'Why it ended without effect.' })
  failure!: FailureType | null;
  @Field(() => Int, { description: 'Counts up with every change; ignore an event with a lower one.' }) rev!: number;
  @Field(() => ID, {
    nullable: true,
    description: 'The API key of the program that proposed it, or that told the agent to.',
  })
  apiKeyId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The run that proposed it.' }) runId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The conversation that led to it.' }) threadId!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar) updatedAt!: Date;
}

export const TransactionConnection = connectionOf('Transaction', TransactionType);
