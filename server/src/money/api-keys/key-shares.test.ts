import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createKey,
  type KeyApp,
  keyOwner,
  type MadeKey,
  type Owner,
  openKeyApp,
  payWith,
  revokeKey,
} from '../../../test/support/app/key-case.js';
import { expectSilence, rowOf } from '../../../test/support/app/money-case.js';
import { APPROVE, eventually } from '../../../test/support/app/story.js';
import { approvalOf } from '../../../test/support/people/registered.js';
import { Thread } from '../../agent/chat/thread.entity.js';
import {
  type ModelDescription,
  type ModelEvent,
  type ModelGateway,
  ModelKind,
  type ModelRequest,
} from '../../agent/model/model-gateway.js';
import { AgentRun } from '../../agent/runs/run.entity.js';
import { RunStatus } from '../../agent/runs/run-status.js';
import { ActorKind, agentActor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { Approval } from '../approvals/approval.entity.js';
import { Transaction } from '../proposals/transaction.entity.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status failure { code message } } }';
const SIGN = 'mutation ($id: ID!) { signTransaction(id: $id) { id status } }';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
const THREAD = 'mutation { createThread { id } }';
const VIEWER = '{ viewer { agentFrozen } }';
const TOO_MUCH = { asset: 'XLM', amount: '5000' };
const ASKS = { asset: 'XLM', amount: '150' };

let app: KeyApp;
let grace: Owner;
beforeAll(async () => {
  app = await openKeyApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await keyOwner(app);
  app.signed.length = 0;
  app.gateway.submitted.length = 0;
});

const key = (scopes = ['READ', 'CHAT', 'PROPOSE'], change: object = {}) => createKey(app, grace, { scopes, ...change });
const pay = (token: string, change: object = {}) => payWith(app, token, grace.accountId, change);
/** As the agent does it, for a key or for its person. */
const byAgent = async (change: object, apiKeyId?: string) => {
  const input = { accountId: grace.accountId, destination: 'Coffee Corner', asset: 'XLM', amount: '5', ...change };
  const actor = agentActor(grace.userId, { ...(apiKeyId && { apiKeyId }), instruction: 'send 5 XLM to Coffee Corner' });
  return (await app.as(actor, PAY, { input })).proposePayment;
};
const times = async <T>(count: number, work: () => Promise<T>): Promise<PromiseSettledResult<T>[]> => {
  const all: PromiseSettledResult<T>[] = [];
  for (let n = 0; n < count; n += 1) all.push(...(await Promise.allSettled([work()])));
  return all;
};
const refused = (all: PromiseSettledResult<unknown>[]) => all.filter(({ status }) => status === 'rejected').length;
const rowsOf = (where: object) => app.orm.em.fork().find(Transaction, { userId: grace.userId, ...where } as never);

describe('a key that calls a limited field again and again', () => {
  const wrong = (token: string) => () => pay(token, { destination: 'Nobody at all' });

  it('stops neither its person, nor their agent, nor another key', async () => {
    const [wild, calm] = [await key(), await key()];
    await times(40, wrong(wild.secret));
    await expect(pay(wild.secret)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect((await pay(calm.secret)).status).toBe('APPROVED');
    expect((await pay(grace.token)).status).toBe('APPROVED');
    expect((await byAgent({})).status).toBe('APPROVED');
    expect(await rowsOf({ apiKeyId: wild.id })).toEqual([]);
  });

  it('counts through the agent as well, and all keys together leave their person a part', async () => {
    const keys = [await key(), await key(), await key()];
    for (const { secret, id } of keys) {
      await times(10, wrong(secret));
      await times(10, () => byAgent({ destination: 'Nobody at all' }, id));
    }
    await expect(pay(keys[2]!.secret)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect((await pay(grace.token)).status).toBe('APPROVED');
  });

  it('has no more than its person has left', async () => {
    const { secret } = await key();
    await times(30, wrong(grace.token));
    await expect(pay(secret)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await rowsOf({})).toEqual([]);
  });
});

describe('the one field that signs', () => {
  it('is not for keys, whatever they hold', async () => {
    const { secret } = await key(['READ', 'CHAT', 'PROPOSE', 'MANAGE']);
    const { id } = await pay(secret);
    await expect(app.ask(secret, SIGN, { id })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expectSilence(app, id);
  });

  it('has no budget for the server itself: what was allowed is signed though its person used up theirs', async () => {
    const live = await openKeyApp({ working: true });
    try {
      const owner = await keyOwner(live);
      const denied = await payWith(live, owner.token, owner.accountId, TOO_MUCH);
      await times(60, () => live.ask(owner.token, SIGN, { id: denied.id }));
      const { id } = await payWith(live, owner.token, owner.accountId);
      await expect(live.ask(owner.token, SIGN, { id })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
      await eventually(async () => expect((await rowOf(live, id)).status).not.toBe('APPROVED'), 10_000);
      expect(live.signed).toHaveLength(1);
    } finally {
      await live[Symbol.asyncDispose]();
    }
  });

  it('takes what its person proposed before what a program did, though that came first', async () => {
    const { secret } = await key();
    const [first, second] = [await pay(secret), await pay(grace.token)];
    const next = (app.executor as unknown as { next: (accountId: string) => Promise<Transaction> }).next.bind(
      app.executor,
    );
    expect((await next(grace.accountId)).id).toBe(second.id);
    await app.ask(grace.token, SIGN, { id: second.id });
    expect((await next(grace.accountId)).id).toBe(second.id);
    await app.orm.em.fork().nativeUpdate(Transaction, { id: second.id }, { status: 'CONFIRMED' as never });
    expect((await next(grace.accountId)).id).toBe(first.id);
  });
});

describe('cards that wait', () => {
  it('are ten of one key at most, twenty of all keys, and forty of agent and keys: the rest is for the person', async () => {
    const [one, two, three] = [await key(), await key(), await key()];
    expect(refused(await times(11, () => byAgent(ASKS, one.id)))).toBe(1);
    const mine = 'approvals of this key';
    await expect(byAgent(ASKS, one.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(mine),
    });
    await more(9, { apiKeyId: two.id });
    expect((await pay(two.secret, ASKS)).status).toBe('AWAITING_APPROVAL');
    const all = 'approvals of programs';
    await expect(pay(three.secret, ASKS)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(all),
    });
    expect((await byAgent(ASKS)).status).toBe('AWAITING_APPROVAL');
    await more(19, { apiKeyId: null });
    await expect(byAgent(ASKS)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await pay(grace.token, ASKS)).status).toBe('AWAITING_APPROVAL');
    await more(9, { apiKeyId: null, proposedBy: ActorKind.PERSON });
    await expect(pay(grace.token, ASKS)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await app.orm.em.fork().count(Transaction, { userId: grace.userId })).toBe(50);
  });

  // Faster than as many proposals, which have a budget a minute besides.
  const more = async (count: number, change: Partial<Transaction>): Promise<void> => {
    const em = app.orm.em.fork();
    const row = await em.findOneOrFail(Transaction, { userId: grace.userId, proposedBy: ActorKind.AGENT });
    for (let n = 0; n < count; n += 1) em.persist(em.create(Transaction, { ...row, ...change, id: newId('txn') }));
    await em.flush();
  };

  it('are not put up for a key that asks anew at the signature, where its ten wait', async () => {
    const { id: keyId } = await key();
    const allowed = await byAgent({}, keyId);
    await times(10, () => byAgent(ASKS, keyId));
    const cap = { asset: 'XLM', perTransaction: '2', overPerTransaction: 'ASK' };
    const tighten = 'mutation ($input: UpdatePolicyInput!) { updatePolicy(input: $input) { version } }';
    await app.ask(grace.token, tighten, { input: { assetCaps: [cap] } });
    await expect(app.ask(grace.token, SIGN, { id: allowed.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await rowOf(app, allowed.id)).toMatchObject({ status: 'DENIED', failure: { code: 'CONFLICT' } });
    await expectSilence(app, allowed.id);
  });

  it('end with the key that asked, when its time is over and nobody ends it', async () => {
    const expiresAt = new Date(Date.now() + 3_000);
    const short = await key(undefined, { expiresAt: expiresAt.toISOString() });
    const { id } = await pay(short.secret, ASKS);
    const input = await approvalOf(app.ask, grace, id);
    const card = await app.orm.em.fork().findOneOrFail(Approval, { transactionId: id });
    expect(card.expiresAt).toEqual(expiresAt);
    expect(card.canonical).toContain(expiresAt.toISOString());
    await new Promise((resolve) => setTimeout(resolve, expiresAt.getTime() - Date.now() + 50));
    await expect(app.ask(grace.token, APPROVE, { input })).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    await app.approvals.expire();
    expect((await rowOf(app, id)).status).toBe('EXPIRED');
    expect(await app.orm.em.fork().count(AuditRecord, { resource: id, action: 'approval.expired' })).toBe(1);
    const entry = await app.orm.em.fork().findOneOrFail(AuditRecord, { resource: id, action: 'approval.expired' });
    expect(entry.actor).toBe('SERVER');
    await expectSilence(app, id);
  });
});

describe('refused proposals of the agent', () => {
  const stopped = (keyId: string) =>
    app.orm.em.fork().find(AuditRecord, { userId: grace.userId, resource: keyId, action: 'api_key.revoked' });

  it('that a key told it to make end the key with its cards, and leave the agent of its person alone', async () => {
    const [bad, other] = [await key(), await key()];
    const card = await byAgent(ASKS, bad.id);
    await times(4, () => byAgent(TOO_MUCH, bad.id));
    expect(await stopped(bad.id)).toEqual([]);
    await times(2, () => byAgent(TOO_MUCH, bad.id));
    expect((await app.ask(grace.token, VIEWER)).viewer).toEqual({ agentFrozen: false });
    const [entry, more] = await stopped(bad.id);
    expect(entry).toMatchObject({
      actor: 'SERVER',
      details: { reason: '5 proposals were refused within 10 minutes.' },
    });
    expect(more).toBeUndefined();
    await expect(app.ask(bad.secret, '{ viewer { id } }')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await rowOf(app, card.id)).status).toBe('SUPERSEDED');
    expect((await byAgent({})).status).toBe('APPROVED');
    expect((await byAgent({}, other.id)).status).toBe('APPROVED');
    expect(await app.orm.em.fork().count(AuditRecord, { userId: grace.userId, action: 'agent.frozen' })).toBe(0);
  });

  it('of its person stop the agent, not the keys', async () => {
    const { id, secret } = await key();
    await times(4, () => byAgent(TOO_MUCH, id));
    await times(4, () => byAgent(TOO_MUCH));
    expect((await app.ask(grace.token, VIEWER)).viewer).toEqual({ agentFrozen: false });
    await byAgent(TOO_MUCH);
    expect((await app.ask(grace.token, VIEWER)).viewer).toEqual({ agentFrozen: true });
    expect((await app.ask(secret, '{ viewer { id } }')).viewer.id).toBe(grace.userId);
  });

  it('that a program makes itself end nothing', async () => {
    const { secret } = await key();
    expect((await times(6, () => pay(secret, TOO_MUCH))).map(({ status }) => status)).not.toContain('rejected');
    expect((await pay(secret)).status).toBe('APPROVED');
    expect((await byAgent({})).status).toBe('APPROVED');
  });
});

describe('a limit of proposals an hour', () => {
  const limit = (calls: number) =>
    app.ask(grace.token, 'mutation ($input: UpdatePolicyInput!) { updatePolicy(input: $input) { version } }', {
      input: { callsPerHour: calls },
    });

  it('binds each key, directly and through the agent, and is not used up by another', async () => {
    await limit(2);
    const [one, two] = [await key(), await key()];
    expect((await pay(one.secret)).status).toBe('APPROVED');
    expect((await byAgent({}, one.id)).status).toBe('APPROVED');
    for (const over of [await pay(one.secret), await byAgent({}, one.id)])
      expect(over).toMatchObject({ status: 'DENIED', failure: { code: 'RATE_LIMITED' } });
    expect((await pay(two.secret)).status).toBe('APPROVED');
    expect((await byAgent({})).status).toBe('APPROVED');
    expect((await pay(grace.token)).status).toBe('APPROVED');
  });

  it('is counted by the vault too, where the server forgot to', async () => {
    await limit(1);
    const { secret } = await key();
    const first = await pay(secret);
    await app.ask(grace.token, SIGN, { id: first.id });
    await app.orm.em.fork().nativeUpdate(Transaction, { id: first.id }, { status: 'CONFIRMED' as never });
    const policy = app.policy as unknown as { callsOf: () => Promise<number> };
    const honest = policy.callsOf;
    policy.callsOf = async () => 0;
    try {
      const second = await pay(secret);
      expect(second.status).toBe('APPROVED');
      await expect(app.ask(grace.token, SIGN, { id: second.id })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
      expect((await rowOf(app, second.id)).envelope).toBeNull();
      const own = await pay(grace.token);
      expect((await app.ask(grace.token, SIGN, { id: own.id })).signTransaction.status).toBe('SIGNED');
    } finally {
      policy.callsOf = honest;
    }
  });
});

describe('what a program has the agent do', () => {
  let busy: KeyApp;
  let ada: Owner;
  let goOn: () => void;
  beforeEach(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    goOn = resolve;
    const limits = { chatRateLimit: { max: 40, window: '1m' } };
    busy = await openKeyApp({ config: limits, working: true, overrides: { model: new PatientModel(promise) } });
    ada = await keyOwner(busy, 'Ada');
  });
  afterEach(async () => {
    goOn();
    await busy[Symbol.asyncDispose]();
  });

  const chatKey = () => createKey(busy, ada, { scopes: ['READ', 'CHAT', 'PROPOSE'] });
  const begin = async (token: string): Promise<string> => (await busy.ask(token, THREAD)).createThread.id;
  const say = async (token: string, threadId: string): Promise<string> =>
    (await busy.ask(token, SEND, { input: { threadId, text: 'send 5 XLM to Coffee Corner' } })).sendMessage.id;
  const runOf = (id: string) => busy.orm.em.fork().findOneOrFail(AgentRun, { id });
  const conflict = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: 'CONFLICT' });

  it('does not keep its person from writing there: its run ends, and is written down', async () => {
    const { secret } = await chatKey();
    const threadId = await begin(ada.token);
    const run = await say(secret, threadId);
    await conflict(say(secret, threadId));
    const own = await say(ada.token, threadId);
    expect((await runOf(run)).status).toBe(RunStatus.CANCELLED);
    expect((await runOf(own)).status).not.toBe(RunStatus.CANCELLED);
    expect(JSON.stringify((await runOf(own)).state.messages)).toContain('before this was stopped');
    expect(await busy.orm.em.fork().count(AuditRecord, { resource: run, action: 'run.cancelled' })).toBe(1);
    await conflict(say(secret, threadId));
    await conflict(say(ada.token, threadId));
  });

  it('is five runs at once at most, and ten of all keys; the rest is its person’s', async () => {
    const [one, two, three] = [await chatKey(), await chatKey(), await chatKey()];
    const run = async (made: MadeKey) => say(made.secret, await begin(made.secret));
    expect(refused(await times(6, () => run(one)))).toBe(1);
    expect(refused(await times(5, () => run(two)))).toBe(0);
    await conflict(run(three));
    await say(ada.token, await begin(ada.token));
  });

  it('begins no conversation where there are 500, which its person still may', async () => {
    const { secret } = await chatKey();
    const em = busy.orm.em.fork();
    const [now, title, deletedAt] = [new Date(), null, null];
    const row = { userId: ada.userId, title, createdAt: now, updatedAt: now, deletedAt };
    for (let n = 0; n < 499; n += 1) em.persist(em.create(Thread, { id: newId('thr'), ...row }));
    await em.flush();
    await begin(secret);
    await conflict(begin(secret));
    await begin(ada.token);
  });

  it('leaves its person messages and conversations to begin, however often it asks', async () => {
    const { secret } = await chatKey();
    const threadId = await begin(secret);
    const answers = await times(62, () => say(secret, threadId));
    expect(answers.filter((one) => one.status === 'rejected' && one.reason.code === 'RATE_LIMITED')).toHaveLength(42);
    expect(refused(await times(62, () => begin(secret)))).toBe(33);
    await say(ada.token, await begin(ada.token));
  });

  it('ends with the key: neither a tool nor another turn of the model follows', async () => {
    const made = await chatKey();
    const id = await say(made.secret, await begin(made.secret));
    await eventually(async () => expect((await runOf(id)).status).toBe(RunStatus.RUNNING));
    await revokeKey(busy, ada, made);
    goOn();
    await eventually(async () => expect((await runOf(id)).status).toBe(RunStatus.FAILED));
    expect((await runOf(id)).error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((await busy.runs.steps(id)).map(({ kind }) => kind)).not.toContain('TOOL_RESULT');
    expect(await busy.orm.em.fork().count(Transaction, { userId: ada.userId })).toBe(0);
  });
});

/** Looks at the accounts once it may, and then has nothing more to say. */
class PatientModel implements ModelGateway {
  readonly info: ModelDescription = { kind: ModelKind.OFFLINE_PLANNER, name: 'patient', note: 'Waits.' };

  constructor(private readonly gate: Promise<void>) {}

  async *stream({ messages, signal }: ModelRequest): AsyncGenerator<ModelEvent, void> {
    await Promise.race([this.gate, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    signal.throwIfAborted();
    if (messages.at(-1)?.role === 'tool') yield { type: 'text', delta: 'Done.' };
    else yield { type: 'toolCall', id: 'c0', name: 'accounts', arguments: '{}' };
  }
}
