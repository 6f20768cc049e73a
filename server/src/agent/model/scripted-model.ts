import {
  type ModelDescription,
  type ModelEvent,
  type ModelGateway,
  ModelKind,
  type ModelRequest,
} from './model-gateway.js';

export type ScriptedTurn =
  | { text?: string; calls?: { name: string; arguments: Record<string, unknown> | string; id?: string }[] }
  | { error: Error }
  /** Never answers; only the abort signal ends it. */
  | { hang: true };

/** A model that plays a script and remembers every request, for tests without a network. */
export class ScriptedModel implements ModelGateway {
  readonly info: ModelDescription = { kind: ModelKind.OFFLINE_PLANNER, name: 'scripted', note: 'Plays a script.' };
  readonly requests: Omit<ModelRequest, 'signal'>[] = [];

  constructor(readonly script: ScriptedTurn[]) {}

  async *stream({ messages, tools, signal }: ModelRequest): AsyncGenerator<ModelEvent, void> {
    this.requests.push(structuredClone({ messages, tools }));
    const turn = this.script.shift();
    if (!turn) throw new Error('The script has no further turn.');
    if ('hang' in turn) await aborted(signal);
    if ('error' in turn) throw turn.error;
    if ('hang' in turn) return;
    for (const delta of turn.text?.match(/.{1,12}/gs) ?? []) yield { type: 'text', delta };
    for (const [index, call] of (turn.calls ?? []).entries()) yield toEvent(call, index);
  }
}

const toEvent = (
  call: { name: string; arguments: Record<string, unknown> | string; id?: string },
  index: number,
): ModelEvent => ({
  type: 'toolCall',
  id: call.id ?? `scripted_${index}`,
  name: call.name,
  arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
});

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
