import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { MINUTE_MS } from '../../kernel/durations.js';
import { AnswerReader } from './answer-reader.js';
import { boundedFetch } from './bounded-fetch.js';
import { type ModelFault, modelTimedOut, toModelFault } from './model-fault.js';
import {
  type ModelDescription,
  type ModelEvent,
  type ModelGateway,
  ModelKind,
  type ModelRequest,
} from './model-gateway.js';
import { toWireMessage, toWireTool } from './wire-format.js';

export type OpenAiOptions = {
  apiKey: string;
  model: string;
  baseUrl?: string;
  /** The whole call, its retries included. */
  timeoutMs?: number;
  /** Silence: before the head of an answer, and between two of its bytes. */
  idleMs?: number;
  maxRetries?: number;
};

/** Whoever is to wait longer is told so instead. */
const WAIT_MAX_MS = 20_000;
const FIRST_PAUSE_MS = 500;

/** Any OpenAI-compatible endpoint, through the official client. */
export class OpenAiGateway implements ModelGateway {
  readonly info: ModelDescription;
  private readonly client: OpenAI;
  private readonly timeoutMs: number;
  private readonly maxRetries: number;

  constructor(private readonly options: OpenAiOptions) {
    this.timeoutMs = options.timeoutMs ?? 2 * MINUTE_MS;
    this.maxRetries = options.maxRetries ?? 2;
    const idleMs = options.idleMs ?? 45_000;
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
      // Counted here, where it is known what may pass and how much of the answer was told.
      maxRetries: 0,
      timeout: idleMs,
      fetch: boundedFetch(idleMs),
    });
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelEvent, void> {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(this.timeoutMs)]);
    for (let attempt = 0; ; attempt += 1) {
      const answer = new AnswerReader();
      try {
        yield* answer.read(await this.ask(request, signal));
        return;
      } catch (error) {
        const fault = this.faultOf(error, request, signal);
        // What was told cannot be taken back. Tool calls are told last of all, so none is ever asked for again.
        if (answer.hasSpoken) throw fault;
        const waitMs = this.pauseAfter(fault, attempt);
        await sleep(waitMs, undefined, { signal }).catch((reason) => {
          throw this.faultOf(reason, request, signal);
        });
      }
    }
  }

  private ask(request: ModelRequest, signal: AbortSignal): Promise<Response> {
    const body = {
      model: this.options.model,
      messages: request.messages.map(toWireMessage),
      ...(request.tools.length > 0 && { tools: request.tools.map(toWireTool) }),
      stream: true as const,
    };
    return this.client.chat.completions.create(body, { signal }).asResponse();
  }

  /** The caller gets their own reason back. */
  private faultOf(error: unknown, request: ModelRequest, signal: AbortSignal): ModelFault {
    request.signal.throwIfAborted();
    return signal.aborted ? modelTimedOut() : toModelFault(error);
  }

  /** How long to wait before the next attempt; throws the fault where there is none. */
  private pauseAfter(fault: ModelFault, attempt: number): number {
    const waitMs = fault.waitMs ?? FIRST_PAUSE_MS * 2 ** attempt * (0.75 + Math.random() / 2);
    if (!fault.mayPass || attempt >= this.maxRetries || waitMs > WAIT_MAX_MS) throw fault;
    return waitMs;
  }
}
