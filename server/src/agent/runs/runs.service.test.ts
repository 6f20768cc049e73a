import { readFileSync } from 'node:fs';
import type { MikroORM } from '@mikro-orm/core';
import { buildSchema } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '../../../test/support/app/test-database.js';
import { makeVault } from '../../../test/support/app/vault-case.js';
import { FakeDoor } from '../../../test/support/fakes/fake-door.js';
import { ActorKind } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/errors.js';
import { openDatabase } from '../../platform/db/database.js';
import { Stream, StreamEvent } from '../../platform/events/event.entity.js';
import { Events } from '../../platform/events/events.js';
import { WakeUps } from '../../platform/events/wake-ups.js';
import { ScriptedModel, type ScriptedTurn } from '../model/scripted-model.js';
import { DEFAULT_BOUNDS } from './model-turn.js';
import { AgentRun, agentEntities } from './run.entity.js';
import { RunJournal } from './run-journal.js';
import { RunLoop } from './run-loop.js';
import { RunStatus, StepKind } from './run-status.js';
import { RunWorker } from './run-worker.js';
import { RunsService } from './runs.service.js';
import { followSteps } from './step-stream.js';
import { ToolCatalogue } from './tool-catalogue.js';
import { ToolRunner } from './tool-runner.js';

const schema = buildSchema(readFileSync(new URL('../../../../schema.graphql', import.meta.url), 'utf8'));
const tools = new ToolCatalogue(schema);
const userId = 'usr_00000000000000000000000001';
const threadId = 'thr_00000000000000000000000001';
const pay = (amount = '25') => ({
  name: 'proposePayment',
  arguments: { input: { accountId: 'acc_1', destination: 'G', amount } },
});

let orm: MikroORM;
let door: FakeDoor;
let errors: unknown[];
const open: RunWorker[] = [];

beforeEach(async () => {
  orm = await openDatabase(await testDatabase(), [...agentEntities, Stream, StreamEvent]);
  door = new FakeDoor();
  errors = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((worker) => worker.close()));
  await orm.close();
});

/** One process: a server that was started on this database. */
const startProcess = async (
  script: ScriptedTurn[],
  options: { pollMs?: number; maxRunning?: number; bounds?: object } = {},
) => {
  const events = new Events(orm.em, new WakeUps());
  const answers: string[] = [];
  const journal = new RunJournal(orm.em, events, async (_tx, _run, text) => void answers.push(text));
  const model = new ScriptedModel(script);
  const bounds = { ...DEFAULT_BOUNDS, ...options.bounds };
  const loop = new RunLoop({ journal, model, tools, runner: new ToolRunner(tools, door, vault), bounds, isKeyOver });
  const { pollMs = 60_000, maxRunning = 8 } = options;
  const { wakeUps } = events;
  const worker = new RunWorker({ wakeUps, journal, loop, pollMs, maxRunning, onError: (e) => errors.push(e) });
  open.push(worker);
  await worker.start();
  return {
    runs: new RunsService(journal, events),
    worker,
    model,
    answers,
    events,
    wake: () => events.wakeUps.wake(`transactions:${userId}`),
  };
};

const vault = makeVault();
const ended = new Set<string>();
const isKeyOver = async ({ apiKeyId }: { apiKeyId: string }) => ended.has(apiKeyId);

const ask = (runs: RunsService, instruction = 'send 25 XLM to Coffee Corner', apiKeyId: string | null = null) =>
  orm.em.fork().transactional(async (tx) => {
    const messages = [{ role: 'user' as const, content: instruction }];
    return runs.create(tx, { userId, threadId, apiKeyId, instruction, state: { messages, turns: 0, calls: 0 } }).id;
  });
const read = (id: string) => orm.em.fork().findOneOrFail(AgentRun, { id });
const reaches = (id: string, status: RunStatus) =>
  vi.waitFor(async () => expect((await read(id)).status).toBe(status), { timeout: 20_000, interval: 5 });
const kinds = async (runs: RunsService, id: string) => (await runs.steps(id)).map(({ kind }) => kind);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a run', () => {
  it('goes from thinking over tool call and result to the answer, each a step', async () => {
    const { runs, model, answers } = await startProcess([{ text: 'I will pay.', calls: [pay()] }, { text: 'Paid.' }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.COMPLETED);

    const steps = await runs.steps(id);
    const unrepeated = steps.map(({ kind }) => kind).filter((kind, index, all) => kind !== all[index - 1]);
    expect(unrepeated).toEqual(['STARTED', 'TEXT', 'TOOL_CALL', 'TOOL_RESULT', 'TEXT', 'ANSWER', 'ENDED']);
    expect(steps.find(({ kind }) => kind === 'TOOL_RESULT')?.tool).toMatchObject({ name: 'proposePayment', ok: true });
    expect(answers).toEqual(['Paid.']);
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', toolCallId: 'call00001' });
    expect(door.requests[0]?.actor).toMatchObject({ kind: ActorKind.AGENT, userId, runId: id, threadId });
  });

  it('ignores an idempotency key that the model made up', async () => {
    const { runs } = await startProcess([
      { calls: [{ ...pay(), arguments: { input: { ...pay().arguments.input, idempotencyKey: 'mine' } } }] },
      { text: 'Paid.' },
    ]);
    const id = await ask(runs);
    await reaches(id, RunStatus.COMPLETED);
    expect(door.transactions.map(({ key }) => key)).toEqual([`${id}:call00001`]);
  });

  it('passes on no key that the model hid deeper in its arguments', async () => {
    door.answers.evaluatePolicy = () => ({ decision: 'ALLOW', rules: [], policyVersion: 1 });
    const payment = { ...pay().arguments.input, idempotencyKey: 'mine' };
    const { runs } = await startProcess([
      { calls: [{ name: 'evaluatePolicy', arguments: { input: { payment } } }] },
      { text: 'Allowed.' },
    ]);
    await reaches(await ask(runs), RunStatus.COMPLETED);
    expect(door.requests[0]?.variables).toEqual({ input: { payment: pay().arguments.input } });
  });

  it('pays twice when asked twice, even by a model that gives the same ids in every turn', async () => {
    const call = { ...pay(), id: 'call_0' };
    const { runs } = await startProcess([{ calls: [call] }, { calls: [call] }, { text: 'Both.' }]);
    await reaches(await ask(runs), RunStatus.COMPLETED);
    expect(door.transactions).toHaveLength(2);
  });

  it.each([
    ['arguments that are not JSON', { name: 'proposePayment', arguments: '{"input":' }, 'not a JSON object'],
    ['a tool that does not exist', { name: 'signTransaction', arguments: { id: 'txn_1' } }, 'no tool named'],
    ['an argument of the wrong type', { name: 'account', arguments: {} }, '$id'],
    ['an argument that does not exist', { name: 'accounts', arguments: { userId: 'x' } }, 'no argument'],
  ])('tells the model about %s and asks nothing of the door', async (_what, call, message) => {
    const { runs, model } = await startProcess([{ calls: [call] }, { text: 'Sorry.' }]);
    await reaches(await ask(runs), RunStatus.COMPLETED);
    const result = JSON.parse(model.requests[1]!.messages.at(-1)!.content);
    expect(result).toMatchObject({ ok: false, code: 'BAD_USER_INPUT' });
    expect(result.message).toContain(message);
    expect(door.requests).toEqual([]);
  });

  it.each(['\u0000', '\ud800', '\udc00'])('keeps what it can of arguments that no table can hold: %j', async (text) => {
    const call = { name: 'account', arguments: JSON.stringify({ id: text, [text]: text }) };
    const { runs, model } = await startProcess([{ calls: [call] }, { text: 'Sorry.' }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.COMPLETED);
    expect(JSON.parse(model.requests[1]!.messages.at(-1)!.content)).toMatchObject({ ok: false });
    const steps = JSON.stringify(await runs.steps(id));
    expect(steps).toContain('\ufffd');
    expect(steps).not.toMatch(/\\u0000|\\ud800|\\udc00/);
    expect(errors).toEqual([]);
  });

  it('gives a refusal of the door to the model as a result', async () => {
    door.answers.accounts = () => {
      throw new DomainError('FROZEN', 'Everything is frozen.');
    };
    const { runs, model } = await startProcess([{ calls: [{ name: 'accounts', arguments: {} }] }, { text: 'Frozen.' }]);
    await reaches(await ask(runs), RunStatus.COMPLETED);
    const result = JSON.parse(model.requests[1]!.messages.at(-1)!.content);
    expect(result).toEqual({ ok: false, code: 'FROZEN', message: 'Everything is frozen.' });
  });

  it('ends with an error that tells nothing of a fault inside a tool', async () => {
    door.answers.accounts = () => {
      throw new Error('connection string postgres://secret');
    };
    const { runs, answers } = await startProcess([{ calls: [{ name: 'accounts', arguments: {} }] }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.FAILED);
    expect(JSON.stringify([(await read(id)).error, await runs.steps(id)])).not.toContain('secret');
    expect((await kinds(runs, id)).slice(-2)).toEqual([StepKind.ERROR, StepKind.ENDED]);
    expect(answers).toEqual([]);
  });

  it('fails with the sentence of the model that cannot be reached', async () => {
    const { runs } = await startProcess([{ error: new DomainError('MODEL_UNAVAILABLE', 'The model is away.') }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.FAILED);
    expect((await read(id)).error).toEqual({ code: 'MODEL_UNAVAILABLE', message: 'The model is away.' });
  });
});

describe('bounds', () => {
  const look = { calls: [{ name: 'transaction', arguments: { id: 'txn_none' } }] };

  it('a run takes no turn more than allowed', async () => {
    const { runs, model } = await startProcess(Array.from({ length: 20 }, () => look));
    const id = await ask(runs);
    await reaches(id, RunStatus.FAILED);
    expect(model.requests).toHaveLength(12);
    expect((await read(id)).error?.message).toContain('12 turns');
  });

  it('a turn with too many tool calls has none of them executed', async () => {
    const { runs } = await startProcess([{ calls: Array.from({ length: 25 }, () => pay()) }]);
    await reaches(await ask(runs), RunStatus.FAILED);
    expect(door.requests).toEqual([]);
  });

  it('a model that never answers is given up', async () => {
    const { runs } = await startProcess([{ hang: true }], { bounds: { modelMs: 30 } });
    const id = await ask(runs);
    await reaches(id, RunStatus.FAILED);
    expect((await read(id)).error?.code).toBe('MODEL_UNAVAILABLE');
  });

  it('an answer keeps no character that a database cannot hold', async () => {
    const { runs, answers } = await startProcess([{ text: 'a\u0000b' }]);
    await reaches(await ask(runs), RunStatus.COMPLETED);
    expect(answers).toEqual(['ab']);
  });

  it('an answer without end is cut off', async () => {
    const { runs } = await startProcess([{ text: 'x'.repeat(500) }], { bounds: { textLength: 100 } });
    await reaches(await ask(runs), RunStatus.FAILED);
  });

  it('a huge tool result reaches the model shortened', async () => {
    door.answers.accounts = () => ({ nodes: [{ name: 'x'.repeat(50_000) }] });
    const { runs, model } = await startProcess([{ calls: [{ name: 'accounts', arguments: {} }] }, { text: 'Much.' }]);
    await reaches(await ask(runs), RunStatus.COMPLETED);
    expect(model.requests[1]!.messages.at(-1)!.content.length).toBeLessThan(13_000);
  });

  it('no more runs work at once than allowed, and the rest wait their turn', async () => {
    const { runs } = await startProcess([{ hang: true }, { text: 'Second.' }], { maxRunning: 1 });
    const first = await ask(runs);
    await reaches(first, RunStatus.RUNNING);
    const second = await ask(runs);
    await pause(30);
    expect((await read(second)).status).toBe(RunStatus.QUEUED);
    await orm.em.fork().transactional((tx) => runs.cancel(tx, [first], async () => {}));
    await reaches(second, RunStatus.COMPLETED);
  });
});

describe('a proposal that waits for its person', () => {
  beforeEach(() => {
    door.proposes = 'AWAITING_APPROVAL';
  });

  it('stops the run, which goes on with the reason of the rejection', async () => {
    const { runs, model, wake } = await startProcess([{ calls: [pay()] }, { text: 'Rejected, I see.' }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    await pause(30);
    expect(model.requests).toHaveLength(1);
    expect((await runs.steps(id)).at(-1)).toMatchObject({
      kind: StepKind.WAITING_FOR_APPROVAL,
      transactionId: door.transactions[0]?.id,
    });

    Object.assign(door.transactions[0]!, { status: 'REJECTED', reason: 'Wrong invoice' });
    wake();
    await reaches(id, RunStatus.COMPLETED);
    expect(model.requests[1]?.messages.at(-1)?.content).toContain('Wrong invoice');
    expect((await runs.steps(id)).find(({ kind }) => kind === 'TOOL_RESULT')?.tool?.ok).toBe(false);
    expect(door.transactions).toHaveLength(1);
  });

  it('is read once however many wake-ups come at the same moment', async () => {
    const { runs, model, wake } = await startProcess([{ calls: [pay()] }, { text: 'Done.' }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    door.transactions[0]!.status = 'CONFIRMED';
    for (let i = 0; i < 20; i += 1) wake();
    await reaches(id, RunStatus.COMPLETED);
    await pause(50);
    expect(model.requests).toHaveLength(2);
    expect((await kinds(runs, id)).filter((kind) => kind === StepKind.TOOL_RESULT)).toHaveLength(1);
  });

  it('keeps waiting while an approved transaction is on its way', async () => {
    const { runs, model, wake } = await startProcess([{ calls: [pay()] }, { text: 'Done.' }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    door.transactions[0]!.status = 'SUBMITTED';
    wake();
    await reaches(id, RunStatus.RUNNING);
    expect(model.requests).toHaveLength(1);
    door.transactions[0]!.status = 'CONFIRMED';
    wake();
    await reaches(id, RunStatus.COMPLETED);
  });

  it('is not missed when its end comes while the run is only about to wait', async () => {
    const { runs, wake } = await startProcess([{ calls: [pay()] }, { text: 'Done.' }]);
    door.answers.proposePayment = async () => {
      const id = 'txn_00000000000000000000000001';
      door.transactions.push({ id, status: 'CONFIRMED', key: '', reason: null, amount: '25' });
      wake();
      await pause(30);
      return { id, status: 'SUBMITTED' };
    };
    await reaches(await ask(runs), RunStatus.COMPLETED);
  });

  it('is found by the poll when the wake-up was lost', async () => {
    const { runs } = await startProcess([{ calls: [pay()] }, { text: 'Done.' }], { pollMs: 20 });
    const id = await ask(runs);
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    door.transactions[0]!.status = 'EXPIRED';
    await reaches(id, RunStatus.COMPLETED);
  });

  it('is still there after a restart, and the run goes on with the decision', async () => {
    const before = await startProcess([{ calls: [pay()] }]);
    const id = await ask(before.runs);
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    await before.worker.close();

    const after = await startProcess([{ text: 'Paid after all.' }]);
    await pause(20);
    expect((await read(id)).status).toBe(RunStatus.WAITING_FOR_APPROVAL);
    door.transactions[0]!.status = 'CONFIRMED';
    after.wake();
    await reaches(id, RunStatus.COMPLETED);
    expect(after.answers).toEqual(['Paid after all.']);
    expect(door.named('proposePayment')).toHaveLength(1);
  });
});

describe('several proposals of one turn', () => {
  const turn = () => ({ calls: [pay(), pay(), { name: 'transaction', arguments: { id: 'txn_none' } }, pay()] });
  const toolMessages = (model: ScriptedModel, request: number) =>
    model.requests[request]!.messages.filter(({ role }) => role === 'tool').map(({ content }) => JSON.parse(content));
  beforeEach(() => {
    door.proposes = 'AWAITING_APPROVAL';
  });

  const cards = async (runs: RunsService, count: number) => {
    const id = await ask(runs);
    await vi.waitFor(async () => expect(Object.keys((await read(id)).state.waiting ?? {})).toHaveLength(count));
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    return id;
  };
  const decide = (status: string) => {
    for (const transaction of door.transactions) transaction.status = status;
  };

  it('wait side by side, are decided in any order, and each outcome is the result of its own call', async () => {
    const calls = [pay('1'), pay('2'), pay('3')];
    const { runs, model, wake } = await startProcess([{ calls }, { text: 'I see.' }]);
    const id = await cards(runs, 3);
    const [first, second, third] = door.transactions;
    for (const [transaction, status, left] of [
      [third, 'CONFIRMED', 2],
      [first, 'REJECTED', 1],
    ] as const) {
      transaction!.status = status;
      wake();
      await vi.waitFor(async () => expect(Object.keys((await read(id)).state.waiting ?? {})).toHaveLength(left));
      await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
      expect(model.requests).toHaveLength(1);
    }
    second!.status = 'CONFIRMED';
    wake();
    await reaches(id, RunStatus.COMPLETED);
    const told = model.requests[1]!.messages.flatMap((m) => (m.role === 'tool' ? [[m.toolCallId, m.content]] : []));
    const results = Object.fromEntries(told) as Record<string, string>;
    const ids = (await runs.steps(id)).flatMap(({ kind, tool }) => (kind === StepKind.TOOL_CALL ? [tool!.id] : []));
    expect(ids.map((call) => /Send (\d) XLM/.exec(results[call]!)?.[1])).toEqual(['1', '2', '3']);
    expect(ids.map((call) => JSON.parse(results[call]!).ok)).toEqual([false, true, true]);
    expect(door.named('proposePayment')).toHaveLength(3);
  });

  it.each([
    ['REJECTED', /said no/],
    ['EXPIRED', /Nobody said no/],
    ['SUPERSEDED', /taken away/],
  ])('that are %s are each told so in words', async (status, words) => {
    const { runs, model, wake } = await startProcess([turn(), { text: 'I see.' }]);
    const id = await cards(runs, 3);
    decide(status);
    wake();
    await reaches(id, RunStatus.COMPLETED);
    const notes = toolMessages(model, 1).flatMap(({ note }) => note ?? []);
    expect(notes).toHaveLength(3);
    for (const note of notes) expect(note).toMatch(words);
    expect(door.named('proposePayment')).toHaveLength(3);
    expect((await kinds(runs, id)).filter((kind) => kind === StepKind.TOOL_RESULT)).toHaveLength(4);
  });

  it('says of one that nobody decided something else than of one that was rejected', async () => {
    const notes: string[] = [];
    for (const status of ['REJECTED', 'EXPIRED']) {
      const { runs, model, wake } = await startProcess([turn(), { text: 'I see.' }]);
      const id = await cards(runs, 3);
      decide(status);
      wake();
      await reaches(id, RunStatus.COMPLETED);
      notes.push(JSON.stringify(toolMessages(model, 1)));
    }
    expect(notes[0]).toContain('The person said no.');
    expect(notes[1]).not.toContain('The person said no.');
  });

  it('go on after one that was done, and after one that the policy refused', async () => {
    door.proposes = 'CONFIRMED';
    const { runs } = await startProcess([turn(), { text: 'Done.' }]);
    await reaches(await ask(runs), RunStatus.COMPLETED);
    expect(door.transactions).toHaveLength(3);
    door.proposes = 'DENIED';
    const again = await startProcess([turn(), { text: 'Refused.' }]);
    await reaches(await ask(again.runs), RunStatus.COMPLETED);
    expect(door.transactions).toHaveLength(6);
  });

  it('wait for what is on its way before more is proposed', async () => {
    door.proposes = 'APPROVED';
    const { runs, wake } = await startProcess([{ calls: [pay('1'), pay('2')] }, { text: 'Done.' }]);
    const id = await ask(runs);
    await vi.waitFor(async () => expect((await read(id)).pendingTransactionId).toBe(door.transactions[0]?.id));
    wake();
    await pause(200);
    expect(door.transactions).toHaveLength(1);
    door.proposes = 'CONFIRMED';
    decide('CONFIRMED');
    wake();
    await reaches(id, RunStatus.COMPLETED);
    expect(door.transactions).toHaveLength(2);
  });

  it('are no more once the key that asked for them has ended; the one that waits is still told', async () => {
    const key = 'key_00000000000000000000000001';
    door.beforeAnswer = () => void ended.add(key);
    const { runs, wake } = await startProcess([{ calls: [pay('1'), pay('2')] }]);
    const id = await ask(runs, 'pay both', key);
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    decide('CONFIRMED');
    wake();
    await reaches(id, RunStatus.FAILED);
    expect(door.transactions).toHaveLength(1);
    expect((await kinds(runs, id)).filter((kind) => kind === StepKind.TOOL_RESULT)).toHaveLength(1);
  });

  it('end though the server died between the No and what it meant', async () => {
    const before = await startProcess([turn()]);
    const id = await cards(before.runs, 3);
    await before.worker.close();
    // As a run of which only the first was proposed when the server died.
    const { state } = await read(id);
    const messages = state.messages.filter(({ role }) => role !== 'tool');
    const [first] = door.transactions.splice(1) && door.transactions;
    first!.status = 'REJECTED';
    await orm.em
      .fork()
      .nativeUpdate(AgentRun, { id }, { state: { messages, turns: 1, calls: 4 }, pendingTransactionId: first!.id });
    const after = await startProcess([{ text: 'I see.' }]);
    await reaches(id, RunStatus.COMPLETED);
    expect(door.transactions).toHaveLength(1);
    const others = toolMessages(after.model, 0);
    expect(others).toHaveLength(4);
    expect(others.filter(({ code }) => code === 'NOT_DONE')).toHaveLength(2);
  });
});

describe('after a crash', () => {
  it('between a payment and its being saved, nothing is paid twice', async () => {
    const before = await startProcess([{ calls: [pay()] }]);
    door.beforeAnswer = () => void before.worker.close();
    const id = await ask(before.runs);
    await vi.waitFor(() => expect(door.transactions).toHaveLength(1), 20_000);
    await before.worker.close();
    expect((await read(id)).status).toBe(RunStatus.RUNNING);

    door.beforeAnswer = () => {};
    const after = await startProcess([{ text: 'Paid.' }]);
    await reaches(id, RunStatus.COMPLETED);
    expect(door.named('proposePayment')).toHaveLength(2);
    expect(door.transactions).toHaveLength(1);
    expect(after.answers).toEqual(['Paid.']);
  });

  it('in the middle of an answer, the model is asked again and the run says that it began anew', async () => {
    const before = await startProcess([{ hang: true }]);
    const id = await ask(before.runs);
    await reaches(id, RunStatus.RUNNING);
    await before.worker.close();

    const after = await startProcess([{ text: 'Here.' }]);
    await reaches(id, RunStatus.COMPLETED);
    expect(await kinds(after.runs, id)).toEqual(['STARTED', 'STARTED', 'TEXT', 'ANSWER', 'ENDED']);
  });

  it('the process that lost the run writes nothing more', async () => {
    const first = await startProcess([{ hang: true }]);
    const id = await ask(first.runs);
    await reaches(id, RunStatus.RUNNING);
    const stale = await read(id);
    const second = await startProcess([{ hang: true }]);
    await vi.waitFor(() => expect(second.model.requests).toHaveLength(1), 20_000);

    const journal = new RunJournal(orm.em, first.events, async () => {});
    await expect(journal.save(stale, {}, [{ kind: StepKind.TEXT, text: 'late' }])).rejects.toThrow();
    expect(await kinds(first.runs, id)).toEqual(['STARTED', 'STARTED']);
  });
});

describe('cancelling', () => {
  it('aborts the model, ends the steps and says nothing afterwards', async () => {
    const { runs, answers } = await startProcess([{ hang: true }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.RUNNING);
    await orm.em.fork().transactional((tx) => runs.cancel(tx, [id], async () => {}));
    await pause(30);
    expect((await read(id)).status).toBe(RunStatus.CANCELLED);
    expect((await kinds(runs, id)).at(-1)).toBe(StepKind.ENDED);
    expect(answers).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('leaves a proposed transaction alone and does not resume when it ends', async () => {
    door.proposes = 'AWAITING_APPROVAL';
    const { runs, model, wake } = await startProcess([{ calls: [pay()] }, { text: 'Never said.' }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.WAITING_FOR_APPROVAL);
    await orm.em.fork().transactional((tx) => runs.cancel(tx, [id], async () => {}));
    door.transactions[0]!.status = 'CONFIRMED';
    wake();
    await pause(50);
    expect((await read(id)).status).toBe(RunStatus.CANCELLED);
    expect(model.requests).toHaveLength(1);
  });

  it('does nothing to a run that has ended', async () => {
    const { runs } = await startProcess([{ text: 'Done.' }]);
    const id = await ask(runs);
    await reaches(id, RunStatus.COMPLETED);
    const before = await kinds(runs, id);
    expect(await orm.em.fork().transactional((tx) => runs.cancel(tx, [id], async () => {}))).toEqual([]);
    expect((await read(id)).status).toBe(RunStatus.COMPLETED);
    expect(await kinds(runs, id)).toEqual(before);
  });
});

describe('following the steps', () => {
  const collect = async (steps: AsyncIterable<{ seq: number }>) => {
    const seen: number[] = [];
    for await (const { seq } of steps) seen.push(seq);
    return seen;
  };

  it('replays from where the reader was, then ends with the run', async () => {
    const { runs, events } = await startProcess([{ calls: [pay()] }, { text: 'Paid.' }]);
    const id = await ask(runs);
    let listening = 0;
    const follow = (stream: string, after: number) => {
      listening += 1;
      return events.follow(stream, after, AbortSignal.timeout(5_000));
    };
    const from = (after: number) => collect(followSteps({ em: orm.em.fork(), follow }, id, after));
    const live = await from(0);
    expect(live).toEqual(live.map((_, index) => index + 1));
    expect(await from(3)).toEqual(live.slice(3));
    expect(listening).toBe(2);
    expect(await from(live.length)).toEqual([]);
    expect(listening).toBe(2);
  });
});
