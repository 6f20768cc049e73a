import { Field, ID, InputType } from 'type-graphql';
import { AmountScalar, XdrScalar } from '../../platform/graphql/scalars/scalars.js';
import { MemoType } from '../../rulebook/facts/memo.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { MEMO_INPUT, MEMO_TYPE_INPUT } from '../contacts/memo.type.js';

const KEY =
  'Makes a retry safe: for 24 hours the same key with the same input gives the same transaction; with another input CONFLICT.';
const REPLACES =
  'A proposal that waits for its owner, and whose place this one takes: it is superseded where this one is not refused. The agent names those of its thread, a key its own.';
const REASON = 'Why, in the words of the proposer, at most 500 characters. Shown apart from the facts.';

@InputType()
export class PaymentInput {
  @Field(() => ID, { description: 'The account that pays.' }) accountId!: string;
  @Field(() => String, { description: 'An address (G… or M…) or the name of a contact.' }) destination!: string;
  @Field(() => String, {
    defaultValue: 'XLM',
    description: '`XLM`, a well-known code such as `USDC`, or `CODE:ISSUER`.',
  })
  asset!: string;
  @Field(() => AmountScalar, { description: 'How much to send.' }) amount!: string;
  @Field(() => String, {
    nullable: true,
    description: `${MEMO_INPUT} Leave it out for a contact: theirs goes with it.`,
  })
  memo?: string;
  @Field(() => MemoType, { nullable: true, description: MEMO_TYPE_INPUT }) memoType?: MemoType;
  @Field(() => ID, { nullable: true, description: REPLACES }) replaces?: string;
  @Field(() => String, { nullable: true, description: REASON }) reason?: string;
  @Field(() => String, { nullable: true, description: KEY }) idempotencyKey?: string;
}

@InputType()
export class TrustlineInput {
  @Field(() => ID, { description: 'The account that shall hold it.' }) accountId!: string;
  @Field(() => String, { description: 'A well-known code such as `USDC`, or `CODE:ISSUER`.' }) asset!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The most to hold, as a decimal string; "0" removes the trustline; absent: no limit.',
  })
  limit?: string;
  @Field(() => String, { nullable: true, description: REASON }) reason?: string;
  @Field(() => String, { nullable: true, description: KEY }) idempotencyKey?: string;
}

@InputType({ description: 'A transaction that was built elsewhere.' })
export class RawTransactionInput {
  @Field(() => ID, { description: 'The account that is its source, and that signs it.' }) accountId!: string;
  @Field(() => XdrScalar, {
    description: 'An unsigned version 1 envelope whose source is the account, with at most 100 operations.',
  })
  xdr!: string;
  @Field(() => String, { nullable: true, description: REASON }) reason?: string;
  @Field(() => String, { nullable: true, description: KEY }) idempotencyKey?: string;
}

@InputType({ description: 'Exactly one of the fields.' })
export class EvaluatePolicyInput {
  @Field(() => PaymentInput, { nullable: true, description: 'A payment, as proposePayment takes it.' })
  payment?: PaymentInput;
  @Field(() => TrustlineInput, { nullable: true, description: 'A trust line, as proposeTrustline takes it.' })
  trustline?: TrustlineInput;
}

@InputType({ description: 'Which transactions to list.' })
export class TransactionFilter {
  @Field(() => ID, { nullable: true, description: 'Of this account alone.' }) accountId?: string;
  @Field(() => [TransactionStatus], { nullable: true, description: 'In one of these states.' })
  status?: TransactionStatus[];
}
