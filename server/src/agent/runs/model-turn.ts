import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { ModelGateway, ModelMessage, ModelToolCall } from '../model/model-gateway.js';
import { systemPrompt } from './prompt.js';
import type { AgentRun } from './run.entity.js';
import type { RunJournal } from './run-journal.js';
import { StepKind } from './run-status.js';
import type { ToolCatalogue } from './tool-catalogue.js';

export type Bounds = { turns: number; calls: number; textLength: number; modelMs: number };

export const DEFAULT_BOUNDS: Bounds = { turns: 12, calls: 24, textLength: 20_000, modelMs: 3 * MINUTE_MS };

export type ModelTurn = { text: string; calls: ModelToolCall[] };
type Parts = { journal: RunJournal; model: ModelGateway; tools: ToolCatalogue; bounds: Bounds };

const FLUSH_MS = 60;
const FLUSH_CHARS = 200;
// PostgreSQL stores it neither in text nor in JSON.
const NUL = '\u0000';

/** Lets the model speak once. Its text is published while it comes, its tool calls are returned. */
export const readTurn = async (parts: Parts, run: AgentRun, caller: AbortSignal): Promise<ModelTurn> => {
  const deadline = AbortSignal.timeout(parts.bounds.modelMs);
  const signal = AbortSignal.any([caller, deadline]);
  try {
    return await collect(parts, run, signal);
  } catch (error) {
    if (!caller.aborted && deadline.aborted)
      throw new DomainError(ErrorCode.MODEL_UNAVAILABLE, 'The model did not finish in time. Send the message again.');
    throw error;
  }
};

const collect = async (parts: Parts, run: AgentRun, signal: AbortSignal): Promise<ModelTurn> => {
  const messages: ModelMessage[] = [{ role: 'system', content: systemPrompt(new Date()) }, ...run.state.messages];
  const batch = new TextBatch((text) => parts.journal.save(run, {}, [{ kind: StepKind.TEXT, text }]));
  const calls: ModelToolCall[] = [];
  const whole = new WholeCharacters();
  let text = '';
  try {
    for await (const event of parts.model.stream({ messages, tools: parts.tools.forModel(), signal })) {
      const delta = event.type === 'text' ? whole.add(event.delta.replaceAll(NUL, '')) : '';
      text += delta;
      if (event.type === 'toolCall') calls.push(withOwnId(event, run.state.calls + calls.length + 1));
      if (text.length > parts.bounds.textLength) throw tooLong();
      if (delta) await batch.add(delta);
    }
    await batch.flush();
    return { text, calls };
  } finally {
    await batch.stop();
  }
};

const tooLong = (): DomainError =>
  new DomainError(ErrorCode.MODEL_UNAVAILABLE, 'The answer of the model is too long. Ask for less at once.');

// Some endpoints give the same ids in every turn, and the id is part of what makes a payment the same payment.
const withOwnId = ({ name, arguments: text }: ModelToolCall, number: number): ModelToolCall => ({
  id: `call${String(number).padStart(5, '0')}`,
  name: name.replaceAll(NUL, '').toWellFormed(),
  arguments: text.replaceAll(NUL, '').toWellFormed(),
});

/** A character may come in two pieces. A half of one that stays alone is none, and no table can hold it. */
class WholeCharacters {
  private half = '';

  add(piece: string): string {
    const text = this.half + piece;
    this.half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    return text.slice(0, text.length - this.half.length).toWellFormed();
  }
}

/** Joins small pieces of text, because each commit costs a write to disk; none waits for the next one to come. */
class TextBatch {
  private waiting = '';
  private flushedAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly write: (text: string) => Promise<void>) {}

  async add(text: string): Promise<void> {
    this.waiting += text;
    const wait = this.waiting.length >= FLUSH_CHARS ? 0 : this.flushedAt + FLUSH_MS - Date.now();
    if (wait <= 0) await this.flush();
    else this.timer ??= setTimeout(() => this.begin(), wait);
  }

  /** Resolves when all that was added is stored; rejects with the first write that failed. */
  async flush(): Promise<void> {
    this.begin();
    await this.writing;
  }

  /** Nothing is written after this. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.waiting = '';
    await this.writing.catch(() => undefined);
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.waiting;
    this.waiting = '';
    if (text === '') return;
    this.writing = this.writing.then(() => this.store(text));
    // Told to whoever flushes next; a timer has nobody to tell.
    this.writing.catch(() => undefined);
  }

  private async store(text: string): Promise<void> {
    await this.write(text);
    this.flushedAt = Date.now();
  }
}
