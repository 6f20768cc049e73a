import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import { createTestApp, type Person, type TestApp } from '../../../test/support/app/test-app.js';
import { ScriptedModel } from '../model/scripted-model.js';

const RUN = `query($id: ID!) { run(id: $id) { status error { code message }
  steps { kind text tool { name ok result } transaction { id status } } } }`;

let network: LocalNetwork;
beforeAll(async () => {
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
});
afterAll(() => network.close());

const newThread = async (app: TestApp, { actor }: Person): Promise<string> =>
  (await app.as(actor, 'mutation { createThread { id } }')).createThread.id;
const say = async (app: TestApp, person: Person, text: string, thread?: string): Promise<string> => {
  const threadId = thread ?? (await newThread(app, person));
  const send = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
  return (await app.as(person.actor, send, { input: { threadId, text } })).sendMessage.id;
};
const reaches = async (app: TestApp, { actor }: Person, id: string, status: string) => {
  const read = async () => (await app.as(actor, RUN, { id })).run;
  const found = vi.waitFor(
    async () => {
      const run = await read();
      expect(run).toMatchObject({ status });
      return run;
    },
    { timeout: 15_000, interval: 50 },
  );
  return found as Promise<{
    steps: { kind: string; text: string; tool: { name: string }; transaction: { id: string } }[];
  }>;
};
const answerOf = ({ steps }: Awaited<ReturnType<typeof reaches>>) => steps.find(({ kind }) => kind === 'ANSWER')?.text;

describe('the demo, through every real part', () => {
  it("'send 25 XLM to Coffee Corner' runs by itself", async () => {
    await using app = await createTestApp({ network });
    const ada = await app.person();
    const run = await reaches(app, ada, await say(app, ada, 'send 25 XLM to Coffee Corner'), 'COMPLETED');
    expect(run.steps.map(({ kind }) => kind).filter((kind) => kind !== 'TEXT')).toEqual([
      'STARTED',
      ...['accounts', 'viewer', 'proposePayment'].flatMap(() => ['TOOL_CALL', 'TOOL_RESULT']),
      'ANSWER',
      'ENDED',
    ]);
    expect(answerOf(run)).toContain('confirmed on the network');
  });

  it("'pay Acme Supplies …' stops at an approval, and the agent is told why it was rejected", async () => {
    await using app = await createTestApp({ network });
    const ada = await app.person();
    const id = await say(app, ada, 'pay Acme Supplies 1,200 USDC for invoice INV-2291');
    const waiting = await reaches(app, ada, id, 'WAITING_FOR_APPROVAL');
    const transaction = waiting.steps.at(-1)!.transaction;
    const reject = 'mutation($input: RejectTransactionInput!) { rejectTransaction(input: $input) { status memo } }';
    const rejected = await app.as(ada.actor, reject, { input: { id: transaction.id, reason: 'Wrong invoice' } });
    expect(rejected.rejectTransaction).toEqual({ status: 'REJECTED', memo: 'INV-2291' });
    expect(answerOf(await reaches(app, ada, id, 'COMPLETED'))).toContain('Wrong invoice');
  });
});

describe('a payment that waits', () => {
  it("takes 'make it 1,000' as another one in its place, and its own run is told so", async () => {
    await using app = await createTestApp({ network });
    const ada = await app.person();
    const threadId = await newThread(app, ada);
    const first = await say(app, ada, 'pay Acme Supplies 1,200 USDC for invoice INV-2291', threadId);
    const old = (await reaches(app, ada, first, 'WAITING_FOR_APPROVAL')).steps.at(-1)!.transaction;
    const second = await say(app, ada, 'make it 1,000', threadId);
    const next = (await reaches(app, ada, second, 'WAITING_FOR_APPROVAL')).steps.at(-1)!.transaction;
    const read = 'query ($id: ID!) { transaction(id: $id) { status summary memo replaces { id } } }';
    const readBoth = [old, next].map(async ({ id }) => (await app.as(ada.actor, read, { id })).transaction);
    expect(await Promise.all(readBoth)).toMatchObject([
      { status: 'SUPERSEDED', replaces: null },
      { summary: 'Send 1000 USDC to Acme Supplies', memo: 'INV-2291', replaces: { id: old.id } },
    ]);
    expect(answerOf(await reaches(app, ada, first, 'COMPLETED'))).toContain('replaced by something newer');
  });
});

describe('a sentence', () => {
  let app: TestApp;
  let ada: Person;
  beforeAll(async () => {
    app = await createTestApp({ network });
    ada = await app.person();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it.each([
    ['what are my balances?', 'Main (LOCAL)'],
    ['show my history', 'The latest on Main'],
    ['price of XLM', 'USD'],
    ['what are my limits?', 'You are asked above 1000 USD'],
    ['what is waiting for approval?', 'Nothing waits for you.'],
    ['show my contacts', 'Coffee Corner'],
    ['network status', 'LOCAL is reachable'],
    ['remove trust for USDC', 'Send away the 10000 USDC first'],
    ['trust USDC', 'can hold USDC already'],
    ['send 5000000 XLM to Coffee Corner', 'Not enough XLM'],
    ['send 5 XLM to Nobody', 'no contact or account named "Nobody"'],
  ])('%s', async (sentence, words) => {
    const run = await reaches(app, ada, await say(app, ada, sentence), 'COMPLETED');
    expect(answerOf(run)).toContain(words);
  });
});

describe('what a model is told', () => {
  it('holds no session token, no key and no signed transaction, whatever tool it calls', async () => {
    const [account, transaction] = [{ id: '' }, { id: '' }];
    const calls = (names: string[]) => names.map((name) => ({ name, arguments: args(name) }));
    const args = (name: string) => {
      if (name === 'account') return { id: account.id };
      if (name === 'transaction') return { id: transaction.id };
      if (name === 'price') return { asset: 'XLM' };
      return {};
    };
    const model = new ScriptedModel([]);
    await using app = await createTestApp({ network, overrides: { model } });
    const ada = await app.person();
    account.id = ada.accountId;
    const input = { accountId: ada.accountId, destination: 'Coffee Corner', amount: '1', asset: 'XLM' };
    const { viewer } = await app.as(ada.actor, '{ viewer { contacts { name address } } }');
    input.destination = viewer.contacts[0].address;
    const all = ['accounts', 'account', 'viewer', 'transactions', 'price', 'spending', 'policy', 'networkStatus'];
    model.script.push(
      { calls: [{ name: 'proposePayment', arguments: { input } }, ...calls(all)] },
      { calls: [{ name: 'evaluatePolicy', arguments: { input: { payment: input } } }] },
      { text: 'Done.' },
    );
    const run = await reaches(app, ada, await say(app, ada, 'do everything'), 'COMPLETED');
    expect(run.steps.filter(({ kind }) => kind === 'TOOL_RESULT')).toHaveLength(all.length + 2);
    expect(run.steps.filter(({ tool }) => (tool as { ok?: boolean } | null)?.ok === false)).toEqual([]);

    const told = JSON.stringify(model.requests);
    expect(told).toContain(ada.accountId);
    expect(told).not.toContain(ada.token);
    expect(told).not.toMatch(/\bS[A-Z2-7]{55}\b/);
    expect(told).not.toMatch(/AAAAAg[A-Za-z0-9+/]{40}/);
    expect(told).not.toMatch(/token|masterKey|recoveryCode|passkey|sessionId|idempotencyKey/i);
  });
});
