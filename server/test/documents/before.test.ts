import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { entities } from '../../src/app/entities.js';
import { readConfig } from '../../src/kernel/config.js';
import { MINUTE_MS } from '../../src/kernel/durations.js';
import { restoreCommand } from '../../src/operator/backup/cli.js';
import { verifyText } from '../../src/verify/cli.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import { dataOf, type LiveApp, poster } from '../support/app/live-app.js';
import { APPROVE, eventually, TRANSACTION } from '../support/app/story.js';
import { type ChildServer, freePort, killAll, startServer } from '../support/children/child-server.js';
import { approvalOf, ORIGIN, type Registered, signIn } from '../support/people/registered.js';
import { SoftAuthenticator } from '../support/people/soft-authenticator.js';
import { BACKUP, readJson, readSecrets, unpackFolder } from '../support/recorded/before-folder.js';
import { exportedLog, type Seen, seenBy } from '../support/recorded/before-view.js';

// Servers of two processes each, which a busy machine takes its time to start.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const onPostgres = process.env.TEST_DATABASE_URL !== undefined;
const secrets = readSecrets();
const seen = readJson<Seen>('seen.json.gz');
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-before-'));
  folders.push(folder);
  return folder;
};
afterAll(async () => {
  await killAll();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Both processes live two minutes after the folder was left, whenever this is run: a card is open for an hour, and what it asks
 * about is worth what it was.
 */
const LATER_MS = 2 * MINUTE_MS;
const environment = async (dataDir: string): Promise<Record<string, string>> => ({
  DATA_DIR: dataDir,
  PORT: String(await freePort()),
  LOCAL_NETWORK_PORT: String(await freePort()),
  PUBLIC_URL: ORIGIN,
  ENCRYPTION_MASTER_KEY: secrets.masterKey,
  OPERATOR_TOKEN: secrets.operatorToken,
  NODE_OPTIONS: `--import ${pathToFileURL(new URL('../support/recorded/clock.mjs', import.meta.url).pathname).href}`,
  TEST_CLOCK_SHIFT_MS: String(Date.parse(secrets.madeAt) + LATER_MS - Date.now()),
});
const asker = ({ url }: ChildServer): LiveApp['ask'] => {
  const post = poster(url);
  return async (...args) => dataOf((await post(...args)).body);
};
const PAY = `mutation ($input: PaymentInput!) { proposePayment(input: $input) {
  id status verdict { decision policyVersion rules { rule matched } } } }`;

/** Grace, who signs in with the passkey that she has had since before. */
const graceAt = async (ask: LiveApp['ask']): Promise<Registered> => {
  const authenticator = SoftAuthenticator.from(secrets.passkeys);
  const { recoveryCodes } = secrets;
  return { token: await signIn(ask, authenticator), userId: seen.view.viewer.id, recoveryCodes, authenticator };
};
const ends = (ask: LiveApp['ask'], token: string, id: string) =>
  eventually(async () => {
    const { transaction } = await ask(token, TRANSACTION, { id });
    expect(transaction).toMatchObject({ status: 'CONFIRMED', failure: null });
  }, 60_000);
const [mainAccount] = seen.view.accounts.nodes.filter(({ name }: { name: string }) => name === 'Main');
const payment = (change: object) => ({
  input: { accountId: mainAccount.id, destination: 'Coffee Corner', asset: 'XLM', amount: '5', ...change },
});
const matched = ({ rules }: { rules: { rule: string; matched: boolean }[] }): string[] =>
  rules.filter((one) => one.matched).map(({ rule }) => rule);

describe.skipIf(onPostgres)('a folder that the program of before has left', () => {
  let ask: LiveApp['ask'];
  let grace: Registered;
  beforeAll(async () => {
    const dataDir = newFolder();
    unpackFolder(dataDir);
    ask = asker(await startServer(await environment(dataDir)));
    grace = await graceAt(ask);
  });
  const pay = async (change: object, token = grace.token) => (await ask(token, PAY, payment(change))).proposePayment;

  it('tells its person the same of accounts, policies, payments, cards and talks', async () => {
    const now = await seenBy(ask, grace.token, secrets.savings);
    expect(now.view).toEqual(seen.view);
    expect(now.transactions).toEqual(seen.transactions);
  });

  it('has a log that holds, goes on where it stood, and has the checkpoint of before', async () => {
    const { verifyAuditLog } = await ask(
      grace.token,
      'query ($seq: Int!, $head: String!) { verifyAuditLog(knownSeq: $seq, knownHead: $head) { valid entries checkpoints checkpointKey knownHeadFound } }',
      { seq: seen.chain.entries, head: seen.chain.head },
    );
    const { checkpoints, checkpointKey } = seen.chain;
    expect(verifyAuditLog).toMatchObject({ valid: true, checkpoints, checkpointKey, knownHeadFound: true });
    expect(verifyAuditLog.entries).toBeGreaterThan(seen.chain.entries);
    const log = await exportedLog(ask, grace.token);
    expect(log.startsWith(seen.audit)).toBe(true);
    expect(await verifyText(log, { head: seen.chain.head, key: checkpointKey })).toMatchObject({ ok: true });
  });

  it('has receipts that are the same and hold, those that were given out before as well', async () => {
    expect(Object.keys(seen.receipts)).toHaveLength(8);
    for (const [id, before] of Object.entries(seen.receipts)) {
      const { receipt } = await ask(grace.token, 'query ($id: ID!) { receipt(id: $id) }', { id });
      expect(receipt).toEqual(before);
      expect(await verifyText(JSON.stringify(before), { key: seen.chain.checkpointKey })).toMatchObject({ ok: true });
    }
  });

  it('pays what its card asks about, once she has confirmed, and the agent goes on', async () => {
    const id = secrets.openTransaction;
    await ask(grace.token, APPROVE, { input: await approvalOf(ask, grace, id) });
    await ends(ask, grace.token, id);
    await eventually(async () => {
      const { run } = await ask(grace.token, 'query ($id: ID!) { run(id: $id) { status } }', { id: secrets.openRun });
      expect(run.status).toBe('COMPLETED');
    });
  });

  it('judges by the policies that were in force, and signs by them', async () => {
    const paid = await pay({});
    expect(paid.verdict).toMatchObject({ decision: 'ALLOW', policyVersion: seen.view.all.version });
    await ends(ask, grace.token, paid.id);
    const denied = await pay({ destination: seen.view.all.denyList[0], amount: '2' });
    expect([denied.status, matched(denied.verdict)]).toEqual(['DENIED', ['destination-denied']]);
    const frozen = await pay({ accountId: secrets.savings });
    expect([frozen.status, matched(frozen.verdict)]).toEqual(['DENIED', ['frozen']]);
  });

  it('lets the program in that had a key, within its limits', async () => {
    const paid = await pay({ amount: '4' }, secrets.apiKey);
    expect(paid.verdict.decision).toBe('ALLOW');
    await ends(ask, grace.token, paid.id);
    const over = await pay({ amount: '11' }, secrets.apiKey);
    expect(matched(over.verdict)).toEqual(['api-key-per-transaction-cap']);
  });
});

describe('a copy that the program of before has made', () => {
  it('is put back into an empty database, where its person signs in and pays', async () => {
    const dataDir = newFolder();
    const database = await lastingDatabase();
    const env = {
      ...(await environment(dataDir)),
      ...(database.kind === 'postgresql' && { DATABASE_URL: database.url }),
    };
    const said: string[] = [];
    const print = (text: string) => void said.push(text);
    const read = (options?: { holdsKeys: boolean }) => readConfig(env, options);
    const code = await restoreCommand([BACKUP], { read, entities, print });
    expect([code, said.join('')]).toEqual([0, expect.stringMatching(/every key opens/)]);
    // The ledgers are the network's, whoever restores what of the server.
    unpackFolder(dataDir, 'local-network');
    const ask = asker(await startServer(env));
    const grace = await graceAt(ask);
    const now = await seenBy(ask, grace.token, secrets.savings);
    expect(now.view).toEqual(seen.view);
    expect(now.transactions).toEqual(seen.transactions);
    expect(now.chain.valid).toBe(true);
    const { id } = (await ask(grace.token, PAY, payment({}))).proposePayment;
    await ends(ask, grace.token, id);
  });
});
