import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, dataOf, follow, type LiveApp, poster } from '../support/app/live-app.js';
import { APPROVE, AUDIT, eventually, INVOICE, PENDING, STEPS, say, type Visitor, visit } from '../support/app/story.js';
import { testDatabase } from '../support/app/test-database.js';
import {
  type ChildServer,
  freePort,
  killAll,
  occupy,
  spawnServer,
  startServer,
} from '../support/children/child-server.js';

// Every test here starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const onPostgres = process.env.TEST_DATABASE_URL !== undefined;

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-restart-'));
  folders.push(folder);
  return folder;
};
afterAll(async () => {
  await killAll();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const environment = async (change: Record<string, string> = {}): Promise<Record<string, string>> => ({
  DATA_DIR: newFolder(),
  PORT: String(await freePort()),
  LOCAL_NETWORK_PORT: String(await freePort()),
  ...change,
});

const RUN = 'query ($id: ID!) { run(id: $id) { status steps { kind text } } }';
const MONEY = '{ accounts { nodes { balances { asset amount } } } }';

describe('what was begun goes on in the next process', () => {
  let env: Record<string, string>;
  let server: ChildServer;
  let ask: LiveApp['ask'];
  let ada: Visitor;
  let runId: string;

  beforeAll(async () => {
    const database = await testDatabase();
    env = await environment(database.kind === 'postgresql' ? { DATABASE_URL: database.url } : {});
    server = await startServer(env);
    const post = poster(server.url);
    ask = async (token, query, variables) => dataOf((await post(token, query, variables)).body);
    ada = await visit(ask);
    runId = await say(ask, ada.token, INVOICE);
    await reaches(runId, 'WAITING_FOR_APPROVAL');
  });

  const reaches = (id: string, status: string) =>
    eventually(async () => {
      const { run } = await ask(ada.token, RUN, { id });
      expect(run.status).toBe(status);
      return run as { steps: { kind: string; text: string }[] };
    }, 30_000);
  const answerOf = ({ steps }: { steps: { kind: string; text: string }[] }) =>
    steps.find(({ kind }) => kind === 'ANSWER')?.text;
  const seen = async () => ({
    ...(await ask(ada.token, MONEY)),
    ...(await ask(ada.token, AUDIT)),
    ...(await ask(ada.token, '{ approvals { nodes { id status consent { digest } transaction { id status } } } }')),
  });
  const xlm = async () => {
    const { balances } = (await ask(ada.token, MONEY)).accounts.nodes[0];
    return Number(balances.find(({ asset }: { asset: string }) => asset === 'XLM').amount);
  };

  it('after SIGINT, which ends it within 5 seconds with a socket open', async () => {
    const before = await seen();
    expect(before.approvals.nodes).toHaveLength(1);
    const inbox = follow(connect(server.url, ada.token), PENDING);
    await eventually(() => expect(inbox.events).toHaveLength(1));
    const { code, ms } = await server.end('SIGINT');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
    await inbox.done;
    expect(inbox.closed?.code).toBe(1001);
    server = await startServer(env);
    expect(await seen()).toEqual(before);
    await reaches(runId, 'WAITING_FOR_APPROVAL');
  });

  it('after kill -9, half a second later: the approval is given, the run comes to its answer', async () => {
    const before = await seen();
    expect((await server.end('SIGKILL')).signal).toBe('SIGKILL');
    await wait(500);
    server = await startServer(env);
    expect(await seen()).toEqual(before);
    const [{ consent, transaction }] = before.approvals.nodes;
    await ask(ada.token, APPROVE, { input: { id: transaction.id, consentDigest: consent.digest } });
    expect(answerOf(await reaches(runId, 'COMPLETED'))).toContain('confirmed on the network');
    const after = await seen();
    expect(after.verifyAuditLog).toMatchObject({ valid: true, entries: after.auditLog.totalCount });
    expect(after.auditLog.totalCount).toBeGreaterThan(before.auditLog.totalCount);
  });

  it.each([0, 60, 200])('killed %i ms after a payment was asked for, it is paid once', async (ms) => {
    const before = await xlm();
    const id = await say(ask, ada.token, 'send 25 XLM to Coffee Corner');
    await wait(ms);
    await server.end('SIGKILL');
    server = await startServer(env);
    expect(answerOf(await reaches(id, 'COMPLETED'))).toContain('confirmed on the network');
    await wait(1_500);
    const spent = before - (await xlm());
    expect(spent).toBeGreaterThan(25);
    expect(spent).toBeLessThan(25.1);
    const steps = follow(connect(server.url, ada.token), STEPS, { runId: id, after: 0 });
    await steps.done;
    expect(steps.events.map(({ seq }) => seq)).toEqual(steps.events.map((_, index) => index + 1));
    expect((await ask(ada.token, AUDIT)).verifyAuditLog.valid).toBe(true);
  });

  it('with its key in a file that is for its user alone', () => {
    expect(statSync(join(env.DATA_DIR!, 'master.key')).mode & 0o777).toBe(0o600);
  });

  it('but not with another master key, or none: it says so, and changes nothing', async () => {
    await server.end('SIGINT');
    const path = join(env.DATA_DIR!, 'master.key');
    const [key, other] = [readFileSync(path, 'utf8'), `${randomBytes(32).toString('base64')}\n`];
    const refuses = async (change: Record<string, string> = {}) => {
      const refused = spawnServer({ ...env, ...change });
      expect((await refused.ended).code).toBe(1);
      expect(refused.output()).toContain('The master key does not open this database');
      for (const secret of [key, other]) expect(refused.output()).not.toContain(secret.trim());
      expect(refused.output()).not.toContain('    at ');
    };
    writeFileSync(path, other);
    await refuses();
    rmSync(path);
    await refuses();
    expect(existsSync(path)).toBe(false);
    await refuses({ ENCRYPTION_MASTER_KEY: other.trim() });
    writeFileSync(path, key, { mode: 0o600 });
    server = await startServer(env);
    expect((await ask(ada.token, AUDIT)).verifyAuditLog.valid).toBe(true);
  });

  it('and printed no secret all the while', () => {
    const key = readFileSync(join(env.DATA_DIR!, 'master.key'), 'utf8').trim();
    for (const secret of [key, Buffer.from(key, 'base64').toString('hex'), ada.token])
      expect(server.output()).not.toContain(secret);
    expect(server.output()).not.toMatch(/\bS[A-Z2-7]{55}\b/);
  });
});

// What is refused before a database is opened need not be asked once more for each of them.
describe.skipIf(onPostgres)('a start that cannot succeed says what to do', () => {
  const refuses = async (change: Record<string, string>, sentence: string): Promise<string> => {
    const env = await environment(change);
    const server = spawnServer(env);
    expect((await server.ended).code).toBe(1);
    expect(server.output()).toContain('Tuxedo did not start.');
    expect(server.output()).toContain(sentence);
    expect(server.output(), 'a sentence, no stack').not.toContain('    at ');
    return env.DATA_DIR!;
  };

  it.each(['PORT', 'LOCAL_NETWORK_PORT'])('when %s is taken', async (name) => {
    const port = await freePort();
    const free = await occupy(port);
    await refuses({ [name]: String(port) }, `Port ${port} is taken.`);
    await free();
  });

  it('on MAINNET without a key of its own; it makes none', async () => {
    const folder = await refuses({ STELLAR_NETWORKS: 'MAINNET' }, 'MAINNET needs ENCRYPTION_MASTER_KEY');
    expect(existsSync(join(folder, 'master.key'))).toBe(false);
  });

  it('with values that are wrong, which are not repeated', async () => {
    const env = await environment({
      ENCRYPTION_MASTER_KEY: 'hunter2hunter2',
      PORT: 'hunter2',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
    });
    const server = spawnServer(env);
    expect((await server.ended).code).toBe(1);
    for (const name of ['PORT', 'DATABASE_URL']) expect(server.output()).toContain(name);
    expect(server.output()).not.toContain('hunter2');
    await refuses({ ENCRYPTION_MASTER_KEY: 'aHVudGVyMg==' }, 'ENCRYPTION_MASTER_KEY must be 32 bytes in base64');
  });

  it('with a database that does not answer, whose password is not repeated', async () => {
    const database = `postgresql://tuxedo:hunter2@127.0.0.1:${await freePort()}/tuxedo`;
    const env = await environment({ DATABASE_URL: database });
    const server = spawnServer(env);
    expect((await server.ended).code).toBe(1);
    expect(server.output()).not.toContain('hunter2');
    expect(server.output()).toContain('The database does not answer (ECONNREFUSED).');
  });
});

describe.skipIf(onPostgres)('a server for TESTNET alone', () => {
  it('starts no local network, and has no demo', async () => {
    const env = await environment({ STELLAR_NETWORKS: 'TESTNET' });
    const server = await startServer(env);
    await expect(fetch(`http://127.0.0.1:${env.LOCAL_NETWORK_PORT}/`)).rejects.toThrow();
    expect(existsSync(join(env.DATA_DIR!, 'local-network'))).toBe(false);
    const post = poster(server.url);
    const { body } = await post(null, 'mutation { signInToLocalDemo(name: "Ada") { token } }');
    expect(body.errors?.[0]?.message).toContain('signInToLocalDemo');
    expect((await post(null, '{ server { demoSignIn networks { network } } }')).body.data).toEqual({
      server: { demoSignIn: false, networks: [{ network: 'TESTNET' }] },
    });
    const { code } = await server.end('SIGTERM');
    expect(code).toBe(0);
  });
});
