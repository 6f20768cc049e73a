import { Field, ObjectType } from 'type-graphql';
import { ErrorCode } from '../errors.js';
import { Node } from '../graphql/node.js';
import { DateTimeScalar } from '../graphql/scalars.js';
import type { AgentRunRecord } from './run.entity.js';
import { RunStatus } from './run-status.js';

@ObjectType({ description: 'Why a run failed.', simpleResolvers: true })
export class RunError {
  @Field(() => ErrorCode) code!: ErrorCode;
  @Field(() => String) message!: string;
}

@ObjectType({ implements: Node, description: "The agent's work on one message." })
export class AgentRun extends Node {
  @Field(() => RunStatus) status!: RunStatus;
  @Field(() => RunError, { nullable: true }) error!: RunError | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar) updatedAt!: Date;
  userId!: string;
  threadId!: string;
}

export const toAgentRun = (row: AgentRunRecord): AgentRun =>
  Object.assign(new AgentRun(), {
    id: row.id,
    status: row.status,
    error: row.error,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    userId: row.userId,
    threadId: row.threadId,
  });
