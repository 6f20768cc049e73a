import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  actsOf,
  approvalOf,
  approve,
  expectSilence,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
} from '../../../test/support/app/money-case.js';
import { type Actor, agentActor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { Transaction } from '../proposals/transaction.entity.js';

let app: MoneyApp;
let grace: PasskeyPerson;
let threadId: string;
let agent: Actor;
beforeAll(async () => {
  app = await openMoney();
  grace = await passkeyPerson(app);
}, 120_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const newThread = async (): Promise<string> =>
  (await app.as(grace.actor, 'mutation { createThread { id } }')).createThread.id;
const agentIn = (threadId: string): Actor => agentActor(grace.actor.userId, { threadId, instruction: 'make it 1,000' });
const countRows = () => app.orm.em.fork().count(Transaction, { userId: grace.actor.userId });
const REPLACES =
  'query ($id: ID!) { transaction(id: $id) { status replaces { id summary } failure { code message } } }';
const read = async (id: string) => (await app.as(grace.actor, REPLACES, { id })).transaction;

beforeEach(async () => {
  threadId = await newThread();
  agent = agentIn(threadId);
});
const card = (change = {}) => pay(app, grace, change, agent);

describe('a proposal in the place of one that waits', () => {
  it('supersedes it in the same commit, and says what it stands for', async () => {
    const old = await card();
    const next = await card({ amount: '1000', replaces: old.id });
    expect(next.status).toBe('AWAITING_APPROVAL');
    expect((await read(next.id)).replaces).toEqual({ id: old.id, summary: old.summary });
    expect(await read(old.id)).toMatchObject({ status: 'SUPERSEDED', replaces: null, failure: { code: 'CONFLICT' } });
    const { id, status } = await approvalOf(app, old.id);
    expect(status).toBe('SUPERSEDED');
    expect(await actsOf(app, old.id)).toEqual(['transaction.proposed', 'approval.requested', 'approval.superseded']);
    expect(id).not.toBe((await approvalOf(app, next.id)).id);
  });

  it('leaves no way to confirm the old one, though the passkey signed its text', async () => {
    const old = await card();
    const confirmed = await grace.confirm(old.id);
    await card({ amount: '1000', replaces: old.id });
    await expect(approve(app, grace, confirmed)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    await expectSilence(app, old.id);
  });

  it('that is refused takes nobody’s place: the question stays, and can be answered', async () => {
    const old = await card();
    const refused = await card({ asset: 'XLM', amount: '50000', replaces: old.id });
    expect(await read(refused.id)).toMatchObject({ status: 'DENIED', replaces: null });
    expect((await approvalOf(app, old.id)).status).toBe('PENDING');
    expect((await approve(app, grace, await grace.confirm(old.id))).status).toBe('APPROVED');
  });

  it('is not made where the other is decided', async () => {
    const old = await card();
    await app.as(grace.actor, 'mutation ($id: ID!) { rejectTransaction(input: { id: $id }) { id } }', { id: old.id });
    const before = await countRows();
    await expect(card({ amount: '1000', replaces: old.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await countRows()).toBe(before);
  });

  it('is not made for one of another conversation, of somebody else, or of nobody: one answer for all', async () => {
    const old = await card();
    const other = await passkeyPerson(app, 'Mallory');
    const foreign = await pay(app, other);
    const byPerson = await pay(app, grace);
    const before = await countRows();
    const elsewhere = agentIn(await newThread());
    for (const [actor, replaces] of [
      [elsewhere, old.id],
      [agent, foreign.id],
      [agent, byPerson.id],
      [grace.actor, foreign.id],
      [agent, newId('txn')],
    ] as const)
      await expect(pay(app, grace, { amount: '1000', replaces }, actor)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('transaction'),
      });
    expect(await countRows()).toBe(before);
    for (const { id } of [old, foreign, byPerson]) expect((await approvalOf(app, id)).status).toBe('PENDING');
  });

  it('and a yes at the same time: one of them wins, and never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const old = await card();
      const confirmed = await grace.confirm(old.id);
      const [yes, next] = await Promise.allSettled([
        approve(app, grace, confirmed),
        card({ amount: '1000', replaces: old.id }),
      ]);
      expect([yes.status, next.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      expect((await rowOf(app, old.id)).status === 'SUPERSEDED').toBe(next.status === 'fulfilled');
    }
  });
});
