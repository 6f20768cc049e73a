import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ErrorCode } from '../../kernel/errors.js';
import { connectionOf } from '../../platform/graphql/connection.js';
import { Node } from '../../platform/graphql/node.js';
import { JsonObjectScalar } from '../../platform/graphql/scalars/json-scalars.js';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { TransactionType } from '../proposals/transaction.type.js';
import { ApprovalStatus } from './approval.entity.js';

@ObjectType('Approval', {
  implements: Node,
  description: 'What a person was asked about one transaction, and their answer.',
})
export class ApprovalType {
  @Field(() => ID) id!: string;
  @Field(() => ApprovalStatus, { description: 'Where it stands.' }) status!: ApprovalStatus;
  @Field(() => DateTimeScalar, { description: 'After this nothing can be approved any more.' }) expiresAt!: Date;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was rejected.' }) reason!: string | null;
}

export const ApprovalConnection = connectionOf('Approval', ApprovalType);

@ObjectType({ description: 'A change of one approval.' })
export class ApprovalEvent {
  @Field(() => String, { description: 'Give it as `after` to miss nothing.' }) cursor!: string;
  @Field(() => ApprovalType, { description: 'The approval as it is now.' }) approval!: ApprovalType;
  @Field(() => String, {
    description: "The head of the caller's audit log when it happened. Keep it: a later log must contain it.",
  })
  auditHead!: string;
}

@InputType()
export class ApproveTransactionInput {
  @Field(() => ID, { description: 'Id of the transaction.' }) id!: string;
  @Field(() => String, { description: 'Digest of the consent on the screen, hex; the server takes no other.' })
  consentDigest!: string;
  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: 'The answer of navigator.credentials.get to startApproval. Absent only for a demo user on LOCAL.',
  })
  assertion?: Record<string, unknown>;
}

@InputType()
export class RejectTransactionInput {
  @Field(() => ID, { description: 'Id of the transaction.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'At most 500 characters; the agent reads it.' }) reason?: string;
}

@InputType()
export class RejectTransactionsInput {
  @Field(() => [ID], { description: 'Ids of 1 to 50 transactions.' }) ids!: string[];
  @Field(() => String, { nullable: true, description: 'Told with each; at most 500 characters.' }) reason?: string;
}

@ObjectType({ description: 'What became of one of several that were to be rejected.' })
export class Rejection {
  @Field(() => ID, { description: 'Id of the transaction.' }) id!: string;
  @Field(() => TransactionType, { nullable: true, description: 'Null where it was not rejected.' })
  transaction!: TransactionType | null;
  @Field(() => ErrorCode, { nullable: true, description: 'Why it was not rejected, as the code of the refusal.' })
  code!: ErrorCode | null;
  @Field(() => String, { nullable: true, description: 'The same as a sentence.' }) message!: string | null;
}
