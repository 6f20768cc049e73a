import type { MikroORM } from '@mikro-orm/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addPerson, type ChatCase, openChatDatabase, startChat } from '../../../test/support/app/chat-case.js';
import { FakeDoor } from '../../../test/support/fakes/fake-door.js';
import { agentActor } from '../../kernel/actor.js';
import { DAY_MS } from '../../kernel/durations.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { OfflinePlanner } from '../model/planner/offline-planner.js';
import { ScriptedModel, type ScriptedTurn } from '../model/scripted-model.js';
import { Message } from './thread.entity.js';

const CREATE = 'mutation($title: String) { createThread(title: $title) { id title } }';
const SEND = `mutation($input: SendMessageInput!) { sendMessage(input: $input) { id status thread { id title } } }`;
const RUN = `query($id: ID!) { run(id: $id) { status error { code message } steps { seq kind text transaction { id } tool { id name arguments result ok } } } }`;
const THREAD = `query($id: ID!) { thread(id: $id) { title messages { totalCount nodes { role text run { id } } } runs { id status } } }`;

let orm: MikroORM;
let ada: string;
let eve: string;
const chats: ChatCase[] = [];

beforeEach(async () => {
  orm = await openChatDatabase();
  ada = await addPerson(orm, 'Ada');
  eve = await addPerson(orm, 'Eve');
});
afterEach(async () => {
  await Promise.all(chats.splice(0).map(({ worker }) => worker.close()));
  await orm.close();
});

const start = async (model: ScriptedTurn[] | OfflinePlanner, tools?: FakeDoor) => {
  const scripted = new ScriptedModel(Array.isArray(model) ? model : []);
  const chat = await startChat(orm, Array.isArray(model) ? scripted : model, tools);
  chats.push(chat);
  return { ...chat, model: scripted };
};
type Chat = ChatCase;
const data = async <T>(answer: ReturnType<ChatCase['call']>): Promise<T> => {
  const { data: found, errors } = await answer;
  expect(errors).toBeUndefined();
  return Object.values(found!)[0] as T;
};
const code = async (answer: ReturnType<ChatCase['call']>) => (await answer).errors?.[0]?.extensions?.code;
const newThread = async (chat: Chat, userId = ada) => (await data<{ id: string }>(chat.call(userId, CREATE))).id;
const send = (chat: Chat, threadId: string, text: string, { key, by = ada }: { key?: string; by?: string } = {}) =>
  chat.call(by, SEND, { input: { threadId, text, ...(key && { idempotencyKey: key }) } });
type Run = {
  id: string;
  status: string;
  error: unknown;
  steps: { kind: string; text: string; tool: { name: string } }[];
};
const ends = async (chat: Chat, id: string, status = 'COMPLETED'): Promise<Run> => {
  const read = () => data<Run>(chat.call(ada, RUN, { id }));
  await vi.waitFor(async () => expect((await read()).status).toBe(status), { timeout: 20_000, interval: 5 });
  return read();
};
const audited = async () =>
  (await orm.em.fork().find(AuditRecord, {}, { orderBy: { seq: 'asc' } })).map((e) => e.action);

describe('a message', () => {
  it('is stored, starts a run, names the thread, and is answered in it', async () => {
    const chat = await start([{ text: 'Hello Ada.' }]);
    const threadId = await newThread(chat);
    const run = await data<{ id: string; status: string; thread: { title: string } }>(
      send(chat, threadId, '  What are my\nbalances?  '),
    );
    expect(run).toMatchObject({ status: 'QUEUED', thread: { title: 'What are my balances?' } });
    await ends(chat, run.id);

    const thread = await data(chat.call(ada, THREAD, { id: threadId }));
    expect(thread).toEqual({
      title: 'What are my balances?',
      messages: {
        totalCount: 2,
        nodes: [
          { role: 'USER', text: 'What are my\nbalances?', run: { id: run.id } },
          { role: 'ASSISTANT', text: 'Hello Ada.', run: { id: run.id } },
        ],
      },
      runs: [{ id: run.id, status: 'COMPLETED' }],
    });
    expect(await audited()).toEqual(['thread.created', 'message.sent']);
    expect(await chat.audit.verify(ada)).toMatchObject({ valid: true });
  });

  it('keeps a title that the person chose', async () => {
    const chat = await start([{ text: 'Hi.' }]);
    const thread = await data<{ id: string }>(chat.call(ada, CREATE, { title: 'Rent' }));
    const run = await data<{ id: string; thread: { title: string } }>(send(chat, thread.id, 'Hello'));
    expect(run.thread.title).toBe('Rent');
    await ends(chat, run.id);
  });

  it('lets the model see what was said before in this thread and in no other', async () => {
    const chat = await start([{ text: 'One.' }, { text: 'Secret.' }, { text: 'Two.' }]);
    const [first, other] = [await newThread(chat), await newThread(chat)];
    for (const [thread, text] of [
      [first, 'Say one'],
      [other, 'Say secret'],
      [first, 'Say two'],
    ] as const)
      await ends(chat, (await data<{ id: string }>(send(chat, thread, text))).id);

    const seen = chat.model.requests[2]!.messages.map(({ role, content }) => [role, content]);
    expect(seen.slice(1)).toEqual([
      ['user', 'Say one'],
      ['assistant', 'One.'],
      ['user', 'Say two'],
    ]);
  });

  it('the model is not given more than twenty earlier messages', async () => {
    const chat = await start(Array.from({ length: 13 }, (_, index) => ({ text: `Answer ${index}` })));
    const thread = await newThread(chat);
    for (let index = 0; index < 13; index += 1)
      await ends(chat, (await data<{ id: string }>(send(chat, thread, `Question ${index}`))).id);
    expect(chat.model.requests.at(-1)!.messages).toHaveLength(22);
  });

  it.each([
    ['nothing', '   '],
    ['too much', 'x'.repeat(4_001)],
    ['a control character', 'a\u0000b'],
  ])('with %s in it is refused, and nothing is stored', async (_what, text) => {
    const chat = await start([]);
    const thread = await newThread(chat);
    expect(await code(send(chat, thread, text))).toBe('BAD_USER_INPUT');
    expect(await data(chat.call(ada, THREAD, { id: thread }))).toMatchObject({ messages: { totalCount: 0 }, runs: [] });
    expect(await audited()).toEqual(['thread.created']);
  });

  it('sent twice with one key starts one run', async () => {
    const chat = await start([{ text: 'Once.' }]);
    const thread = await newThread(chat);
    const sent = await Promise.all([1, 2, 3].map(() => data<{ id: string }>(send(chat, thread, 'Hi', { key: 'k-1' }))));
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    await ends(chat, sent[0]!.id);
    expect((await data<{ id: string }>(send(chat, thread, 'Hi', { key: 'k-1' }))).id).toBe(sent[0]!.id);
    expect((await audited()).filter((action) => action === 'message.sent')).toHaveLength(1);
  });

  it('with the key of another message is refused, in another thread too', async () => {
    const chat = await start([{ text: 'Once.' }]);
    const [thread, other] = [await newThread(chat), await newThread(chat)];
    await ends(chat, (await data<{ id: string }>(send(chat, thread, 'Hi', { key: 'k-1' }))).id);
    expect(await code(send(chat, thread, 'Something else', { key: 'k-1' }))).toBe('CONFLICT');
    expect(await code(send(chat, other, 'Hi', { key: 'k-1' }))).toBe('CONFLICT');
    expect(chat.model.requests).toHaveLength(1);
  });

  it('may use a key that another person has used', async () => {
    const chat = await start([{ text: 'Ada.' }, { text: 'Eve.' }]);
    const hers = await newThread(chat, eve);
    await data(send(chat, await newThread(chat), 'Hi', { key: 'k-1' }));
    await data(send(chat, hers, 'Hi', { key: 'k-1', by: eve }));
  });

  it('may use a key again after 24 hours, for the same words and for others', async () => {
    const chat = await start([{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }]);
    const thread = await newThread(chat);
    const runs = new Set<string>();
    for (const text of ['hello', 'hello', 'goodbye']) {
      const { id } = await data<{ id: string }>(send(chat, thread, text, { key: 'daily' }));
      await ends(chat, id);
      expect((await data<{ id: string }>(send(chat, thread, text, { key: 'daily' }))).id).toBe(id);
      runs.add(id);
      const yesterday = new Date(Date.now() - DAY_MS - 1_000);
      await orm.em.fork().nativeUpdate(Message, { idempotencyKey: 'daily' }, { createdAt: yesterday });
    }
    expect(runs.size).toBe(3);
  });

  it('waits for the run before it in the same thread', async () => {
    const chat = await start([{ hang: true }]);
    const thread = await newThread(chat);
    const run = await data<{ id: string }>(send(chat, thread, 'First'));
    expect(await code(send(chat, thread, 'Second'))).toBe('CONFLICT');
    await data(chat.call(ada, 'mutation($id: ID!) { cancelRun(id: $id) { status } }', { id: run.id }));
    expect(await code(send(chat, thread, 'Third'))).toBeUndefined();
  });

  it('cannot be sent by the agent', async () => {
    const chat = await start([]);
    const thread = await newThread(chat);
    const asAgent = chat.call(agentActor(ada, {}), SEND, { input: { threadId: thread, text: 'Pay me' } });
    expect(await code(asAgent)).toBe('PERMISSION_DENIED');
  });
});

describe('what belongs to somebody else is not there', () => {
  it.each([
    ['thread', 'query($id: ID!) { thread(id: $id) { id } }'],
    ['deleteThread', 'mutation($id: ID!) { deleteThread(id: $id) }'],
    ['renameThread', 'mutation($id: ID!) { renameThread(input: { id: $id, title: "Mine" }) { id } }'],
    ['sendMessage', 'mutation($id: ID!) { sendMessage(input: { threadId: $id, text: "Hi" }) { id } }'],
    ['node', 'query($id: ID!) { node(id: $id) { id } }'],
  ])('%s', async (_name, source) => {
    const chat = await start([]);
    const id = await newThread(chat);
    const [foreign, missing] = [await chat.call(eve, source, { id }), await chat.call(eve, source, { id: `${id}x` })];
    expect(foreign.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect(foreign.errors?.[0]?.message).toBe(missing.errors?.[0]?.message);
  });

  it.each([
    ['run', 'query($id: ID!) { run(id: $id) { id } }'],
    ['cancelRun', 'mutation($id: ID!) { cancelRun(id: $id) { id } }'],
    ['node', 'query($id: ID!) { node(id: $id) { id } }'],
  ])('%s', async (_name, source) => {
    const chat = await start([{ hang: true }]);
    const { id } = await data<{ id: string }>(send(chat, await newThread(chat), 'Hi'));
    expect(await code(chat.call(eve, source, { id }))).toBe('NOT_FOUND');
    expect((await ends(chat, id, 'RUNNING')).status).toBe('RUNNING');
  });

  it('in lists', async () => {
    const chat = await start([]);
    await newThread(chat);
    expect(await data(chat.call(eve, '{ threads { totalCount nodes { id } } }'))).toEqual({ totalCount: 0, nodes: [] });
  });

  it('in agentSteps', async () => {
    const chat = await start([{ text: 'Hi.' }]);
    const { id } = await data<{ id: string }>(send(chat, await newThread(chat), 'Hi'));
    const answer = await chat.subscribe(eve, 'subscription($id: ID!) { agentSteps(runId: $id) { seq } }', { id });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});

describe('a thread', () => {
  it('that is deleted is gone, with its messages, and its runs are cancelled', async () => {
    const chat = await start([{ hang: true }]);
    const thread = await newThread(chat);
    const { id } = await data<{ id: string }>(send(chat, thread, 'Hi'));
    expect(await data(chat.call(ada, 'mutation($id: ID!) { deleteThread(id: $id) }', { id: thread }))).toBe(true);
    expect(await code(chat.call(ada, THREAD, { id: thread }))).toBe('NOT_FOUND');
    expect(await code(send(chat, thread, 'Again'))).toBe('NOT_FOUND');
    expect((await ends(chat, id, 'CANCELLED')).steps.at(-1)?.kind).toBe('ENDED');
    expect(await audited()).toEqual(['thread.created', 'message.sent', 'thread.deleted']);
  });

  it('can be renamed, but not to something that breaks a line', async () => {
    const chat = await start([]);
    const id = await newThread(chat);
    const rename = 'mutation($input: RenameThreadInput!) { renameThread(input: $input) { title } }';
    expect(await data(chat.call(ada, rename, { input: { id, title: ' Rent ' } }))).toEqual({ title: 'Rent' });
    expect(await code(chat.call(ada, rename, { input: { id, title: 'a\nb' } }))).toBe('BAD_USER_INPUT');
  });

  it('and its runs and messages are found by id alone', async () => {
    const chat = await start([{ text: 'Hi.' }]);
    const thread = await newThread(chat);
    const { id } = await data<{ id: string }>(send(chat, thread, 'Hi'));
    await ends(chat, id);
    const node =
      'query($id: ID!) { node(id: $id) { __typename id ... on Thread { title } ... on AgentRun { status } } }';
    expect(await data(chat.call(ada, node, { id: thread }))).toMatchObject({ __typename: 'Thread', title: 'Hi' });
    expect(await data(chat.call(ada, node, { id }))).toMatchObject({ __typename: 'AgentRun', status: 'COMPLETED' });
  });
});

describe('the steps', () => {
  const STEPS = 'subscription($id: ID!, $after: Int) { agentSteps(runId: $id, after: $after) { seq kind } }';

  it('stream in order, without a gap, and end with the run', async () => {
    const chat = await start([
      { text: 'Thinking.', calls: [{ name: 'accounts', arguments: {} }] },
      { text: 'Answer.' },
    ]);
    chat.tools.answers.accounts = () => ({ nodes: [] });
    const { id } = await data<{ id: string }>(send(chat, await newThread(chat), 'Hi'));
    const collect = async (after: number) => {
      const stream = await chat.subscribe(ada, STEPS, { id, after });
      const seen: { seq: number; kind: string }[] = [];
      if (Symbol.asyncIterator in stream)
        for await (const { data: step } of stream) seen.push(step!.agentSteps as never);
      return seen;
    };
    const all = await collect(0);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(
      new Set(['STARTED', 'TEXT', 'TOOL_CALL', 'TOOL_RESULT', 'ANSWER', 'ENDED']),
    );
    expect(await collect(2)).toEqual(all.slice(2));
    expect(await collect(all.length)).toEqual([]);
  });
});

describe('the demo, with the offline planner', () => {
  const world = () => {
    const tools = new FakeDoor();
    const balances = ['XLM', 'USDC:GISSUER'].map((asset) => ({ asset, code: asset.split(':')[0], amount: '9000' }));
    const account = { id: 'acc_1', name: 'Main', address: 'GMAIN', network: 'LOCAL', archived: false, balances };
    const contacts = ['Coffee Corner', 'Acme Supplies'].map((name) => ({
      name,
      address: `G${name.slice(0, 1).repeat(55)}`,
      network: 'LOCAL',
      memo: null,
    }));
    tools.answers.accounts = () => ({ nodes: [account] });
    tools.answers.viewer = () => ({ contacts });
    return tools;
  };

  it("'send 25 XLM to Coffee Corner' runs by itself: thinking, tool call, result, answer", async () => {
    const chat = await start(new OfflinePlanner(), world());
    const { id } = await data<{ id: string }>(send(chat, await newThread(chat), 'send 25 XLM to Coffee Corner'));
    const { steps } = await ends(chat, id);
    expect(steps.filter(({ kind }) => kind === 'TOOL_CALL').map(({ tool }) => tool.name)).toEqual([
      'accounts',
      'viewer',
      'proposePayment',
    ]);
    expect(steps.at(-2)?.text).toContain('confirmed on the network');
    expect(chat.tools.transactions).toMatchObject([{ amount: '25', key: `${id}:call00003` }]);
  });

  it("'pay Acme Supplies …' stops at an approval; rejected, the agent knows the reason, also after a restart", async () => {
    const tools = world();
    tools.proposes = 'AWAITING_APPROVAL';
    const before = await start(new OfflinePlanner(), tools);
    const text = 'pay Acme Supplies 1,200 USDC for invoice INV-2291';
    const { id } = await data<{ id: string }>(send(before, await newThread(before), text));
    const waiting = await ends(before, id, 'WAITING_FOR_APPROVAL');
    expect(waiting.steps.at(-1)?.kind).toBe('WAITING_FOR_APPROVAL');
    expect(tools.named('proposePayment')[0]?.variables).toMatchObject({
      input: { amount: '1200', asset: 'USDC:GISSUER', memo: 'INV-2291' },
    });
    await before.worker.close();

    Object.assign(tools.transactions[0]!, { status: 'REJECTED', reason: 'Not ours' });
    const after = await start(new OfflinePlanner(), tools);
    const { steps } = await ends(after, id);
    expect(steps.at(-2)?.text).toContain('Not ours');
    expect(tools.named('proposePayment')).toHaveLength(1);
  });
});
