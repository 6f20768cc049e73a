import {
  type ModelDescription,
  type ModelEvent,
  type ModelGateway,
  ModelKind,
  type ModelRequest,
} from '../model-gateway.js';
import { readFacts } from './facts.js';
import { planTurn } from './plan.js';

const DELTA_CHARS = 48;

/** Works the tools without a language model, so that a newcomer needs no key. It says what it is. */
export class OfflinePlanner implements ModelGateway {
  readonly info: ModelDescription = {
    kind: ModelKind.OFFLINE_PLANNER,
    name: 'Offline planner',
    note: 'Not a language model: it knows a few sentences. Set OPENAI_API_KEY and OPENAI_MODEL to talk freely.',
  };

  async *stream({ messages, signal }: ModelRequest): AsyncGenerator<ModelEvent, void> {
    signal.throwIfAborted();
    const { text, call } = planTurn(readFacts(messages));
    for (let start = 0; start < text.length; start += DELTA_CHARS)
      yield { type: 'text', delta: text.slice(start, start + DELTA_CHARS) };
    if (call) yield { type: 'toolCall', id: 'planned', name: call.name, arguments: JSON.stringify(call.arguments) };
  }
}
