import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { entities } from '../../../src/app/entities.js';
import { readConfig } from '../../../src/kernel/config.js';
import { backupCommand } from '../../../src/operator/backup/cli.js';
import { dataOf, type LiveApp, poster } from '../app/live-app.js';
import { freePort, startServer } from '../children/child-server.js';
import { approvalOf, confirm, ORIGIN, type Registered, register, saveCodes } from '../people/registered.js';
import { BACKUP, BEFORE, packFolder, type TestSecrets, writeJson, writeSecrets } from './before-folder.js';
import { seenBy } from './before-view.js';
import { EXCHANGE, SHOP, STRANGER } from './cases/case.js';

/**
 * Drives the server as people, an agent and a program do, and keeps its folder. Run once, on 1 December 2026, before the code was
 * laid out anew: to run it again is to throw away what it proves.
 */
const dataDir = mkdtempSync(join(tmpdir(), 'tuxedo-before-'));
const masterKey = randomBytes(32).toString('base64');
const operatorToken = randomBytes(32).toString('hex');
const localNetworkPort = String(await freePort());
const env = {
  DATA_DIR: dataDir,
  PORT: String(await freePort()),
  LOCAL_NETWORK_PORT: localNetworkPort,
  PUBLIC_URL: ORIGIN,
  ENCRYPTION_MASTER_KEY: masterKey,
  OPERATOR_TOKEN: operatorToken,
  LOG_LEVEL: 'error',
};
const server = await startServer(env);
process.on('exit', () => server.child.kill());
const post = poster(server.url);
const ask: LiveApp['ask'] = async (...args) => dataOf((await post(...args)).body);

const until = async <T>(what: string, read: () => Promise<T | null | false | undefined>): Promise<T> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await read();
    if (found) return found;
    await wait(100);
  }
  throw new Error(`Not so after a minute: ${what}.\n${server.output()}`);
};

const grace: Registered = await register(ask, 'Grace');
await saveCodes(ask, grace);
const mine = (query: string, variables: object = {}) => ask(grace.token, query, variables as Record<string, unknown>);

const open = async (token: string, name: string) => {
  const create = 'mutation ($name: String!) { createAccount(input: { name: $name }) { id address } }';
  const { createAccount } = await ask(token, create, { name });
  await until('test money', async () => {
    const read = 'query ($id: ID!) { account(id: $id) { balances { amount } } }';
    const { balances } = (await ask(token, read, { id: createAccount.id })).account;
    return balances.filter(({ amount }: { amount: string }) => Number(amount) > 0).length >= 3;
  });
  return createAccount as { id: string; address: string };
};
const main = await open(grace.token, 'Main');
const savings = await open(grace.token, 'Savings');

const CONTACT = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id address } }';
await mine(CONTACT, { input: { name: 'Exchange', address: EXCHANGE, memo: '7', memoType: 'ID' } });

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
const statusOf = async (id: string) =>
  (await mine('query ($id: ID!) { transaction(id: $id) { status } }', { id })).transaction.status as string;
const reaches = (id: string, status: string) =>
  until(`${id} is ${status}`, async () => (await statusOf(id)) === status);
const pay = async (input: object, token = grace.token): Promise<{ id: string; status: string }> =>
  (await ask(token, PAY, { input: { accountId: main.id, ...input } })).proposePayment;
const approve = async (id: string) => {
  const input = await approvalOf(ask, grace, id);
  await mine('mutation ($input: ApproveTransactionInput!) { approveTransaction(input: $input) { id } }', { input });
};
const reject = (id: string) =>
  mine('mutation ($input: RejectTransactionInput!) { rejectTransaction(input: $input) { id } }', {
    input: { id, reason: 'Not today' },
  });

// Her own policy: stricter at once, milder in another rule with her passkey, and one of an account.
const UPDATE = 'mutation ($input: UpdatePolicyInput!) { updatePolicy(input: $input) { version } }';
await mine(UPDATE, { input: { askAboveUsd: '800', denyList: [STRANGER] } });
const milder = { newDestinationAskAboveUsd: '15' };
const START_CHANGE = 'mutation ($input: PolicyChangeInput!) { startPolicyChange(input: $input) { id options } }';
const { startPolicyChange: change } = await mine(START_CHANGE, { input: milder });
const assertion = grace.authenticator.assert(change.options, ORIGIN);
await mine(UPDATE, { input: { ...milder, consent: { challengeId: change.id, assertion } } });
await mine(UPDATE, { input: { accountId: savings.id, callsPerHour: 5 } });

// A program, with limits of its own.
const keyInput = {
  name: 'Billing',
  scopes: ['READ', 'PROPOSE'],
  caps: [{ asset: 'XLM', perTransaction: '10', perDay: '20' }],
};
const CREATE_KEY = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }';
const consent = await confirm(ask, grace, 'createApiKey', keyInput);
const apiKey = (await mine(CREATE_KEY, { input: { ...keyInput, consent } })).createApiKey.secret as string;

// Payments of each kind of end.
const coffee = { destination: 'Coffee Corner', asset: 'XLM', amount: '5' };
await reaches((await pay(coffee)).id, 'CONFIRMED');
await reaches((await pay({ ...coffee, amount: '3' }, apiKey)).id, 'CONFIRMED');
const asked = await pay({ destination: 'Acme Supplies', asset: 'USDC', amount: '900' });
await approve(asked.id);
await reaches(asked.id, 'CONFIRMED');
await reject((await pay({ destination: 'Acme Supplies', asset: 'USDC', amount: '901' })).id);
await pay({ destination: STRANGER, asset: 'XLM', amount: '2' });

// A conversation: what the agent may do alone, and what waits for her.
const say = async (threadId: string, text: string): Promise<string> => {
  const send = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
  return (await mine(send, { input: { threadId, text } })).sendMessage.id;
};
const runIs = (id: string, status: string) =>
  until(`${id} is ${status}`, async () => {
    const { run } = await mine('query ($id: ID!) { run(id: $id) { status } }', { id });
    return run.status === status;
  });
const thread = (await mine('mutation { createThread { id } }')).createThread.id as string;
await runIs(await say(thread, 'send 2 XLM to Coffee Corner'), 'COMPLETED');

// Enough acts for a checkpoint, within the limits of a minute.
const CHECKPOINT_AT = 256;
const entries = async () => (await mine('{ auditLog(first: 1) { totalCount } }')).auditLog.totalCount as number;
for (let round = 0; (await entries()) < CHECKPOINT_AT; round += 1) {
  const name = `Passing ${round}`;
  const act = () => mine(CONTACT, { input: { name, address: SHOP } });
  const made = await act().catch(async () => {
    await wait(61_000);
    return act();
  });
  await mine('mutation ($id: ID!) { deleteContact(id: $id) }', { id: made.createContact.id });
}

// What is stopped: an account of hers, and all of a demo user.
await mine('mutation ($id: ID!) { freezeAccount(id: $id, reason: "On holiday") { id } }', { id: savings.id });
const DEMO = 'mutation { signInToLocalDemo(name: "Ada") { token } }';
const ada = (await ask(null, DEMO)).signInToLocalDemo.token as string;
const hers = await open(ada, 'Main');
const demoPaid = await pay({ ...coffee, accountId: hers.id }, ada);
await until('the demo paid', async () => {
  const { transaction } = await ask(ada, 'query ($id: ID!) { transaction(id: $id) { status } }', { id: demoPaid.id });
  return transaction.status === 'CONFIRMED';
});
await ask(ada, 'mutation { freeze(reason: "Lost") { id } }');

const openRun = await say(thread, 'pay Acme Supplies 1,200 USDC for invoice INV-2291');
await runIs(openRun, 'WAITING_FOR_APPROVAL');
const { approvals } = await mine('{ approvals { nodes { transaction { id } } } }');
const seen = await seenBy(ask, grace.token, savings.id);
await server.end('SIGTERM');

rmSync(BEFORE, { recursive: true, force: true });
packFolder(dataDir);
const read = (options?: { holdsKeys: boolean }) => readConfig(env, options);
const code = await backupCommand(['--out', BACKUP], { read, entities, print: (text) => process.stdout.write(text) });
const secrets: TestSecrets = {
  note: 'Made for tests alone: these keys open nothing but the folder beside them.',
  madeAt: new Date().toISOString(),
  masterKey,
  operatorToken,
  localNetworkPort,
  apiKey,
  savings: savings.id,
  openRun,
  passkeys: grace.authenticator.keep(),
  recoveryCodes: grace.recoveryCodes,
  openTransaction: approvals.nodes[0].transaction.id,
};
writeSecrets(secrets);
writeJson('seen.json.gz', seen);
rmSync(dataDir, { recursive: true, force: true });
process.exit(code);
