import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenMasterKey, Secrets } from '../../src/kernel/config.js';
import { createLiveApp, follow, type LiveApp } from '../support/app/live-app.js';
import {
  APPROVE,
  AUDIT,
  eventually,
  followRun,
  INVOICE,
  kindsOf,
  PENDING,
  REJECT,
  say,
  TRANSACTION,
  visit,
} from '../support/app/story.js';
import { choice, DONE, startModelServer, streams } from '../support/fakes/model-server.js';

describe('the story of the README, by HTTP and sockets alone', () => {
  let app: LiveApp;
  beforeAll(async () => {
    app = await createLiveApp();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('a small payment is made at once, and every step is told in order', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const runId = await say(ask, ada.token, 'send 25 XLM to Coffee Corner');
    const steps = followRun(app, ada.token, runId);
    await steps.done;
    expect(steps.errors).toEqual([]);
    expect(kindsOf(steps.events)).toEqual([
      'STARTED',
      ...['accounts', 'viewer', 'proposePayment'].flatMap(() => ['TOOL_CALL', 'TOOL_RESULT']),
      'ANSWER',
      'ENDED',
    ]);
    expect(steps.events.map(({ seq }) => seq)).toEqual(steps.events.map((_, index) => index + 1));
    const paid = steps.events.find(({ kind, tool }) => kind === 'TOOL_RESULT' && tool.name === 'proposePayment');
    const { transaction } = await ask(ada.token, TRANSACTION, { id: paid.transaction.id });
    expect(transaction).toMatchObject({ status: 'CONFIRMED', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const horizon = await fetch(`${app.network.url}/transactions/${transaction.hash}`);
    expect(await horizon.json()).toMatchObject({ successful: true, ledger: transaction.ledger });
    const answer = steps.events.find(({ kind }) => kind === 'ANSWER').text;
    expect(answer).toContain('25');
  });

  it('a large payment waits for its person; approved, the run ends with ledger and hash', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const inbox = follow(app.socket(ada.token), PENDING);
    const runId = await say(ask, ada.token, INVOICE);
    const steps = followRun(app, ada.token, runId);
    const card = await eventually(() => {
      expect(inbox.events).toHaveLength(1);
      return inbox.events[0];
    });
    expect(card.approval).toMatchObject({ status: 'PENDING', transaction: { status: 'AWAITING_APPROVAL' } });
    expect(card.approval.transaction.memo).toBe('INV-2291');
    await eventually(() => expect(steps.events.at(-1)?.kind).toBe('WAITING_FOR_APPROVAL'));
    const id = card.approval.transaction.id;
    const input = { id, consentDigest: card.approval.consent.digest };
    const wrong = await app.post(ada.token, APPROVE, { input: { id, consentDigest: '0'.repeat(64) } });
    expect(wrong.body.errors?.[0]?.extensions.code).toBe('CONSENT_MISMATCH');
    await ask(ada.token, APPROVE, { input });
    await steps.done;
    const { transaction } = await ask(ada.token, TRANSACTION, { id });
    expect(transaction).toMatchObject({ status: 'CONFIRMED', memo: 'INV-2291' });
    const answer: string = steps.events.find(({ kind }) => kind === 'ANSWER').text;
    expect(answer).toContain(transaction.hash);
    expect(answer).toContain(`ledger ${transaction.ledger}`);
    expect(inbox.events.at(-1).approval.status).toBe('APPROVED');
    expect(inbox.errors).toEqual([]);
    const again = await app.post(ada.token, APPROVE, { input });
    expect(again.body.errors?.[0]?.extensions.code).toBe('ALREADY_DECIDED');
  });

  it('rejected with a reason, the agent says it and nothing is signed', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const inbox = follow(app.socket(ada.token), PENDING);
    const steps = followRun(app, ada.token, await say(ask, ada.token, INVOICE));
    await eventually(() => expect(inbox.events).toHaveLength(1));
    const { id } = inbox.events[0].approval.transaction;
    await ask(ada.token, REJECT, { input: { id, reason: 'The invoice was paid in May' } });
    await steps.done;
    expect(steps.events.find(({ kind }) => kind === 'ANSWER').text).toContain('The invoice was paid in May');
    expect((await ask(ada.token, TRANSACTION, { id })).transaction).toMatchObject({ status: 'REJECTED', hash: null });
    const { auditLog } = await ask(ada.token, AUDIT);
    const acts = auditLog.nodes.filter(({ resource }: { resource: string }) => resource === id);
    expect(acts.map(({ action }: { action: string }) => action)).not.toContain('transaction.signed');
  });

  it('every act is in the log of its person, and the log verifies', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const runId = await say(ask, ada.token, INVOICE);
    const steps = followRun(app, ada.token, runId);
    await eventually(() => expect(steps.events.at(-1)?.kind).toBe('WAITING_FOR_APPROVAL'));
    const { approvals } = await ask(ada.token, '{ approvals { nodes { consent { digest } transaction { id } } } }');
    const [{ consent, transaction }] = approvals.nodes;
    await ask(ada.token, APPROVE, { input: { id: transaction.id, consentDigest: consent.digest } });
    await steps.done;
    const { auditLog, verifyAuditLog } = await ask(ada.token, AUDIT);
    const acts = auditLog.nodes.map(({ action }: { action: string }) => action).reverse();
    expect(verifyAuditLog).toMatchObject({ valid: true, entries: auditLog.totalCount });
    expect(acts[0]).toBe('user.registered');
    expect(acts).toEqual(expect.arrayContaining(['account.created', 'thread.created', 'message.sent']));
    const life = auditLog.nodes.filter(({ resource }: { resource: string }) => resource === transaction.id).reverse();
    expect(
      life.map(({ action }: { action: string }) => action).filter((act: string) => !act.startsWith('approval')),
    ).toEqual(['proposed', 'signed', 'submitted', 'confirmed'].map((act) => `transaction.${act}`));
    expect(acts).toEqual(expect.arrayContaining(['approval.requested', 'approval.approved']));
  });

  it('a stream taken up in its middle has no gap and repeats nothing', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const runId = await say(ask, ada.token, INVOICE);
    const first = followRun(app, ada.token, runId);
    await eventually(() => expect(first.events.at(-1)?.kind).toBe('WAITING_FOR_APPROVAL'));
    first.stop();
    const middle = first.events.at(-4).seq;
    const second = followRun(app, ada.token, runId, middle);
    await eventually(() => expect(second.events.at(-1)?.kind).toBe('WAITING_FOR_APPROVAL'));
    const { approvals } = await ask(ada.token, '{ approvals { nodes { transaction { id } } } }');
    await ask(ada.token, REJECT, { input: { id: approvals.nodes[0].transaction.id } });
    await second.done;
    const all = followRun(app, ada.token, runId);
    await all.done;
    const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq);
    expect([...seqs(first.events).filter((seq) => seq <= middle), ...seqs(second.events)]).toEqual(seqs(all.events));
    expect(seqs(all.events)).toEqual(all.events.map((_, index) => index + 1));
    expect(seqs(first.events).at(-1)).toBeLessThan(seqs(all.events).at(-1)!);
  });

  it('the inbox taken up at a cursor tells what happened since, once', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const before = follow(app.socket(ada.token), PENDING);
    await say(ask, ada.token, INVOICE);
    await eventually(() => expect(before.events).toHaveLength(1));
    before.stop();
    const { id } = before.events[0].approval.transaction;
    await ask(ada.token, REJECT, { input: { id } });
    const later = follow(app.socket(ada.token), PENDING, { after: before.events[0].cursor });
    await eventually(() => expect(later.events).toHaveLength(1));
    expect(later.events[0].approval).toMatchObject({ id: before.events[0].approval.id, status: 'REJECTED' });
    const fresh = follow(app.socket(ada.token), PENDING);
    await say(ask, ada.token, INVOICE);
    await eventually(() => expect(fresh.events).toHaveLength(1));
    expect(fresh.events[0].approval.id).not.toBe(before.events[0].approval.id);
  });

  it('a socket with a wrong token is closed with 4403, and hears nothing', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const forged = `${ada.token.slice(0, -4)}AAAA`;
    const stranger = follow(app.socket(forged), PENDING);
    await stranger.done;
    expect(stranger.closed?.code).toBe(4403);
    expect(stranger.events).toEqual([]);
    const read = await app.post(forged, '{ viewer { id } }');
    expect(read.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(read.body.data ?? null).toBeNull();
  });

  it('a session that ends takes its socket along', async () => {
    const { ask } = app;
    const ada = await visit(ask);
    const inbox = follow(app.socket(ada.token), PENDING);
    await say(ask, ada.token, INVOICE);
    await eventually(() => expect(inbox.events).toHaveLength(1));
    await ask(ada.token, 'mutation { signOut }');
    await inbox.done;
    expect(inbox.closed?.code).toBe(4403);
  });
});

describe('the same with a language model', () => {
  it('that calls proposePayment: the tool is the operation, and the outcome goes back to the model', async () => {
    const calls = (id: string, name: string, args: unknown) =>
      streams(
        choice({ tool_calls: [{ index: 0, id, function: { name, arguments: JSON.stringify(args) } }] }),
        choice({}, 'tool_calls'),
        DONE,
      );
    const payment = { accountId: '', destination: 'Coffee Corner', asset: 'XLM', amount: '25', reason: 'Coffee' };
    const server = await startModelServer([
      calls('call_1', 'accounts', {}),
      (response) => calls('call_2', 'proposePayment', { input: payment })(response),
      streams(choice({ content: 'Paid 25 XLM ' }), choice({ content: 'to Coffee Corner.' }), choice({}, 'stop'), DONE),
    ]);
    await using app = await createLiveApp({
      config: { model: { kind: 'openai', baseUrl: server.baseUrl, model: 'test-model' } },
      secrets: new Secrets({ masterKey: givenMasterKey(new Uint8Array(32).fill(9)), openaiApiKey: 'sk-test-key' }),
    });
    const ada = await visit(app.ask);
    payment.accountId = ada.accountId;
    const steps = followRun(app, ada.token, await say(app.ask, ada.token, 'pay 25 XLM to Coffee Corner'));
    await steps.done;
    expect(kindsOf(steps.events)).toEqual([
      ...['STARTED', 'TOOL_CALL', 'TOOL_RESULT', 'TOOL_CALL', 'TOOL_RESULT', 'ANSWER', 'ENDED'],
    ]);
    expect(steps.events.find(({ kind }) => kind === 'ANSWER').text).toBe('Paid 25 XLM to Coffee Corner.');
    const paid = steps.events.findLast(({ kind }) => kind === 'TOOL_RESULT');
    expect(paid).toMatchObject({ tool: { name: 'proposePayment', ok: true }, transaction: { status: 'CONFIRMED' } });
    const told = JSON.stringify(server.requests.at(-1)?.body.messages);
    expect(told).toContain('CONFIRMED');
    expect(told).toContain(paid.transaction.hash);
    expect(server.requests).toHaveLength(3);
    expect(server.requests.every(({ authorization }) => authorization === 'Bearer sk-test-key')).toBe(true);
    await server.close();
  });

  it('that fails ends the run with a sentence, and nothing was proposed', async () => {
    const server = await startModelServer([]);
    await using app = await createLiveApp({
      config: { model: { kind: 'openai', baseUrl: server.baseUrl, model: 'test-model' } },
      secrets: new Secrets({ masterKey: givenMasterKey(new Uint8Array(32).fill(9)), openaiApiKey: 'sk-test-key' }),
    });
    const ada = await visit(app.ask);
    const runId = await say(app.ask, ada.token, 'pay 25 XLM to Coffee Corner');
    const steps = followRun(app, ada.token, runId);
    await steps.done;
    expect(kindsOf(steps.events)).toEqual(['STARTED', 'ERROR', 'ENDED']);
    const { transactions } = await app.ask(ada.token, '{ transactions { nodes { runId proposedBy } } }');
    expect(transactions.nodes.filter(({ runId }: { runId: string | null }) => runId !== null)).toEqual([]);
    const { run } = await app.ask(ada.token, 'query ($id: ID!) { run(id: $id) { status error { code } } }', {
      id: runId,
    });
    expect(run).toEqual({ status: 'FAILED', error: { code: 'MODEL_UNAVAILABLE' } });
    await server.close();
  });
});
