import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MoneyApp, openMoney, pay, SMALL } from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { agentActor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { AgentRun } from '../runs/run.entity.js';
import { RunStatus } from '../runs/run-status.js';
import { readStopped } from './history.js';

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
