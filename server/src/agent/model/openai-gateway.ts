import OpenAI from 'openai';
import { MINUTE_MS } from '../../kernel/durations.js';
import { type Deadline, startDeadline } from './deadline.js';
import { modelTimedOut, modelWasCut, toModelError } from './model-error.js';
import {
  type ModelDescription,
  type ModelEvent,
  type ModelGateway,
  ModelKind,
  type ModelRequest,
  type ModelToolCall,
} from './model-gateway.js';
import { toWireMessage, toWireTool, type WireChunk } from './wire-format.js';

export type OpenAiOptions = {
  apiKey: string;
  model: string;
  baseUrl?: string;
  /** The whole call, its retries included. */
  timeoutMs?: number;
  /** Silence: before the first byte of an attempt, and between two parts of the stream. */
  idleMs?: number;
  maxRetries?: number;
};

const ARGUMENTS_MAX = 32_000;
const TEXT_MAX = 64_000;

/** Any OpenAI-compatible endpoint, through the official client. */
export class OpenAiGateway implements ModelGateway {
  readonly info: ModelDescription;
  private readonly client: OpenAI;
  private readonly timeoutMs: number;
  private readonly idleMs: number;

  constructor(private readonly options: OpenAiOptions) {
    this.timeoutMs = options.timeoutMs ?? 2 * MINUTE_MS;
    this.idleMs = options.idleMs ?? 45_000;
    this.info = {
      kind: ModelKind.OPENAI_COMPATIBLE,
      name: options.model,
      note: `Language model ${options.model} at ${new URL(options.baseUrl ?? 'https://api.openai.com/v1').host}.`,
    };
    this.client = new OpenAI({
      apiKey: options.apiKey,
      baseURL: options.baseUrl ?? 'https://api.openai.com/v1',
      // Named, because the client would otherwise read them from the environment.
      organization: null,
      project: null,
      adminAPIKey: null,
      webhookSecret: null,
      // The client's own log could print headers and bodies.
      logLevel: 'off',
      // It repeats 408, 409, 429 and 5xx with growing pauses, and only before the first byte of an answer.
      maxRetries: options.maxRetries ?? 2,
      timeout: this.idleMs,
    });
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelEvent, void> {
    const deadline = startDeadline(request.signal, this.timeoutMs);
    try {
      yield* this.read(request, deadline);
    } catch (error) {
      request.signal.throwIfAborted();
      throw deadline.expired() ? modelTimedOut() : toModelError(error);
    } finally {
      deadline.stop();
    }
  }

  private async *read(request: ModelRequest, deadline: Deadline): AsyncGenerator<ModelEvent, void> {
    const stream = await this.client.chat.completions.create(
      {
        model: this.options.model,
        messages: request.messages.map(toWireMessage),
        ...(request.tools.length > 0 && { tools: request.tools.map(toWireTool) }),
        stream: true,
      },
      { signal: deadline.signal },
    );
    deadline.progress(this.idleMs);
    const calls = new ToolCallParts();
    let [finished, length] = [false, 0];
    for await (const chunk of stream) {
      deadline.progress(this.idleMs);
      const choice = chunk.choices?.[0];
      const delta = choice?.delta?.content ?? '';
      length += delta.length;
      if (length > TEXT_MAX) throw modelWasCut();
      if (delta) yield { type: 'text', delta };
      calls.add(choice?.delta?.tool_calls ?? []);
      if (choice?.finish_reason) finished = true;
    }
    // An aborted or closed connection ends the client's stream without an error.
    if (deadline.signal.aborted || !finished) throw deadline.expired() ? modelTimedOut() : modelWasCut();
    for (const call of calls.all()) yield { type: 'toolCall', ...call };
  }
}

/** Puts together the calls that arrive in pieces, told apart by their index. */
class ToolCallParts {
  private readonly parts = new Map<number, ModelToolCall>();

  add(deltas: WireChunk[]): void {
    for (const [position, delta] of deltas.entries()) {
      const index = delta.index ?? position;
      const part = this.parts.get(index) ?? { id: '', name: '', arguments: '' };
      part.id ||= delta.id ?? '';
      part.name ||= delta.function?.name ?? '';
      part.arguments += delta.function?.arguments ?? '';
      if (part.arguments.length > ARGUMENTS_MAX) throw modelWasCut();
      this.parts.set(index, part);
    }
  }

  all(): ModelToolCall[] {
    return [...this.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  }
}
