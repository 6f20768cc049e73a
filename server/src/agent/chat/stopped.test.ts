import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalOf, type MoneyApp, openMoney, pay, SMALL } from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { agentActor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { AgentRun } from '../runs/run.entity.js';
import { RunStatus } from '../runs/run-status.js';
import { readStopped, readWaiting } from './history.js';

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
  ada = await app.person();
}, 120_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const CANCEL = 'mutation ($id: ID!) { cancelRun(id: $id) { status } }';
const read = (threadId: string) => readStopped(app.orm.em.fork(), ada.actor.userId, threadId);

const waitingRun = async () => {
  const threadId: string = (await app.as(ada.actor, 'mutation { createThread { id } }')).createThread.id;
  const now = new Date();
  const state = { messages: [], turns: 0, calls: 0 };
  const whose = { id: newId('run'), userId: ada.actor.userId, threadId, apiKeyId: null, instruction: 'pay', state };
  const rest = { pendingTransactionId: null, error: null, lease: null, createdAt: now, updatedAt: now };
  const em = app.orm.em.fork();
  await em.persist(em.create(AgentRun, { ...whose, ...rest, status: RunStatus.WAITING_FOR_APPROVAL })).flush();
  const agent = agentActor(ada.actor.userId, { runId: whose.id, threadId, instruction: 'send 5 XLM to Coffee Corner' });
  return { threadId, runId: whose.id, agent };
};

it('after a run that its person stopped, the model is told what waits and what goes its way', async () => {
  const { threadId, runId, agent } = await waitingRun();
  const [card, allowed] = [await pay(app, ada, {}, agent), await pay(app, ada, SMALL, agent)];
  expect([card.status, allowed.status]).toEqual(['AWAITING_APPROVAL', 'APPROVED']);
  expect(await read(threadId)).toEqual([]);
  await app.as(ada.actor, CANCEL, { id: runId });
  const [told, more] = await read(threadId);
  expect(more).toBeUndefined();
  expect(told?.role).toBe('assistant');
  expect(told?.content).toMatch(new RegExp(`${card.id}: .*still waits.*AWAITING_APPROVAL`));
  expect(told?.content).toMatch(new RegExp(`${allowed.id}: .*APPROVED`));
});

it('one that had proposed nothing is told as such, and another conversation is told nothing', async () => {
  const { threadId, runId } = await waitingRun();
  const other = await waitingRun();
  await app.as(ada.actor, CANCEL, { id: runId });
  expect((await read(threadId))[0]?.content).toContain('proposed nothing');
  expect(await read(other.threadId)).toEqual([]);
});

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
const openCard = async () => {
  const { threadId, runId, agent } = await waitingRun();
  const card = await pay(app, ada, {}, agent);
  return { threadId, runId, card, agent };
};

describe('while an approval waits', () => {
  it('the thread takes what its person says; the model knows what waits, and the approval stays open', async () => {
    const { threadId, runId, card } = await openCard();
    const { id } = (await app.as(ada.actor, SEND, { input: { threadId, text: 'why?' } })).sendMessage;
    const [before, now] = await Promise.all([runId, id].map((id) => app.orm.em.fork().findOneOrFail(AgentRun, { id })));
    expect(before?.status).toBe('WAITING_FOR_APPROVAL');
    expect(now?.state.messages.map(({ content }) => content).join('\n')).toMatch(new RegExp(`${card.id}: .*\\nwhy`));
    expect((await approvalOf(app, card.id)).status).toBe('PENDING');
  });

  it('a program is refused until it is decided, and says nothing meanwhile', async () => {
    const { threadId } = await openCard();
    const program = { ...ada.actor, apiKeyId: 'key_00000000000000000000000001' };
    const said = app.as(program, SEND, { input: { threadId, text: 'why?' } });
    await expect(said).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('approval') });
    expect(await app.orm.em.fork().count(AgentRun, { threadId })).toBe(1);
  });

  it('what waits in one conversation is told in no other, and no more once it is decided', async () => {
    const { threadId, card } = await openCard();
    const other = await waitingRun();
    const told = (id: string) => readWaiting(app.orm.em.fork(), ada.actor.userId, id);
    expect(await told(threadId)).toHaveLength(1);
    expect(await told(other.threadId)).toEqual([]);
    await app.as(ada.actor, 'mutation ($input: RejectTransactionInput!) { rejectTransaction(input: $input) { id } }', {
      input: { id: card.id },
    });
    expect(await told(threadId)).toEqual([]);
  });
});
