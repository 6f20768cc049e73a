import { Field, ID, ObjectType } from 'type-graphql';
import { ErrorCode } from '../../kernel/errors.js';
import { Node } from '../../platform/graphql/node.js';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { RunStatus } from './run-status.js';

@ObjectType('RunError', { description: 'Why a run failed.', simpleResolvers: true })
export class RunErrorType {
  @Field(() => ErrorCode, { description: 'The kind of error.' }) code!: ErrorCode;
  @Field(() => String, { description: 'A sentence that says what to do.' }) message!: string;
}

@ObjectType('AgentRun', { implements: Node, description: "The agent's work on one message." })
export class AgentRunType extends Node {
  @Field(() => ID) declare id: string;
  @Field(() => RunStatus, { description: 'Where it stands.' }) status!: RunStatus;
  @Field(() => RunErrorType, { nullable: true, description: 'Why it failed.' }) error!: RunErrorType | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar) updatedAt!: Date;
}
