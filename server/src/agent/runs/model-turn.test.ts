import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ModelEvent } from '../model/model-gateway.js';
import { DEFAULT_BOUNDS, readTurn } from './model-turn.js';
import type { AgentRun } from './run.entity.js';

type Parts = Parameters<typeof readTurn>[0];
type Step = { text?: string };

const partsOf = (stream: () => AsyncGenerator<ModelEvent>, saved: string[]): Parts =>
  ({
    bounds: DEFAULT_BOUNDS,
    model: { stream },
    tools: { forModel: () => [] },
    journal: { save: async (_run: unknown, _change: unknown, steps: Step[]) => void saved.push(steps[0]?.text ?? '') },
  }) as unknown as Parts;
const run = { state: { messages: [], calls: 0 } } as unknown as AgentRun;

it('what a model said is published although it says nothing more for a while', async () => {
  const saved: string[] = [];
  let before = '';
  const parts = partsOf(async function* () {
    yield { type: 'text', delta: 'You own ' };
    yield { type: 'text', delta: 'test money.' };
    await sleep(500);
    before = saved.join('');
  }, saved);
  expect(await readTurn(parts, run, new AbortController().signal)).toEqual({ text: 'You own test money.', calls: [] });
  expect(before).toBe('You own test money.');
  expect(saved.join('')).toBe('You own test money.');
});

it('nothing is published after a turn that failed', async () => {
  const saved: string[] = [];
  const parts = partsOf(async function* () {
    yield { type: 'text', delta: 'a' };
    yield { type: 'text', delta: 'b' };
    throw new Error('cut');
  }, saved);
  await expect(readTurn(parts, run, new AbortController().signal)).rejects.toThrow('cut');
  await sleep(200);
  expect(saved).toEqual(['a']);
});

it('a character that comes in two pieces stays whole, and half of one is left out', async () => {
  const saved: string[] = [];
  const parts = partsOf(async function* () {
    yield { type: 'text', delta: 'A fox: \ud83e' };
    yield { type: 'text', delta: '\udd8a, half: \ud83e' };
    yield { type: 'text', delta: 'x\udd8a\ud83e' };
    yield { type: 'toolCall', id: 'a', name: 'acc\ud800', arguments: '{"id":"\udc00"}' };
  }, saved);
  const { text, calls } = await readTurn(parts, run, new AbortController().signal);
  expect(text).toBe('A fox: 🦊, half: \ufffdx\ufffd');
  expect(saved.join('')).toBe(text);
  expect(JSON.stringify(calls)).toBe(JSON.stringify(calls).toWellFormed());
  expect(calls[0]?.name.isWellFormed()).toBe(true);
});
