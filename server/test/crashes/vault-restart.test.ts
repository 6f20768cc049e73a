import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { givenMasterKey, Secrets } from '../../src/kernel/config.js';
import { networkDefinition } from '../../src/kernel/networks.js';
import { HorizonGateway } from '../../src/stellar/horizon/horizon-gateway.js';
import { StellarNetworks } from '../../src/stellar/networks/stellar-networks.js';
import { createLogger } from '../../src/transports/http/logger.js';
import { methodsOf } from '../../src/vault/channel/remote-vault.js';
import { VaultServer } from '../../src/vault/channel/vault-server.js';
import { makeVault } from '../../src/vault/room/make-vault.js';
import { passingMemory } from '../../src/vault/room/memory/lasting-memory.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import { passkeyPerson } from '../support/app/money-case.js';
import { dumpTables } from '../support/app/table-dump.js';
import { createTestApp, type TestApp, testConfig } from '../support/app/test-app.js';

// The server goes on while its vault ends and is started again, as a container of its own is.
const home = mkdtempSync(join(tmpdir(), 'tuxedo-again-'));
const socket = join(home, 'vault.sock');
const log = createLogger('silent');
const masterKey = new Uint8Array(randomBytes(32));
let network: LocalNetwork;
let vault: VaultServer;
let app: TestApp;
let url: string;

const startVault = async (key = masterKey, previous: Uint8Array | null = null): Promise<void> => {
  const networks = new StellarNetworks([new HorizonGateway(networkDefinition('LOCAL', network.url))]);
  const secrets = new Secrets({
    masterKey: givenMasterKey(key),
    previousMasterKey: previous && givenMasterKey(previous),
  });
  const room = makeVault({ config: testConfig(), secrets, enclave: null, networks, log, memory: passingMemory() });
  vault = await VaultServer.listen(socket, methodsOf(room), log);
};
const restartVault = async (...keys: Parameters<typeof startVault>): Promise<void> => {
  await vault.close();
  await startVault(...keys);
};

beforeAll(async () => {
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  await startVault();
  app = await createTestApp({
    network,
    config: { database: await lastingDatabase() },
    overrides: { vaultSocket: socket },
  });
  url = `http://127.0.0.1:${(await app.listen()).port}`;
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await vault?.close();
  await network?.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => passkeyPerson(app));

it('a vault that was started again is given its keys, also where who asks first holds the database', async () => {
  await restartVault();
  // Within its transaction a registration asks for the seal of the new passkey.
  await expect(passkeyPerson(app)).resolves.toMatchObject({ accountId: expect.any(String) });
});

it('and where more wait for it than there are connections', async () => {
  await restartVault();
  const people = await Promise.all(Array.from({ length: 14 }, () => passkeyPerson(app)));
  expect(new Set(people.map(({ accountId }) => accountId)).size).toBe(14);
});

it('while it is away the server says that it is not ready, and why', async () => {
  const health = async () => {
    const answer = await fetch(`${url}/health`);
    const { failing = [], checks } = (await answer.json()) as { failing?: string[]; checks: Record<string, string> };
    return [answer.status, failing, checks.vault];
  };
  expect(await health()).toEqual([200, [], 'ok']);
  await vault.close();
  await expect
    .poll(health, { timeout: 10_000 })
    .toEqual([503, ['vault'], 'The vault does not answer. Try again in a moment.']);
  await startVault();
  await expect.poll(health, { timeout: 10_000 }).toEqual([200, [], 'ok']);
});

it.each([
  ['another master key', null],
  ['another master key, and the one of until now beside it', masterKey],
])('one with %s is given nothing, and nothing that waits for it hangs', async (_what, previous) => {
  const before = await dumpTables(app.orm);
  await restartVault(new Uint8Array(randomBytes(32)), previous);
  await expect(app.vault.publicKeys()).rejects.toThrow(previous ? /Restart the server/ : /ENCRYPTION_MASTER_KEY/);
  await expect(passkeyPerson(app)).rejects.toThrow();
  expect((await dumpTables(app.orm)).vault_keyring).toEqual(before.vault_keyring);
  await restartVault();
  await expect(passkeyPerson(app)).resolves.toMatchObject({ accountId: expect.any(String) });
});
