import { modelSentTooMuch } from './model-fault.js';
import type { ModelToolCall } from './model-gateway.js';

/** A piece of a tool call, or all of it. What the endpoint left out is empty. */
export type ToolCallPart = { index: number; id: string; name: string; arguments: string };

const ARGUMENTS_MAX = 32_000;
const NAME_MAX = 200;
const CALLS_MAX = 128;

/** Puts together the calls that arrive in pieces. Some endpoints number all of them 0, and only their ids tell them apart. */
export class ToolCallParts {
  private readonly calls: ToolCallPart[] = [];

  add(part: ToolCallPart): void {
    const call = this.openCall(part);
    call.id ||= part.id;
    call.name ||= part.name;
    call.arguments += part.arguments;
    if (call.arguments.length > ARGUMENTS_MAX || call.name.length > NAME_MAX || this.calls.length > CALLS_MAX)
      throw modelSentTooMuch();
  }

  all(): ModelToolCall[] {
    return this.calls
      .toSorted((a, b) => a.index - b.index)
      .map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  }

  private openCall({ index, id }: ToolCallPart): ToolCallPart {
    const ofIndex = this.calls.filter((call) => call.index === index);
    const last = ofIndex.at(-1);
    const known = id === '' || last?.id === '' ? last : ofIndex.find((call) => call.id === id);
    if (known) return known;
    const call = { index, id, name: '', arguments: '' };
    this.calls.push(call);
    return call;
  }
}
