import { Field, Int, ObjectType } from 'type-graphql';
import type { FollowedEvent } from '../../platform/graphql/context.js';
import { JsonObjectScalar } from '../../platform/graphql/scalars/json-scalars.js';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { StepKind } from './run-status.js';

type StoredToolCall = {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
  result?: Record<string, unknown>;
  ok?: boolean;
};
/** What the stream `run:<id>` holds of one step. */
export type StepPayload = { kind: StepKind; text?: string; tool?: StoredToolCall; transactionId?: string };

@ObjectType('ToolCall', {
  description: 'One use of a tool. A tool is a named operation of this API.',
  simpleResolvers: true,
})
export class ToolCallType {
  @Field(() => String, { description: 'Joins the call with its result.' }) id!: string;
  @Field(() => String, { description: 'Name of the operation.' }) name!: string;
  @Field(() => JsonObjectScalar, { description: 'What the model asked with.' }) arguments!: Record<string, unknown>;
  @Field(() => JsonObjectScalar, { nullable: true, description: "The operation's data, or `code` and `message`." })
  result!: Record<string, unknown> | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'False for a refusal, and for a transaction that ended without being confirmed.',
  })
  ok!: boolean | null;
}

@ObjectType('AgentStep', { description: 'One step of a run; `seq` counts up from 1 and is what `after` takes.' })
export class AgentStepType {
  @Field(() => Int, { description: 'Counts up from 1 within its run.' }) seq!: number;
  @Field(() => StepKind, { description: 'What happened.' }) kind!: StepKind;
  @Field(() => String, { nullable: true, description: 'What the agent says, or why it failed.' }) text!: string | null;
  @Field(() => ToolCallType, { nullable: true, description: 'The tool it is about.' }) tool!: ToolCallType | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  /** Not part of the API: a field above this folder turns it into the transaction. */
  transactionId!: string | null;
}

export const toAgentStep = ({ seq, at, payload }: FollowedEvent): AgentStepType => {
  const { kind, text = null, tool, transactionId = null } = payload as StepPayload;
  const call = tool ? { ...tool, result: tool.result ?? null, ok: tool.ok ?? null } : null;
  return { seq, kind, text, tool: call, createdAt: at, transactionId };
};
