import { faultOfStatus, modelIsMalformed } from './model-fault.js';
import type { ToolCallPart } from './tool-call-parts.js';

/** What one piece of an answer says, whether it was streamed or came whole. */
export type AnswerPiece = { text: string; refuses: boolean; calls: ToolCallPart[]; finish: string };

/** Endpoints differ in what they send and leave out: whatever cannot be read as one of these is not there. */
export const readPiece = (json: string): AnswerPiece => {
  const { error, choices } = parse(json);
  if (error) throw faultOfStatus(statusOf(objectOf(error)), objectOf(error).code);
  const choice = objectOf(listOf(choices)[0]);
  const said = objectOf(choice.delta ?? choice.message);
  return {
    text: textOf(said.content),
    refuses: textOf(said.refusal) !== '' || listOf(said.content).some((part) => objectOf(part).type === 'refusal'),
    calls: listOf(said.tool_calls).map(toPart),
    finish: textOf(choice.finish_reason),
  };
};

type Json = Record<string, unknown>;

const parse = (json: string): Json => {
  try {
    return objectOf(JSON.parse(json));
  } catch {
    throw modelIsMalformed(); // Its words are not repeated.
  }
};

const toPart = (value: unknown, position: number): ToolCallPart => {
  const { index, id, function: called } = objectOf(value);
  const { name, arguments: given } = objectOf(called);
  return {
    index: typeof index === 'number' ? index : position,
    id: textOf(id),
    name: textOf(name),
    arguments: typeof given === 'object' && given !== null ? JSON.stringify(given) : textOf(given),
  };
};

const statusOf = ({ status, code }: Json): number | undefined =>
  [status, code].find((value): value is number => typeof value === 'number');

/** A text, or a list of parts, of which the thoughts of the model are none. */
const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  const parts = listOf(content).map(objectOf);
  return parts.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : '')).join('');
};

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
