import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answers,
  choice,
  DONE,
  silent,
  sse,
  startModelServer,
  streams,
} from '../../../test/support/fakes/model-server.js';
import type { ModelEvent, ModelMessage } from './model-gateway.js';
import { OpenAiGateway, type OpenAiOptions } from './openai-gateway.js';

const KEY = 'sk-canary-0123456789';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const messages: ModelMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Pay.' },
  { role: 'assistant', content: '', toolCalls: [{ id: 'call00001', name: 'accounts', arguments: '{}' }] },
  { role: 'tool', toolCallId: 'call00001', content: '{"ok":true}' },
];
const tools = [{ name: 'accounts', description: 'Lists accounts.', parameters: { type: 'object', properties: {} } }];

const setUp = async (handlers: Parameters<typeof startModelServer>[0], options: Partial<OpenAiOptions> = {}) => {
  const server = await startModelServer(handlers);
  closers.push(server.close);
  const gateway = new OpenAiGateway({ apiKey: KEY, model: 'test-model', baseUrl: server.baseUrl, ...options });
  const stop = new AbortController();
  const collect = async (): Promise<ModelEvent[]> => {
    const events: ModelEvent[] = [];
    for await (const event of gateway.stream({ messages, tools, signal: stop.signal })) events.push(event);
    return events;
  };
  return { server, gateway, stop, collect };
};
const failure = async (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('the model should have failed'),
    (error: Error & { code: string }) => error,
  );
const piece = (index: number, part: object) => choice({ tool_calls: [{ index, ...part }] });

describe('an answer', () => {
  it('arrives piece by piece as text', async () => {
    const { collect } = await setUp([streams(choice({ content: 'Hel' }), choice({ content: 'lo' }, 'stop'), DONE)]);
    expect(await collect()).toEqual([
      { type: 'text', delta: 'Hel' },
      { type: 'text', delta: 'lo' },
    ]);
  });

  it('is asked for in the chat completions format, with the key, the tools and the results', async () => {
    const { collect, server } = await setUp([streams(choice({ content: 'x' }, 'stop'), DONE)]);
    await collect();
    expect(server.requests[0]).toMatchObject({ path: '/v1/chat/completions', authorization: `Bearer ${KEY}` });
    expect(server.requests[0]?.body).toEqual({
      model: 'test-model',
      stream: true,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Pay.' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call00001', type: 'function', function: { name: 'accounts', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'call00001', content: '{"ok":true}' },
      ],
      tools: [{ type: 'function', function: tools[0] }],
    });
  });

  it('puts tool calls together from pieces that arrive interleaved', async () => {
    const { collect } = await setUp([
      streams(
        piece(0, { id: 'a', type: 'function', function: { name: 'price', arguments: '' } }),
        piece(1, { id: 'b', type: 'function', function: { name: 'accounts', arguments: '{' } }),
        piece(0, { function: { arguments: '{"asset":' } }),
        piece(1, { function: { arguments: '}' } }),
        piece(0, { function: { arguments: '"XLM"}' } }),
        choice({}, 'tool_calls'),
        DONE,
      ),
    ]);
    expect(await collect()).toEqual([
      { type: 'toolCall', id: 'a', name: 'price', arguments: '{"asset":"XLM"}' },
      { type: 'toolCall', id: 'b', name: 'accounts', arguments: '{}' },
    ]);
  });

  it('survives chunks cut in the middle of a line, and chunks without choices', async () => {
    const whole = choice({ content: 'Grüße' }, 'stop');
    const { collect } = await setUp([
      streams(sse({ choices: [] }), whole.slice(0, 25), whole.slice(25), sse({ choices: [], usage: {} }), DONE),
    ]);
    expect(await collect()).toEqual([{ type: 'text', delta: 'Grüße' }]);
  });
});

describe('a busy endpoint', () => {
  const ok = streams(choice({ content: 'ok' }, 'stop'), DONE);
  const soon = { 'retry-after-ms': '5' };

  it.each([429, 500, 503])('with status %i is asked again', async (status) => {
    const { collect, server } = await setUp([answers(status, {}, soon), ok]);
    expect(await collect()).toEqual([{ type: 'text', delta: 'ok' }]);
    expect(server.requests).toHaveLength(2);
  });

  it('is not asked for ever', async () => {
    const { collect, server } = await setUp(Array.from({ length: 9 }, () => answers(500, {}, soon)));
    expect((await failure(collect())).code).toBe('MODEL_UNAVAILABLE');
    expect(server.requests).toHaveLength(3);
  });

  it('is not asked again once it has begun to answer', async () => {
    const { collect, server } = await setUp([streams(choice({ content: 'half' })), ok]);
    expect((await failure(collect())).message).toContain('broke off');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a failure', () => {
  it.each([
    [401, 'OPENAI_API_KEY'],
    [403, 'OPENAI_API_KEY'],
    [404, 'OPENAI_MODEL'],
    [400, 'supports tools'],
  ])('with status %i says what to check and repeats neither key nor answer', async (status, hint) => {
    const leak = { error: { message: `Incorrect API key provided: ${KEY}. Body: private words` } };
    const { collect, server } = await setUp([answers(status, leak)]);
    const error = await failure(collect());
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(error.message).toContain(hint);
    expect(inspect(error, { depth: 9 })).not.toMatch(/canary|private words/);
    expect(server.requests).toHaveLength(1);
  });

  it('inside the stream is one too', async () => {
    const { collect } = await setUp([streams(choice({ content: 'a' }), sse({ error: { message: `bad ${KEY}` } }))]);
    const error = await failure(collect());
    expect(error.code).toBe('MODEL_UNAVAILABLE');
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });

  it('of the stream to be JSON is one too', async () => {
    const { collect } = await setUp([streams('data: {"choices": oops}\n\n')]);
    expect((await failure(collect())).code).toBe('MODEL_UNAVAILABLE');
  });

  it('to connect says so', async () => {
    const { collect, server } = await setUp([], { maxRetries: 0 });
    await server.close();
    closers.length = 0;
    expect((await failure(collect())).message).toContain('cannot be reached');
  });

  it('to answer in time ends the call', async () => {
    const { collect } = await setUp([() => {}], { timeoutMs: 60 });
    expect((await failure(collect())).message).toContain('in time');
  });

  it('to go on ends the call, although it had begun', async () => {
    // On a slow machine it may seem silent before its first word, and be asked again.
    const { collect } = await setUp(
      Array.from({ length: 3 }, () => silent(choice({ content: 'a' }))),
      { idleMs: 60 },
    );
    expect((await failure(collect())).message).toContain('silent');
  });

  it('to stop writing arguments ends the call', async () => {
    const long = piece(0, { id: 'a', function: { name: 'price', arguments: 'x'.repeat(20_000) } });
    const { collect } = await setUp([streams(long, long, choice({}, 'tool_calls'), DONE)]);
    expect((await failure(collect())).code).toBe('MODEL_UNAVAILABLE');
  });
});

describe('the caller', () => {
  it('can stop an answer that has begun', async () => {
    const { collect, stop, server } = await setUp([silent(choice({ content: 'a' }))]);
    const work = failure(collect());
    setTimeout(() => stop.abort(new Error('cancelled')), 100);
    expect((await work).message).toBe('cancelled');
    expect(server.requests).toHaveLength(1);
    await server.bytesWhenClosed();
  });

  it('can stop an answer, and gets their own reason back', async () => {
    const { collect, stop } = await setUp([() => {}]);
    const work = failure(collect());
    setTimeout(() => stop.abort(new Error('cancelled')), 30);
    expect((await work).message).toBe('cancelled');
  });

  it('sees the model and the host, never the key', async () => {
    const { gateway } = await setUp([]);
    expect(gateway.info).toMatchObject({ kind: 'OPENAI_COMPATIBLE', name: 'test-model' });
    expect(JSON.stringify(gateway.info)).not.toContain('canary');
  });
});
