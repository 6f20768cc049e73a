import { expect, it } from 'vitest';
import { EventStream } from './event-stream.js';

const deaf: AsyncIterable<unknown> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
const streamOf = (source: AsyncIterable<unknown>) => {
  const abort = new AbortController();
  const stream = new EventStream({
    source,
    abort,
    answer: async (event) => ({ data: { event } }),
    failure: (error) => ({ data: { failed: (error as Error).message } }),
  });
  return { stream, abort };
};

it('can be left at once, although its source waits and hears nothing', async () => {
  const { stream, abort } = streamOf(deaf);
  const waiting = stream.next();
  await stream.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(abort.signal.aborted).toBe(true);
});

it('ends after telling that its source failed', async () => {
  const { stream } = streamOf(
    (async function* () {
      yield 1;
      throw new Error('broken');
    })(),
  );
  const answers = [];
  for await (const answer of stream) answers.push(answer.data);
  expect(answers).toEqual([{ event: 1 }, { failed: 'broken' }]);
});

it('closes its source when it is left', async () => {
  let closed = false;
  const { stream } = streamOf(
    (async function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        closed = true;
      }
    })(),
  );
  for await (const _answer of stream) break;
  await Promise.resolve();
  expect(closed).toBe(true);
});
