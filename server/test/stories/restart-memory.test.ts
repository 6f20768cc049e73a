import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { entities } from '../../src/app/entities.js';
import { User } from '../../src/identity/records/user.entity.js';
import type { DatabaseConfig } from '../../src/kernel/config.js';
import { VaultState } from '../../src/keyring/vault-state.entity.js';
import { openDatabase } from '../../src/platform/db/database.js';
import { dataOf, type LiveApp, poster } from '../support/app/live-app.js';
import { eventually, TRANSACTION, type Visitor, visit } from '../support/app/story.js';
import { testDatabase } from '../support/app/test-database.js';
import { type ChildServer, freePort, killAll, spawnServer, startServer } from '../support/children/child-server.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// The two processes as `npm start` runs them.
const folder = mkdtempSync(join(tmpdir(), 'tuxedo-restart-'));
const memory = join(folder, 'vault-memory');
let database: DatabaseConfig;
let env: Record<string, string>;
let server: ChildServer;
let ask: LiveApp['ask'];
let ada: Visitor;
beforeAll(async () => {
  const found = await testDatabase();
  database = found.kind === 'postgresql' ? found : { kind: 'sqlite', path: join(folder, 'tuxedo.sqlite') };
  env = {
    DATA_DIR: folder,
    PORT: String(await freePort()),
    LOCAL_NETWORK_PORT: String(await freePort()),
    ...(found.kind === 'postgresql' && { DATABASE_URL: found.url }),
  };
  server = await startServer(env);
  const post = poster(server.url);
  ask = async (token, query, variables) => dataOf((await post(token, query, variables)).body);
  ada = await visit(ask);
});
afterAll(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
const pay = async (): Promise<string> => {
  const input = { accountId: ada.accountId, destination: 'Coffee Corner', asset: 'XLM', amount: '5' };
  return (await ask(ada.token, PAY, { input })).proposePayment.id;
};
const ends = (id: string) =>
  eventually(async () => {
    const { transaction } = await ask(ada.token, TRANSACTION, { id });
    expect(['CONFIRMED', 'FAILED', 'DENIED']).toContain(transaction.status);
    return transaction;
  }, 30_000);

it('the vault keeps its memory in a folder that is for its user alone', async () => {
  expect(await ends(await pay())).toMatchObject({ status: 'CONFIRMED' });
  expect(statSync(memory).mode & 0o777).toBe(0o700);
  const [file, ...more] = readdirSync(memory).filter((name) => name.endsWith('.json'));
  expect(more).toEqual([]);
  expect(statSync(join(memory, file!)).mode & 0o777).toBe(0o600);
});

it('another vault is refused this folder, and its server says what to do', async () => {
  const ports = { PORT: String(await freePort()), LOCAL_NETWORK_PORT: String(await freePort()) };
  const second = spawnServer({ DATA_DIR: join(folder, 'second'), VAULT_MEMORY: memory, ...ports });
  expect((await second.ended).code).toBe(1);
  expect(second.output()).toMatch(/Another vault works on .*VAULT_MEMORY/);
  expect(await ends(await pay())).toMatchObject({ status: 'CONFIRMED' });
});

it('after kill -9 of all, with every row of a freeze taken away, nothing is signed until the person lets it go on', async () => {
  await ask(ada.token, 'mutation { freeze { frozen } }');
  await server.end('SIGKILL');
  const orm = await openDatabase(database, entities);
  expect(await orm.em.fork().nativeUpdate(User, { id: ada.userId }, { frozenAt: null })).toBe(1);
  expect(await orm.em.fork().nativeDelete(VaultState, {})).toBe(1);
  await orm.close();
  expect(existsSync(join(memory, 'lock'))).toBe(true);
  server = await startServer(env);
  const id = await pay();
  expect(await ends(id)).toMatchObject({ failure: { code: 'FROZEN' }, hash: null });
  const start = 'mutation { startConsent(input: { action: "unfreeze", arguments: {} }) { id } }';
  const { id: challengeId } = (await ask(ada.token, start)).startConsent;
  await ask(ada.token, 'mutation ($i: ConsentInput!) { unfreeze(input: $i) { frozen } }', { i: { challengeId } });
  expect(await ends(await pay())).toMatchObject({ status: 'CONFIRMED' });
});
