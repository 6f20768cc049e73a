import { isWhole } from './bounded-fetch.js';
import { eventData } from './event-data.js';
import {
  ModelFault,
  modelDeclined,
  modelIsMalformed,
  modelRanOut,
  modelSaidNothing,
  modelSentTooMuch,
  modelWasCut,
  modelWasFiltered,
} from './model-fault.js';
import type { ModelEvent } from './model-gateway.js';
import { ToolCallParts } from './tool-call-parts.js';
import { readPiece } from './wire-answer.js';

const TEXT_MAX = 64_000;
const DONE = '[DONE]';

/** One answer of an endpoint. Its tool calls are told only when all of it has come, so what is cut off carries nothing out. */
export class AnswerReader {
  private readonly calls = new ToolCallParts();
  private finish = '';
  private refuses = false;
  private text = 0;

  get hasSpoken(): boolean {
    return this.text > 0;
  }

  async *read(response: Response): AsyncGenerator<ModelEvent, void> {
    try {
      for await (const json of piecesOf(response)) {
        const delta = this.take(json);
        if (delta) yield { type: 'text', delta };
      }
    } catch (error) {
      // Said to be whole, it is: some endpoints leave the connection open, or break it.
      if (this.finish === '' || (error instanceof ModelFault && !error.mayPass)) throw error;
    }
    this.assertWhole();
    const calls = this.calls.all();
    if (calls.length === 0 && !this.hasSpoken) throw modelSaidNothing();
    for (const call of calls) yield { type: 'toolCall', ...call };
  }

  private take(json: string): string {
    if (json === DONE) {
      this.finish ||= 'stop';
      return '';
    }
    const piece = readPiece(json);
    this.refuses ||= piece.refuses;
    this.finish = piece.finish || this.finish;
    this.text += piece.text.length;
    if (this.text > TEXT_MAX) throw modelSentTooMuch();
    for (const call of piece.calls) this.calls.add(call);
    return piece.text;
  }

  private assertWhole(): void {
    if (this.finish === 'content_filter') throw modelWasFiltered();
    if (this.finish === 'length') throw modelRanOut();
    if (this.refuses) throw modelDeclined();
    if (this.finish === '' || this.finish === 'error') throw modelWasCut();
  }
}

async function* piecesOf(response: Response): AsyncGenerator<string, void> {
  if (/html/.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    throw modelIsMalformed();
  }
  if (isWhole(response)) yield await response.text();
  else if (response.body) yield* eventData(response.body);
}
