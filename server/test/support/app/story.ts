import { vi } from 'vitest';
import { follow, type LiveApp } from './live-app.js';

export const DEMO = 'mutation ($name: String!) { signInToLocalDemo(name: $name) { token user { id } } }';
export const CREATE_ACCOUNT = 'mutation ($name: String!) { createAccount(input: { name: $name }) { id address } }';
const CREATE_THREAD = 'mutation { createThread { id } }';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id status } }';
export const STEPS = `subscription ($runId: ID!, $after: Int) { agentSteps(runId: $runId, after: $after) {
  seq kind text tool { id name arguments result ok } transaction { id status hash ledger } } }`;
export const PENDING = `subscription ($after: String) { pendingApprovals(after: $after) { cursor auditHead
  approval { id status consent { digest canonical } transaction { id status summary memo } } } }`;
export const TRANSACTION =
  'query ($id: ID!) { transaction(id: $id) { id status hash ledger memo failure { code message } } }';
export const APPROVE =
  'mutation ($input: ApproveTransactionInput!) { approveTransaction(input: $input) { id status } }';
export const REJECT = 'mutation ($input: RejectTransactionInput!) { rejectTransaction(input: $input) { id status } }';
export const AUDIT =
  '{ auditLog(first: 100) { totalCount nodes { seq action actor resource result } } verifyAuditLog { valid entries head } }';

export const INVOICE = 'pay Acme Supplies 1,200 USDC for invoice INV-2291';

type Ask = LiveApp['ask'];
export type Visitor = { token: string; userId: string; accountId: string; address: string };

const BALANCES = 'query ($id: ID!) { account(id: $id) { balances { asset amount } } }';

/** Until the account holds its test money: on a busy machine that comes after the answer that made the account. */
export const provided = (ask: Ask, token: string, id: string): Promise<void> =>
  eventually(async () => {
    const { account } = await ask(token, BALANCES, { id });
    const held = (account.balances as { amount: string }[]).filter(({ amount }) => Number(amount) > 0);
    if (held.length < 3) throw new Error(`It holds ${JSON.stringify(account.balances)}.`);
  }, 90_000);

/** A person of the demo with a funded account, made through the API as a newcomer makes it. */
export const visit = async (ask: Ask, name = 'Ada'): Promise<Visitor> => {
  const { token, user } = (await ask(null, DEMO, { name })).signInToLocalDemo;
  const { id, address } = (await ask(token, CREATE_ACCOUNT, { name: 'Main' })).createAccount;
  await provided(ask, token, id);
  return { token, userId: user.id, accountId: id, address };
};

/** Says something in a new thread; the id of its run. */
export const say = async (ask: Ask, token: string, text: string): Promise<string> => {
  const { id: threadId } = (await ask(token, CREATE_THREAD)).createThread;
  return (await ask(token, SEND, { input: { threadId, text } })).sendMessage.id;
};

export const followRun = (app: LiveApp, token: string, runId: string, after = 0) =>
  follow(app.socket(token), STEPS, { runId, after });

/** What was told, without the pieces of text, which may come in any number. */
export const kindsOf = (steps: { kind: string }[]): string[] =>
  steps.map(({ kind }) => kind).filter((kind) => kind !== 'TEXT');

export const eventually = <T>(read: () => Promise<T> | T, timeout = 15_000): Promise<T> =>
  vi.waitFor(read, { timeout, interval: 40 });
