import { Field, Int, ObjectType } from 'type-graphql';
import type { StreamEvent } from '../events/event.entity.js';
import { JsonObjectScalar } from '../graphql/json-scalars.js';
import { DateTimeScalar } from '../graphql/scalars.js';
import { StepKind } from './run-status.js';

/** What the stream `run:<id>` holds of one step. */
export type StepPayload = {
  kind: StepKind;
  text?: string;
  tool?: StoredToolCall;
  transactionId?: string;
};
export type StoredToolCall = {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
  result?: Record<string, unknown>;
  ok?: boolean;
};

@ObjectType({ description: 'One use of a tool. A tool is a named operation of this API.', simpleResolvers: true })
export class ToolCall {
  @Field(() => String) id!: string;
  @Field(() => String) name!: string;
  @Field(() => JsonObjectScalar) arguments!: Record<string, unknown>;
  @Field(() => JsonObjectScalar, { nullable: true, description: "The operation's data, or `code` and `message`." })
  result!: Record<string, unknown> | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'False for a refusal, and for a transaction that did not confirm.',
  })
  ok!: boolean | null;
}

@ObjectType({ description: 'One step of a run; `seq` counts up from 1 and is what `after` takes.' })
export class AgentStep {
  @Field(() => Int) seq!: number;
  @Field(() => StepKind) kind!: StepKind;
  @Field(() => String, { nullable: true }) text!: string | null;
  @Field(() => ToolCall, { nullable: true }) tool!: ToolCall | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  transactionId!: string | null;
}

export const toAgentStep = ({ seq, at, payload }: StreamEvent): AgentStep => {
  const { kind, text = null, tool, transactionId = null } = payload as StepPayload;
  const call = tool ? { ...tool, result: tool.result ?? null, ok: tool.ok ?? null } : null;
  return Object.assign(new AgentStep(), { seq, kind, text, tool: call, createdAt: at, transactionId });
};
