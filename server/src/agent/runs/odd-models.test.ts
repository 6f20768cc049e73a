import type { MikroORM } from '@mikro-orm/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addPerson, openChatDatabase, startChat } from '../../../test/support/app/chat-case.js';
import {
  answers,
  breaks,
  choice,
  DONE,
  endless,
  sse,
  startModelServer,
  streams,
} from '../../../test/support/fakes/model-server.js';
import { OpenAiGateway } from '../model/openai-gateway.js';

const CREATE = 'mutation { createThread { id } }';
const SEND = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
const RUN = 'query($id: ID!) { run(id: $id) { status error { message } steps { kind text tool { name result ok } } } }';
const KEY = 'sk-canary-0123456789';

let orm: MikroORM;
const closers: (() => Promise<void>)[] = [];
beforeEach(async () => {
  orm = await openChatDatabase();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await orm.close();
});

type Run = {
  status: string;
  error: { message: string } | null;
  steps: { kind: string; tool: { result: { message: string } | null } | null }[];
};

/** One message to an agent whose model is at this endpoint, and the run that it made, once it is over. */
const say = async (handlers: Parameters<typeof startModelServer>[0]) => {
  const server = await startModelServer(handlers);
  const model = new OpenAiGateway({ apiKey: KEY, model: 'test-model', baseUrl: server.baseUrl });
  const chat = await startChat(orm, model);
  closers.push(() => chat.worker.close(), server.close);
  const ada = await addPerson(orm);
  const call = async <T>(source: string, variables = {}): Promise<T> => {
    const { data, errors } = await chat.call(ada, source, variables);
    expect(errors).toBeUndefined();
    return Object.values(data!)[0] as T;
  };
  const { id: threadId } = await call<{ id: string }>(CREATE);
  const { id } = await call<{ id: string }>(SEND, { input: { threadId, text: 'send 25 XLM to Coffee Corner' } });
  const read = () => call<Run>(RUN, { id });
  await vi.waitFor(async () => expect((await read()).status).toMatch(/COMPLETED|FAILED/), {
    timeout: 20_000,
    interval: 10,
  });
  const run = await read();
  expect(JSON.stringify([run, chat.errors])).not.toMatch(/canary|private words/);
  const results = run.steps.flatMap(({ tool }) => (tool?.result ? [tool.result.message] : []));
  return { run, results, paid: chat.tools.transactions.length, asked: chat.tools.requests.length, server };
};

const part = (id: string, given: unknown, name = 'proposePayment') =>
  choice({ tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: given } }] });
const payment = (amount: string) => ({ input: { accountId: 'acc_1', destination: 'G', amount } });
const text = (amount: string) => JSON.stringify(payment(amount));
const end = [choice({}, 'tool_calls'), DONE];
const answer = streams(choice({ content: 'Done.' }, 'stop'), DONE);

describe('a payment that a model asks for', () => {
  it('beside another one of the same number is paid beside it', async () => {
    const { paid, run } = await say([streams(part('a', text('5')), part('b', payment('7')), ...end), answer]);
    expect({ paid, status: run.status }).toEqual({ paid: 2, status: 'COMPLETED' });
  });

  it.each([
    ['before it is finished', breaks(part('a', text('25')))],
    ['by an end of the stream', streams(part('a', text('25')))],
    ['by an error in the stream', streams(part('a', text('25')), sse({ error: { message: KEY } }))],
  ])('is paid once where the answer was cut %s and asked for again', async (_how, cut) => {
    const { paid, run, server } = await say([cut, streams(part('a', text('25')), ...end), answer]);
    expect({ paid, status: run.status, asked: server.requests.length }).toEqual({
      paid: 1,
      status: 'COMPLETED',
      asked: 3,
    });
  });

  it('is not paid again where the endpoint breaks after it', async () => {
    const busy = answers(500, { error: { message: 'private words' } }, { 'retry-after-ms': '5' });
    const { paid, run } = await say([streams(part('a', text('25')), ...end), busy, busy, busy]);
    expect({ paid, status: run.status }).toEqual({ paid: 1, status: 'FAILED' });
    expect(run.error?.message).toContain('problem of its own');
  });

  it.each([
    ['ran out of length', streams(part('a', text('25')), choice({}, 'length'), DONE), 'length'],
    ['was filtered', streams(part('a', text('25')), choice({}, 'content_filter'), DONE), 'content filter'],
    ['broke after words', breaks(choice({ content: 'I pay.' }), part('a', text('25'))), 'broke off'],
    ['never ended its line', endless('x'.repeat(65_536), { first: 'data: ' }), 'more than an answer may have'],
  ])('by an answer that %s is not proposed, and the person is told why', async (_how, handler, words) => {
    const { paid, asked, run } = await say([handler, answer]);
    expect({ paid, asked, status: run.status }).toEqual({ paid: 0, asked: 0, status: 'FAILED' });
    expect(run.error?.message).toContain(words);
    expect(run.steps.slice(-2).map(({ kind }) => kind)).toEqual(['ERROR', 'ENDED']);
  });

  it.each([
    ['arguments that are no JSON', part('a', '{"input":{'), 'not a JSON object'],
    ['a tool that nobody has', part('a', '{}', 'signTransaction'), 'no tool named signTransaction'],
  ])('with %s is told to model and person, and the run goes on', async (_what, call, words) => {
    const { asked, results, run } = await say([streams(call, ...end), answer]);
    expect({ asked, status: run.status }).toEqual({ asked: 0, status: 'COMPLETED' });
    expect(results[0]).toContain(words);
  });
});
