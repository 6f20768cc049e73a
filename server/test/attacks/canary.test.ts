import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { givenMasterKey, Secrets } from '../../src/kernel/config.js';
import { KnownToken } from '../../src/kernel/known-token.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { rawSql } from '../../src/platform/db/raw-sql.js';
import { createLogger } from '../../src/transports/http/logger.js';
import { createKey, payWith } from '../support/app/key-case.js';
import { createLiveApp, follow, type LiveApp } from '../support/app/live-app.js';
import {
  APPROVE,
  CREATE_ACCOUNT,
  eventually,
  followRun,
  PENDING,
  say,
  TRANSACTION,
  visit,
} from '../support/app/story.js';
import { dumpTables } from '../support/app/table-dump.js';
import { testDatabase } from '../support/app/test-database.js';
import { answers, choice, DONE, startModelServer, streams } from '../support/fakes/model-server.js';
import { openedKeyring, seedOf } from '../support/fakes/opened-keyring.js';
import { bytesCanary, type Canary, findCanaries, textCanary } from '../support/people/canaries.js';
import {
  approvalOf,
  confirm,
  ORIGIN,
  type Registered,
  register,
  saveCodes,
  signIn,
  startSignIn,
} from '../support/people/registered.js';

const masterKey = new Uint8Array(randomBytes(32));
const API_KEY = `sk-${randomBytes(24).toString('hex')}`;
const OPERATOR = randomBytes(32).toString('hex');
const DATABASE_PASSWORD = `p${randomBytes(16).toString('hex')}`;

const READ_TOOLS = ['accounts', 'viewer', 'transactions', 'spending', 'policy', 'networkStatus'];
const call = (index: number, name: string, args: unknown) =>
  choice({ tool_calls: [{ index, id: `call_${name}`, function: { name, arguments: JSON.stringify(args) } }] });
const says = (text: string) => streams(choice({ content: text }), choice({}, 'stop'), DONE);

/** Every place that a secret could get into. */
const logs: string[] = [];
const console_: string[] = [];
const told: string[] = [];
const canaries: Canary[] = [];
let app: LiveApp;
let tables: Record<string, string[]> = {};
const model = await startModelServer([
  streams(...READ_TOOLS.map((name, index) => call(index, name, {})), choice({}, 'tool_calls'), DONE),
  (response) => streams(call(0, 'proposePayment', { input: payment('25') }), choice({}, 'tool_calls'), DONE)(response),
  (response) => streams(call(0, 'proposePayment', { input: payment('150') }), choice({}, 'tool_calls'), DONE)(response),
  says('Both are paid.'),
  answers(401, { error: { message: `Incorrect API key provided: ${API_KEY}` } }, { 'x-echo': API_KEY }),
  says('Hello.'),
]);
let accountId = '';
const payment = (amount: string) => ({ accountId, destination: 'Coffee Corner', amount, asset: 'XLM' });

const keep =
  (into: string[]) =>
  (...parts: unknown[]): void =>
    void into.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));

beforeAll(async () => {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    vi.spyOn(console, method).mockImplementation(keep(console_));
  app = await createLiveApp({
    config: {
      database: await databaseWithPassword(),
      model: { kind: 'openai', baseUrl: model.baseUrl, model: 'test-model' },
    },
    secrets: new Secrets({
      masterKey: givenMasterKey(masterKey),
      openaiApiKey: API_KEY,
      operatorToken: new KnownToken(OPERATOR),
    }),
    overrides: { log: createLogger('trace', { write: (line) => void logs.push(line) }) },
  });
  const stdout = vi.spyOn(process.stdout, 'write');
  const stderr = vi.spyOn(process.stderr, 'write');
  try {
    await story();
    await errors();
    await breakdowns();
  } finally {
    console_.push(...[...stdout.mock.calls, ...stderr.mock.calls].map(([chunk]) => String(chunk)));
    vi.restoreAllMocks();
  }
  told.push(...model.requests.map(({ body }) => JSON.stringify(body)));
}, 120_000);
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await model.close();
});

const databaseWithPassword = async () => {
  const database = await testDatabase();
  if (database.kind === 'sqlite') return database;
  const url = new URL(database.url);
  url.password = DATABASE_PASSWORD;
  return { ...database, url: url.href };
};

const secret = (name: string, text: string): void => void canaries.push(textCanary(name, text));

/** Somebody registers, pays by chat, confirms with a passkey, recovers, and adds a passkey. */
const story = async (): Promise<void> => {
  const { ask } = app;
  const ada = await register(ask, 'Ada');
  accountId = (await ask(ada.token, CREATE_ACCOUNT, { name: 'Main' })).createAccount.id;
  const inbox = follow(app.socket(ada.token), PENDING);
  const updates = follow(app.socket(ada.token), 'subscription { transactionUpdates { id status xdr } }');
  const runId = await say(ask, ada.token, 'pay my coffee twice');
  const steps = followRun(app, ada.token, runId);
  await eventually(() => expect(inbox.events).toHaveLength(1), 30_000);
  const { id } = inbox.events[0].approval.transaction;
  const approval = await approvalOf(ask, ada, id);
  await ask(ada.token, APPROVE, { input: approval });
  await steps.done;
  expect(steps.events.find(({ kind }) => kind === 'ANSWER').text).toBe('Both are paid.');
  expect((await ask(ada.token, TRANSACTION, { id })).transaction.status).toBe('CONFIRMED');
  expect(updates.events.length).toBeGreaterThan(5);
  secret('the token of Ada', ada.token);
  secretAssertion('the assertion of the approval', approval.assertion);
  await security(ada);
  await program(ada);
  const bob = await visit(ask, 'Bob');
  secret('the token of Bob', bob.token);
  ada.recoveryCodes.forEach((code, index) => {
    secret(`recovery code ${index + 1}`, code);
    secret(`the secret half of recovery code ${index + 1}`, code.split('-').slice(1).join('-'));
    secret(`the secret half of recovery code ${index + 1}, joined`, code.split('-').slice(1).join(''));
  });
};

/** A program with a key reads, pays, follows and is refused. */
const program = async (ada: Registered): Promise<void> => {
  const { secret: key } = await createKey(app, ada, { scopes: ['READ', 'PROPOSE'] });
  secret('the token of a program', key);
  await payWith(app, key, accountId, { amount: '1' });
  const updates = follow(app.socket(key), 'subscription { transactionUpdates { id } }');
  const refused: [string, Record<string, unknown>][] = [
    ['mutation { signOut }', {}],
    ['query ($id: ID!) { node(id: $id) { id } }', { id: key }],
    [`{ viewer { name(token: "${key}") } }`, {}],
    ['mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: key }],
  ];
  for (const [query, variables] of refused)
    expect((await app.post(key, query, variables)).body.errors?.length, query).toBe(1);
  await fetch(`${app.url}/graphql?query={viewer{id}}&token=${key}`, { headers: { 'apollo-require-preflight': '1' } });
  await fetch(`${app.url}/${key}`, { headers: { cookie: `tuxedo_session=${key}` } });
  updates.stop();
};

const secretAssertion = (name: string, assertion: Record<string, unknown>): void => {
  const { signature } = assertion.response as { signature: string };
  canaries.push(bytesCanary(name, Buffer.from(signature, 'base64url')));
};

const security = async (ada: Registered): Promise<void> => {
  const { ask } = app;
  const answer = await startSignIn(ask, ada.authenticator);
  secretAssertion('the assertion of the sign-in', answer.response);
  const finish = 'mutation ($input: FinishSignInInput!) { finishSignIn(input: $input) { token } }';
  secret('the second token of Ada', (await ask(null, finish, { input: answer })).finishSignIn.token);
  const { startAddPasskey } = await ask(ada.token, 'mutation { startAddPasskey { id options } }');
  const input = {
    challengeId: startAddPasskey.id,
    name: 'Second',
    response: ada.authenticator.register(startAddPasskey.options, ORIGIN),
  };
  const consent = await confirm(ask, ada, 'addPasskey', input);
  secretAssertion('the assertion of a consent', consent.assertion);
  const add = 'mutation ($input: AddPasskeyInput!) { addPasskey(input: $input) { id } }';
  await ask(ada.token, add, { input: { ...input, consent } });
  secret('the token of Ada once more', ada.token);
  await recovery(ada);
};

/** Ends her sessions, so she signs in again. */
const recovery = async (ada: Registered): Promise<void> => {
  const { ask } = app;
  const code = ada.recoveryCodes[0]!;
  await saveCodes(ask, ada);
  const recover =
    'mutation ($code: String!) { signInWithRecoveryCode(input: { code: $code }) { token recoveryCodes } }';
  const { token, recoveryCodes } = (await ask(null, recover, { code })).signInWithRecoveryCode;
  secret('the token after recovery', token);
  for (const fresh of recoveryCodes) secret('a recovery code after recovery', fresh);
  ada.token = await signIn(ask, ada.authenticator);
  secret('the token of Ada after the recovery', ada.token);
};

/** Refusals of every kind, with secrets where a careless answer would repeat them. */
const errors = async (): Promise<void> => {
  const carol = await register(app.ask, 'Carol');
  secret('the token of Carol', carol.token);
  const code = carol.recoveryCodes[0]!;
  secret('a recovery code of Carol', code);
  const recover = 'mutation ($input: RecoveryCodeInput!) { signInWithRecoveryCode(input: $input) { token } }';
  const assertion = (await startSignIn(app.ask, carol.authenticator)).response;
  secretAssertion('an assertion that is refused', assertion);
  const finish = 'mutation ($input: FinishSignInInput!) { finishSignIn(input: $input) { token } }';
  const approve = { id: accountId, consentDigest: '0', assertion };
  const asked: [string | null, string, Record<string, unknown>][] = [
    [null, '{ viewer { id } }', {}],
    [`${carol.token}x`, '{ viewer { id } }', {}],
    [carol.token, 'query ($id: ID!) { node(id: $id) { id } }', { id: carol.token }],
    [carol.token, 'query ($id: ID!) { account(id: $id) { id } }', { id: accountId }],
    [carol.token, `{ viewer { name(token: "${carol.token}") } }`, {}],
    [OPERATOR, `{ viewer { name(token: "${OPERATOR}") } }`, {}],
    [OPERATOR, 'query ($id: ID!) { account(id: $id) { id } }', { id: OPERATOR }],
    [`${OPERATOR}x`, '{ viewer { id } }', {}],
    [null, `{ viewer { name(token: "${OPERATOR}") } }`, {}],
    [carol.token, `{ node(id: { secret: "${carol.token}" }) { id } }`, {}],
    [carol.token, `{ price(asset: "${carol.token}") { usd } }`, {}],
    [carol.token, `{ accounts(after: "${carol.token}") { totalCount } }`, {}],
    [carol.token, '{ ', {}],
    [null, recover, { input: { code: { wrong: code } } }],
    [null, recover, { input: { code, more: code } }],
    [null, recover, { input: { code: code.replace(/.$/, (last) => (last === '0' ? '1' : '0')) } }],
    [null, finish, { input: { challengeId: 'chl_0', response: assertion } }],
    [null, finish, { input: { challengeId: assertion, response: JSON.stringify(assertion) } }],
    [carol.token, APPROVE, { input: approve }],
    [carol.token, APPROVE, { input: { ...approve, assertion: [assertion] } }],
    [carol.token, APPROVE, { input: { ...approve, id: assertion } }],
  ];
  for (const [token, query, variables] of asked) {
    const { body } = await app.post(token, query, variables);
    expect(body.errors?.length, `${query} ${JSON.stringify(body)}`).toBeGreaterThan(0);
  }
  await fetch(`${app.url}/graphql?query={viewer{id}}&token=${carol.token}`, {
    headers: { cookie: `tuxedo_session=${carol.token}`, 'apollo-require-preflight': '1' },
  });
  await fetch(`${app.url}/${carol.token}`);
  await fetch(`${app.url}/${OPERATOR}?token=${OPERATOR}`, { headers: { cookie: `tuxedo_session=${OPERATOR}` } });
  await fetch(`${app.url}/graphql`, {
    method: 'POST',
    body: `{"broken ${carol.token}`,
    headers: { 'content-type': 'application/json' },
  });
  const refused = follow(app.socket(carol.token), `subscription { agentSteps(runId: "${carol.token}") { seq } }`);
  await refused.done;
  const failed = followRun(app, carol.token, await say(app.ask, carol.token, 'hello'));
  await failed.done;
  expect(failed.events.at(-2)?.text).toContain('refused the API key');
};

/** What nobody expects: tables that are gone, so that every layer throws what it has in hand. */
const breakdowns = async (): Promise<void> => {
  const ring = await openedKeyring(app.orm, masterKey);
  for (const row of await app.orm.em.fork().find(Account, {}))
    canaries.push(bytesCanary(`the seed of ${row.id}`, seedOf(ring, row)));
  canaries.push(bytesCanary('the master key', masterKey), bytesCanary('the wrap key', ring.active.key));
  canaries.push(bytesCanary('the key of passkey marks', ring.subkeys.passkeyMac), textCanary('the API key', API_KEY));
  secret('the password of the database', DATABASE_PASSWORD);
  secret('the operator’s token', OPERATOR);
  const dave = await register(app.ask, 'Dave');
  const answer = await startSignIn(app.ask, dave.authenticator);
  secret('the token of Dave', dave.token);
  secretAssertion('an assertion that meets a fault', answer.response);
  for (const code of dave.recoveryCodes) secret('a recovery code of Dave', code);
  const { secret: key } = await createKey(app, dave);
  secret('a token of a program that meets a fault', key);
  tables = await dumpTables(app.orm);
  const drop = (table: string) => rawSql(app.orm.em.fork(), `drop table ${table}`);
  const fails = async (token: string | null, query: string, variables: Record<string, unknown> = {}) => {
    const { body } = await app.post(token, query, variables);
    expect(JSON.stringify(body.errors)).toContain('INTERNAL');
  };
  await drop('accounts');
  await fails(dave.token, CREATE_ACCOUNT, { name: 'Main' });
  await fails(dave.token, 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id } }', {
    input: payment('1'),
  });
  await drop('recovery_codes');
  const recover = 'mutation ($code: String!) { signInWithRecoveryCode(input: { code: $code }) { token } }';
  await fails(null, recover, { code: dave.recoveryCodes[1] });
  await drop('passkeys');
  const finish = 'mutation ($input: FinishSignInInput!) { finishSignIn(input: $input) { token } }';
  await fails(null, finish, { input: answer });
  await drop('api_keys');
  await fails(key, '{ viewer { id } }');
  await drop('sessions');
  await fails(dave.token, '{ viewer { id } }');
  const socket = follow(app.socket(dave.token), PENDING);
  await socket.done;
  expect(socket.closed?.code).toBe(1011);
  await fetch(`${app.url}/health`);
};

const sinks = () => ({
  log: logs,
  console: console_,
  'HTTP answer': app.wire.http,
  'socket frame': app.wire.frames,
  'outbox row': tables.events ?? [],
  'audit row': tables.audit_entries ?? [],
  'model request': told,
});
const shownOnce = (text: string) => /"(token|recoveryCodes|secret)":/.test(text);

describe('no secret gets out', () => {
  it('and every place that is looked at has something in it', () => {
    const { console: _silent, ...others } = sinks();
    for (const [sink, texts] of Object.entries(others)) expect(texts.length, sink).toBeGreaterThan(3);
    expect(logs.join('')).toContain('unexpected error');
    expect(canaries.length).toBeGreaterThan(40);
    expect(told.join('')).toContain(accountId);
  });

  it('not in logs, answers, frames, events, audit or what the model is told', () => {
    const { 'HTTP answer': http, ...others } = sinks();
    const quiet = http.filter((text) => !shownOnce(text));
    expect(findCanaries(canaries, { ...others, 'HTTP answer': quiet })).toEqual([]);
  });

  it('but tokens and recovery codes once, to the person they were made for', () => {
    const loud = app.wire.http.filter(shownOnce);
    const hits = findCanaries(canaries, { 'HTTP answer': loud });
    const names = [...new Set(hits.map(({ canary }) => canary))];
    expect(names.filter((name) => !/token|recovery code/.test(name))).toEqual([]);
    for (const name of ['the token of Ada', 'the token of a program', 'the token after recovery', 'recovery code 1'])
      expect(
        hits.filter(({ canary }) => canary === name),
        name,
      ).toHaveLength(1);
  });

  it('nor rest in the database as they are', () => {
    const stored = Object.fromEntries(Object.entries(tables).filter(([name]) => name !== 'approvals'));
    expect(findCanaries(canaries, stored)).toEqual([]);
    const approvals = findCanaries(canaries, { approvals: tables.approvals ?? [] });
    expect(
      approvals.map(({ canary }) => canary).filter((name) => !name.startsWith('the assertion of the approval')),
    ).toEqual([]);
  });

  it('and a secret in any form would be found', () => {
    const key = randomBytes(32);
    const canary = bytesCanary('planted', key);
    for (const text of [
      key.toString('hex').toUpperCase(),
      key.toString('base64'),
      Buffer.concat([Buffer.from('x'), key, Buffer.from('y')]).toString('base64url'),
      JSON.stringify(key),
      JSON.stringify({ key: new Uint8Array(key) }),
    ])
      expect(findCanaries([canary], { log: [`it is ${text}.`] })).toHaveLength(1);
    expect(findCanaries([textCanary('word', 'hunter2 hunter2')], { log: ['hunter2%20hunter2'] })).toHaveLength(1);
    expect(findCanaries([canary], { log: [randomBytes(32).toString('hex')] })).toEqual([]);
  });
});
