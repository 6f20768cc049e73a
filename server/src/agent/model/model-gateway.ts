import { registerEnumType } from 'type-graphql';

export enum ModelKind {
  OFFLINE_PLANNER = 'OFFLINE_PLANNER',
  OPENAI_COMPATIBLE = 'OPENAI_COMPATIBLE',
}
registerEnumType(ModelKind, {
  name: 'ModelKind',
  description: 'The built-in planner, which is not a language model, or an OpenAI-compatible endpoint.',
  valuesConfig: {
    OFFLINE_PLANNER: { description: 'The built-in planner, which is not a language model.' },
    OPENAI_COMPATIBLE: { description: 'A language model behind an OpenAI-compatible endpoint.' },
  },
});

export type ModelDescription = { kind: ModelKind; name: string; note: string };

/** `arguments` is the text the model wrote; it may not be JSON at all. */
export type ModelToolCall = { id: string; name: string; arguments: string };

export type ModelMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string; toolCalls: ModelToolCall[] }
  | { role: 'tool'; toolCallId: string; content: string };

/** `parameters` is a JSON Schema. */
export type ModelTool = { name: string; description: string; parameters: Record<string, unknown> };

export type ModelRequest = { messages: ModelMessage[]; tools: ModelTool[]; signal: AbortSignal };

export type ModelEvent = { type: 'text'; delta: string } | ({ type: 'toolCall' } & ModelToolCall);

/** One turn of a model. The stream ends normally or throws a DomainError; a tool call comes whole, after the text. */
export interface ModelGateway {
  readonly info: ModelDescription;
  stream(request: ModelRequest): AsyncIterable<ModelEvent>;
}
