import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answers,
  breaks,
  choice,
  DONE,
  endless,
  silent,
  sse,
  startModelServer,
  streams,
} from '../../../test/support/fakes/model-server.js';
import type { ModelEvent, ModelMessage } from './model-gateway.js';
import { OpenAiGateway, type OpenAiOptions } from './openai-gateway.js';

const KEY = 'sk-canary-0123456789';
const MEGABYTE = 1024 * 1024;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Everything of one turn, and how it ended. */
const ask = async (
  handlers: Parameters<typeof startModelServer>[0],
  options: Partial<OpenAiOptions> = {},
  messages: ModelMessage[] = [{ role: 'user', content: 'Pay.' }],
) => {
  const server = await startModelServer(handlers);
  closers.push(server.close);
  const gateway = new OpenAiGateway({ apiKey: KEY, model: 'test-model', baseUrl: server.baseUrl, ...options });
  const events: ModelEvent[] = [];
  let failure = '';
  try {
    const { signal } = new AbortController();
    for await (const event of gateway.stream({ messages, tools: [], signal })) events.push(event);
  } catch (error) {
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(inspect(error, { depth: 9 })).not.toMatch(/canary|private words/);
    failure = (error as Error).message;
  }
  const calls = events.filter((event) => event.type === 'toolCall');
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  return { calls, text, failure, server };
};

const part = (index: number | null, id: string | null, given: unknown, name?: string) => ({
  ...(index !== null && { index }),
  ...(id !== null && { id }),
  type: 'function',
  function: { ...(name && { name }), arguments: given },
});
const piece = (...parts: object[]) => choice({ tool_calls: parts });
const ok = streams(choice({ content: 'ok' }, 'stop'), DONE);
const soon = { 'retry-after-ms': '5' };
const whole = (message: object, finish_reason = 'stop') =>
  answers(200, { object: 'chat.completion', choices: [{ index: 0, message, finish_reason }] });

describe('an endpoint that sends elsewhere', () => {
  it.each([301, 307, 308])('with status %i is not followed: nobody else hears what was said', async (status) => {
    const other = await startModelServer([ok]);
    closers.push(other.close);
    const { failure, server } = await ask([answers(status, {}, { location: `${other.baseUrl}/chat/completions` })]);
    expect(failure).toContain('OPENAI_BASE_URL');
    expect(server.requests).toHaveLength(1);
    expect(other.requests).toEqual([]);
  });
});

describe('tool calls', () => {
  const two = [
    { type: 'toolCall', id: 'a', name: 'price', arguments: '{"asset":"XLM"}' },
    { type: 'toolCall', id: 'b', name: 'accounts', arguments: '{}' },
  ];

  it('that share the number 0 and have ids of their own are as many calls', async () => {
    const { calls } = await ask([
      streams(
        piece(part(0, 'a', '{"asset"', 'price')),
        piece(part(0, null, ':"XLM"}')),
        piece(part(0, 'b', '{', 'accounts')),
        piece(part(0, '', '}')),
        choice({}, 'tool_calls'),
        DONE,
      ),
    ]);
    expect(calls).toEqual(two);
  });

  it('whose pieces repeat their id stay what they are, also where they arrive interleaved', async () => {
    const { calls } = await ask([
      streams(
        piece(part(0, 'a', '{"asset"', 'price'), part(0, 'b', '{', 'accounts')),
        piece(part(0, 'a', ':"XLM"}'), part(0, 'b', '}')),
        choice({}, 'tool_calls'),
        DONE,
      ),
    ]);
    expect(calls).toEqual(two);
  });

  it('that learn their id late are one call', async () => {
    const { calls } = await ask([
      streams(piece(part(0, null, '{', 'accounts')), piece(part(0, 'b', '}')), choice({}, 'tool_calls'), DONE),
    ]);
    expect(calls).toEqual([two[1]]);
  });

  it.each([
    [
      'streamed',
      streams(
        piece(part(0, 'a', { asset: 'XLM' }, 'price'), part(null, 'b', {}, 'accounts')),
        choice({}, 'tool_calls'),
        DONE,
      ),
    ],
    [
      'in one body',
      whole(
        { tool_calls: [part(null, 'a', { asset: 'XLM' }, 'price'), part(null, 'b', '{}', 'accounts')] },
        'tool_calls',
      ),
    ],
  ])('with arguments that are an object are taken, %s', async (_how, handler) => {
    expect((await ask([handler])).calls).toEqual(two);
  });

  it('of before go back in the format that endpoints ask for, whatever the model had written', async () => {
    const wrong = { id: 'call00001', name: 'functions.pay now', arguments: '{"input":' };
    const { server } = await ask([ok], {}, [
      { role: 'user', content: 'Pay.' },
      { role: 'assistant', content: '', toolCalls: [wrong] },
      { role: 'tool', toolCallId: 'call00001', content: '{"ok":false}' },
    ]);
    const [, assistant] = server.requests[0]!.body.messages as { tool_calls: { function: object }[] }[];
    expect(assistant?.tool_calls[0]?.function).toEqual({ name: 'functions_pay_now', arguments: '{}' });
  });
});

describe('content', () => {
  const parts = [
    { type: 'thinking', thinking: 'private words' },
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo' },
  ];

  it.each([
    ['streamed', streams(choice({ content: parts }), choice({}, 'stop'), DONE)],
    ['in one body', whole({ content: parts })],
  ])('as a list of parts is their text, %s', async (_how, handler) => {
    expect(await ask([handler])).toMatchObject({ text: 'Hello', failure: '' });
  });

  it('in one body is an answer, although a stream was asked for', async () => {
    expect((await ask([whole({ content: 'Hello' })])).text).toBe('Hello');
  });

  it('with lines that end in CR LF, comments and a field in two lines is read', async () => {
    const lines = `: wait\r\nevent: x\r\ndata: {"choices":\r\ndata: [{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\r\n\r\n`;
    expect((await ask([streams(lines)])).text).toBe('Hi');
  });

  it('that [DONE] ends needs no reason for its end', async () => {
    expect(await ask([streams(choice({ content: 'ok' }), DONE)])).toMatchObject({ text: 'ok', failure: '' });
  });

  it('that is said to be whole is, although the connection breaks then', async () => {
    const { text, failure, server } = await ask([breaks(choice({ content: 'ok' }, 'stop'))]);
    expect({ text, failure, asked: server.requests.length }).toEqual({ text: 'ok', failure: '', asked: 1 });
  });
});

describe('an endpoint that asks to wait', () => {
  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('is given its time, in %s', async (_how, after) => {
    const began = Date.now();
    const { text, server } = await ask([answers(429, {}, { 'retry-after': after() }), ok]);
    expect({ text, asked: server.requests.length }).toEqual({ text: 'ok', asked: 2 });
    expect(Date.now() - began).toBeGreaterThan(700);
  });

  it.each([
    ['seconds', '600'],
    ['a date', new Date(Date.now() + 600_000).toUTCString()],
  ])('for minutes is left alone, and the person is told how long, in %s', async (_how, after) => {
    const { failure, server } = await ask([answers(429, {}, { 'retry-after': after }), ok]);
    expect(failure).toContain('in 10 minutes');
    expect(server.requests).toHaveLength(1);
  });

  it('for no time that can be read is asked again soon', async () => {
    expect((await ask([answers(429, {}, { 'retry-after': 'whenever' }), ok])).text).toBe('ok');
  });

  it('because nothing is paid for is not asked again', async () => {
    const { failure, server } = await ask([
      answers(429, { error: { code: 'insufficient_quota', message: KEY } }, soon),
      ok,
    ]);
    expect(failure).toContain('quota of the model endpoint is used up');
    expect(server.requests).toHaveLength(1);
  });
});

describe('an answer that breaks', () => {
  const call = piece(part(0, 'a', '{}', 'accounts'));

  it.each([
    ['before its first byte', breaks()],
    ['in the middle of a tool call', breaks(piece(part(0, 'a', '{"in', 'accounts')))],
    ['after a tool call that looks whole', streams(call)],
    ['in the middle of a line', streams(call, 'data: {"choices":[{"delta"')],
    ['with an error in the stream', streams(call, sse({ error: { code: 502, message: KEY } }))],
    ['with status 502', answers(502, { error: { message: 'private words' } }, soon)],
    ['in JSON that is none', streams('data: {"choices": private words}\n\n')],
    ['without a word', streams(choice({ content: '' }, 'stop'), DONE)],
  ])('%s is asked for once more, and told once', async (_when, handler) => {
    const { calls, failure, server } = await ask([handler, streams(call, choice({}, 'tool_calls'), DONE)]);
    expect({ failure, asked: server.requests.length }).toEqual({ failure: '', asked: 2 });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['that broke', breaks(call), 'broke off'],
    ['that stopped', streams(call), 'broke off'],
    ['with status 500', answers(500, {}, soon), 'problem of its own'],
    ['with status 503', answers(503, {}, soon), 'problem of its own'],
    ['with status 429', answers(429, {}, soon), 'busy'],
    ['without a word', streams(choice({}, 'stop'), DONE), 'no answer'],
    ['that is a page', streams('<html>'), 'broke off'],
  ])('time and again, %s, says so after three attempts and calls nothing', async (_how, handler, words) => {
    const { calls, failure, server } = await ask([handler, handler, handler, ok]);
    expect(failure).toContain(words);
    expect(server.requests).toHaveLength(3);
    expect(calls).toEqual([]);
  });

  it('is not asked for again once words of it were told', async () => {
    const { calls, text, failure, server } = await ask([breaks(choice({ content: 'half' }), call), ok]);
    expect({ calls, text, asked: server.requests.length }).toEqual({ calls: [], text: 'half', asked: 1 });
    expect(failure).toContain('broke off');
  });
});

describe('an answer that is none', () => {
  const call = piece(part(0, 'a', '{}', 'accounts'));

  it.each([
    ['ran out of length', [streams(call, choice({}, 'length'), DONE)], 'the length that the model may write'],
    ['ran out of length in one body', [whole({ content: 'Hel' }, 'length')], 'the length that the model may write'],
    ['was stopped by a content filter', [streams(call, choice({}, 'content_filter'), DONE)], 'content filter'],
    [
      'is refused by a content filter',
      [answers(400, { error: { code: 'content_filter', message: 'private words' } })],
      'content filter',
    ],
    [
      'is declined by the model',
      [streams(call, choice({ refusal: 'private words' }), choice({}, 'stop'), DONE)],
      'declined',
    ],
    ['has too long a conversation', [answers(400, { error: { code: 'context_length_exceeded' } })], 'new thread'],
  ])('because it %s is told as that, carries out no call and is not asked for again', async (_why, handlers, words) => {
    const { calls, failure, server } = await ask([...handlers, ok]);
    expect(failure).toContain(words);
    expect(calls).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('because nobody listens says that the endpoint cannot be reached', async () => {
    const { failure } = await ask([ok], { baseUrl: 'http://127.0.0.1:9/v1' });
    expect(failure).toContain('cannot be reached');
  });

  it('because it is a web page names the address', async () => {
    const page = answers(200, 'private words', { 'content-type': 'text/html' });
    expect((await ask([page, page, page])).failure).toContain('OPENAI_BASE_URL');
  });
});

describe('an endpoint that is silent', () => {
  it.each([
    ['from the start', silent()],
    ['after a piece of a call', silent(piece(part(0, 'a', '{}', 'accounts')))],
  ])('%s is given up, and no call is made', async (_when, handler) => {
    const { calls, failure } = await ask([handler], { idleMs: 100, maxRetries: 0 });
    expect(failure).toContain('silent');
    expect(calls).toEqual([]);
  });

  it('of words, and sends comments to stay connected, is given up when its time is over', async () => {
    const { failure } = await ask([endless(': wait\n\n', { everyMs: 20 })], { idleMs: 200, timeoutMs: 600 });
    expect(failure).toContain('in time');
  });
});

describe('an endpoint that never stops', () => {
  const CHUNK = 'x'.repeat(64 * 1024);

  it.each([
    ['a line', endless(CHUNK, { first: 'data: ' }), 'more than an answer may have'],
    ['a comment', endless(CHUNK, { first: ': ' }), 'more than an answer may have'],
    ['the body of an error', endless(CHUNK, { status: 500 }), 'problem of its own'],
    ['a body in one piece', endless(`${CHUNK}\n`, { type: 'application/json' }), 'more than an answer may have'],
    ['lines of one event', endless(`data: ${CHUNK}\n`), 'more than an answer may have'],
    ['text', endless(choice({ content: 'x'.repeat(1_000) })), 'more than an answer may have'],
    ['tool calls', endless(piece(part(0, 'a', 'x'.repeat(1_000), 'accounts'))), 'more than an answer may have'],
    ['thoughts', endless(choice({ reasoning_content: 'x'.repeat(60_000) })), 'more than an answer may have', 32],
  ])('sending %s is cut off after a bounded number of bytes', async (_what, handler, words, megabytes = 8) => {
    const before = process.memoryUsage().rss;
    const { calls, failure, server } = await ask([handler], { maxRetries: 0 });
    expect(failure).toContain(words);
    expect(calls).toEqual([]);
    expect(await server.bytesWhenClosed()).toBeLessThan(megabytes * MEGABYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MEGABYTE);
  });

  it('sending headers is cut off', async () => {
    const { failure } = await ask(
      [(response) => void response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${CHUNK.repeat(4)}`)],
      {
        maxRetries: 0,
      },
    );
    expect(failure).toContain('more than an answer may have');
  });
});
