import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { dataOf, type LiveApp, poster } from '../../../test/support/app/live-app.js';
import { CREATE_ACCOUNT, eventually, provided, TRANSACTION } from '../../../test/support/app/story.js';
import { testConfig } from '../../../test/support/app/test-app.js';
import {
  type ChildServer,
  freePort,
  killAll,
  startServer,
  startVault,
} from '../../../test/support/children/child-server.js';
import { type Registered, register, signIn } from '../../../test/support/people/registered.js';
import { createRestore } from '../../app/restore.js';
import { givenMasterKey, Secrets } from '../../kernel/config.js';
import { KnownToken } from '../../kernel/known-token.js';
import { type FakeGuestAgent, startFakeGuestAgent } from '../../tee/attestation/testing/fake-guest-agent.js';
import { APP_COMPOSE, type MachineParts, SyntheticMachine } from '../../tee/attestation/testing/synthetic-machine.js';
import { SyntheticPlatform } from '../../tee/quote-verifier/testing/synthetic-platform.js';
import { createFrontServer } from '../../transports/front/front-server.js';

// Servers, vaults and their guest agent are processes of their own here, as in the deployment.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const folder = mkdtempSync(join(tmpdir(), 'tuxedo-drill-'));
const platform = new SyntheticPlatform();
const agents: FakeGuestAgent[] = [];
const fronts: Server[] = [];
afterAll(async () => {
  await killAll();
  for (const front of fronts) front.close().closeAllConnections();
  for (const agent of agents) await agent.close();
  rmSync(folder, { recursive: true, force: true });
});

const token = randomBytes(32).toString('hex');
const newKey = () => randomBytes(32).toString('base64');
const fresh = () => join(folder, randomBytes(5).toString('hex'));

/** The socket of a guest agent on a machine of its own; the same application gets the same key. */
const enclave = async (parts: Partial<MachineParts> = {}): Promise<string> => {
  const socket = `${fresh()}.sock`;
  agents.push(await startFakeGuestAgent(socket, new SyntheticMachine(platform, parts)));
  return socket;
};

type Machine = { vault: ChildServer; socket: string; horizonPort: string };
/** The container of the vault: the enclave, the master key if there is one, and no database. */
const startMachine = async (dstackSocket: string, masterKey: string | null): Promise<Machine> => {
  const [socket, horizonPort] = [`${fresh()}.sock`, String(await freePort())];
  const env = { TEE_MODE: 'required', DSTACK_SOCKET: dstackSocket, VAULT_SOCKET: socket, DATA_DIR: fresh() };
  const given = { ...env, ...(masterKey !== null && { ENCRYPTION_MASTER_KEY: masterKey }) };
  return { vault: await startVault(given, '--local-horizon', `http://127.0.0.1:${horizonPort}`), socket, horizonPort };
};
/** The container of the server: the database, and no key. */
const environment = async ({ socket, horizonPort }: Machine, dataDir: string, more: Record<string, string> = {}) => ({
  TEE_MODE: 'required',
  DSTACK_SOCKET: '/nowhere/dstack.sock',
  VAULT_SOCKET: socket,
  DATA_DIR: dataDir,
  PORT: String(await freePort()),
  LOCAL_NETWORK_PORT: horizonPort,
  PUBLIC_URL: 'http://localhost:4000',
  OPERATOR_TOKEN: token,
  ...more,
});
const RESTORE = { START_AS: 'restore' };

const log = pino({ level: 'silent' });
const secretsOf = (shown: string | null) =>
  new Secrets({ masterKey: givenMasterKey(randomBytes(32)), operatorToken: shown ? new KnownToken(shown) : null });
/** A server that restores, in this process, before a vault in one of its own. */
const restoringHere = async (parts: [string, string | null], dataDir: string) => {
  const { vault, socket } = await startMachine(...parts);
  const database = { kind: 'sqlite' as const, path: join(dataDir, 'tuxedo.sqlite') };
  const config = testConfig({ teeMode: 'required', dataDir, database });
  const server = await createRestore(config, secretsOf(token), { log, vaultSocket: socket });
  const { port } = await server.listen();
  const close = async (): Promise<void> => {
    await server.close();
    await vault.end('SIGTERM');
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
};

/** The container with the open port. */
const startFront = async ({ url }: ChildServer): Promise<string> => {
  const clientDir = fresh();
  mkdirSync(clientDir);
  writeFileSync(join(clientDir, 'index.html'), '<!doctype html>');
  const front = createFrontServer({ clientDir, backend: new URL(url), publicUrl: 'http://localhost:4000' });
  fronts.push(front.listen(0, '127.0.0.1'));
  await once(front, 'listening');
  return `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
};
const askOf = (url: string): LiveApp['ask'] => {
  const post = poster(url);
  return async (...args) => dataOf((await post(...args)).body);
};

const bearer = (shown: string | null) => (shown === null ? {} : { authorization: `Bearer ${shown}` });
const backup = async (url: string): Promise<Buffer> => {
  const answer = await fetch(`${url}/operator/backup`, { headers: bearer(token) });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};
const restore = async (url: string, copy: Buffer, query = '', shown: string | null = token) => {
  const body = new Uint8Array(copy);
  const answer = await fetch(`${url}/operator/restore${query}`, { method: 'PUT', headers: bearer(shown), body });
  return { status: answer.status, message: ((await answer.json()) as { message: string }).message };
};

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id } }';
const pays = async (ask: LiveApp['ask'], { token: session }: Pick<Registered, 'token'>, accountId: string) => {
  const input = { accountId, destination: 'Coffee Corner', asset: 'XLM', amount: '5' };
  const { proposePayment } = await ask(session, PAY, { input });
  await eventually(async () => {
    const { transaction } = await ask(session, TRANSACTION, { id: proposePayment.id });
    expect(transaction.status).toBe('CONFIRMED');
  }, 30_000);
};

describe.each(['ENCLAVE', 'BOTH'] as const)('the drill in mode %s', (mode) => {
  const masterKey = mode === 'BOTH' ? newKey() : null;
  const [first, second] = [fresh(), fresh()];
  const database = join(second, 'tuxedo.sqlite');
  const copies: Buffer[] = [];
  let grace: Registered;
  let accountId: string;
  let dstack: string;

  /** Nothing of the copy is on the disk of the second machine. */
  const expectNothing = () => {
    expect(existsSync(database)).toBe(false);
    expect(existsSync(second) ? readdirSync(second) : []).toEqual([]);
  };
  const ended = async (...children: ChildServer[]) => {
    for (const child of children) expect(await child.end('SIGTERM')).toMatchObject({ code: 0 });
  };

  it('a machine at work hands out its copies', async () => {
    dstack = await enclave();
    const machine = await startMachine(dstack, masterKey);
    const server = await startServer(await environment(machine, first));
    const front = await startFront(server);
    const ask = askOf(front);
    grace = await register(ask, 'Grace');
    accountId = (await ask(grace.token, CREATE_ACCOUNT, { name: 'Main' })).createAccount.id;
    copies.push(await backup(front));
    await provided(ask, grace.token, accountId);
    await pays(ask, grace, accountId);
    copies.push(await backup(front));
    for (const shown of [null, randomBytes(32).toString('hex')])
      expect((await fetch(`${front}/operator/backup`, { headers: bearer(shown) })).status).toBe(404);
    expect(server.output()).not.toContain(token);
    await ended(server, machine.vault);
  });

  const others: [string, () => Promise<[string, string | null]>, RegExp][] = [
    [
      'another application',
      async () => [await enclave({ appId: 'c0'.repeat(20) }), masterKey],
      /made in the enclave application a0a0.* this is the application c0c0/,
    ],
    mode === 'BOTH'
      ? ['another ENCRYPTION_MASTER_KEY', async () => [dstack, newKey()], /is another one/]
      : ['ENCRYPTION_MASTER_KEY beside', async () => [dstack, newKey()], /Take ENCRYPTION_MASTER_KEY away/],
    ...(mode === 'BOTH'
      ? ([['no ENCRYPTION_MASTER_KEY', async () => [dstack, null], /needs ENCRYPTION_MASTER_KEY/]] as typeof others)
      : []),
  ];
  it.each(others)('a machine with %s refuses them, and writes nothing', async (_what, parts, why) => {
    await using machine = await restoringHere(await parts(), second);
    expect(await restore(machine.url, copies[1]!)).toMatchObject({ status: 422, message: expect.stringMatching(why) });
    expectNothing();
  });

  it('a machine of another release says so, and would take them', async () => {
    const parts = { appCompose: APP_COMPOSE.replace('00', '01') };
    await using machine = await restoringHere([await enclave(parts), masterKey], second);
    const { status, message } = await restore(machine.url, copies[1]!, '?check');
    expect([status, message]).toEqual([200, expect.stringMatching(/Another program made it: .* hash [0-9a-f]{64}/)]);
    expectNothing();
  });

  it('a machine of the same application refuses what is wrong, takes the newest, and goes on with it', async () => {
    const machine = await startMachine(dstack, masterKey);
    const restoring = await startServer(await environment(machine, second, RESTORE));
    const front = await startFront(restoring);
    const flipped = Buffer.from(copies[1]!);
    flipped[flipped.length >> 1]! ^= 1;
    for (const [copy, query, shown, status, why] of [
      [copies[1]!, '', null, 404, /nothing at this address/],
      [copies[1]!, '', randomBytes(32).toString('hex'), 404, /nothing at this address/],
      [flipped, '', token, 422, /damaged or cut off/],
      [copies[1]!.subarray(0, -40), '', token, 422, /damaged or cut off/],
      [copies[0]!, '?newest=2', token, 422, /backup 2 is known/],
    ] as const) {
      expect(await restore(front, copy, query, shown)).toMatchObject({ status, message: expect.stringMatching(why) });
      expectNothing();
    }
    expect((await fetch(`${front}/health`)).status).toBe(503);
    const { status, message } = await restore(front, copies[1]!, '?newest=2');
    expect([status, message]).toEqual([
      200,
      expect.stringMatching(/^Backup 2 .*every key opens .*\(1 of them\).*start the server normally/s),
    ]);
    expect(await restore(front, copies[1]!)).toMatchObject({
      status: 422,
      message: expect.stringMatching(/not empty/),
    });
    await ended(restoring);

    // The ledger is the world's, and has seen all that was paid.
    cpSync(join(first, 'local-network'), join(second, 'local-network'), { recursive: true });
    const server = await startServer(await environment(machine, second));
    const ask = askOf(server.url);
    await pays(ask, { token: await signIn(ask, grace.authenticator) }, accountId);
    expect((await ask(grace.token, '{ verifyAuditLog { valid } }')).verifyAuditLog.valid).toBe(true);
    expect((await restore(server.url, copies[1]!)).status).toBe(409);
    await ended(server, machine.vault);
  });
});

it('does not start to restore for an operator who could not show a token, or at a vault without the enclave', async () => {
  const socket = `${fresh()}.sock`;
  const env = { VAULT_SOCKET: socket, DATA_DIR: fresh(), ENCRYPTION_MASTER_KEY: newKey() };
  const vault = await startVault(env, '--local-horizon', 'http://127.0.0.1:1');
  const start = (secrets: Secrets) =>
    createRestore(testConfig({ teeMode: 'required' }), secrets, { log, vaultSocket: socket });
  await expect(start(secretsOf(null))).rejects.toThrow(/START_AS=restore needs OPERATOR_TOKEN/);
  await expect(start(secretsOf(token))).rejects.toThrow(/the vault has none/);
  expect(await vault.end('SIGTERM')).toMatchObject({ code: 0 });
});

it('waits for a copy on one machine too, with a vault that it starts itself', async () => {
  const env = {
    DATA_DIR: fresh(),
    PORT: String(await freePort()),
    ENCRYPTION_MASTER_KEY: newKey(),
    OPERATOR_TOKEN: token,
  };
  const server = await startServer({ ...env, ...RESTORE });
  expect(server.output()).toMatch(/waits for a copy and does nothing else/);
  expect(await restore(server.url, Buffer.from('hello'))).toMatchObject({ status: 422 });
  expect(await server.end('SIGTERM')).toMatchObject({ code: 0 });
  // The vault's own folder is all that there is.
  expect(readdirSync(env.DATA_DIR)).toEqual(['vault-memory']);
});
