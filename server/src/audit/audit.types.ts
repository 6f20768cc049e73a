import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../graphql/connection.js';
import { ActorKind } from '../graphql/context.js';
import { JsonObjectScalar } from '../graphql/json-scalars.js';
import { Node } from '../graphql/node.js';
import { DateTimeScalar } from '../graphql/scalars.js';

@ObjectType('AuditEntry', {
  implements: Node,
  description: 'One act. `hash` covers the act and the hash of the one before it.',
})
export class AuditEntryType {
  @Field(() => ID) id!: string;
  @Field(() => Int) seq!: number;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => ActorKind) actor!: ActorKind;
  @Field(() => String, { description: 'What was done, such as `transaction.signed`.' }) action!: string;
  @Field(() => String, { description: 'Id of what it was done to.' }) resource!: string;
  @Field(() => String) result!: string;
  @Field(() => JsonObjectScalar) details!: Record<string, unknown>;
  @Field(() => String, {
    description: 'SHA-256 over the canonical JSON (RFC 8785) of the entry without `id` and `hash`, with `userId`; hex.',
  })
  hash!: string;
  @Field(() => String, { description: '64 zeros before the first entry.' }) previousHash!: string;
}

export const AuditConnection = connectionOf('Audit', AuditEntryType);

@ObjectType({ description: 'The result of recomputing the whole chain.', simpleResolvers: true })
export class AuditVerification {
  @Field(() => Boolean) valid!: boolean;
  @Field(() => Int) entries!: number;
  @Field(() => String, { description: 'Keep it: a later log that does not contain it was changed.' }) head!: string;
  @Field(() => Int, { nullable: true }) brokenAtSeq!: number | null;
  @Field(() => String) message!: string;
}

@InputType()
export class AuditFilter {
  @Field(() => String, { nullable: true, description: 'An action, or the beginning of one such as `transaction.`.' })
  action?: string;
  @Field(() => String, { nullable: true }) resource?: string;
  @Field(() => DateTimeScalar, { nullable: true }) since?: Date;
  @Field(() => DateTimeScalar, { nullable: true }) until?: Date;
}
