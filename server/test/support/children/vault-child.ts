import 'reflect-metadata';
import { givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { networkDefinition } from '../../../src/kernel/networks.js';
import { HorizonGateway } from '../../../src/stellar/horizon/horizon-gateway.js';
import { StellarNetworks } from '../../../src/stellar/networks/stellar-networks.js';
import { createLogger } from '../../../src/transports/http/logger.js';
import { methodsOf } from '../../../src/vault/channel/remote-vault.js';
import { VaultServer } from '../../../src/vault/channel/vault-server.js';
import { makeVault } from '../../../src/vault/room/make-vault.js';
import type { LastingMemory } from '../../../src/vault/room/memory/lasting-memory.js';
import { MemoryFolder } from '../../../src/vault/room/memory/memory-folder.js';
import { testConfig } from '../app/test-app.js';

/** The program of a child process: the vault as main-vault.ts starts it, which can be told where to die. */
export type VaultStart = { socket: string; folder: string; masterKey: Uint8Array; horizonUrl: string };
export type Death = 'BEFORE_WRITING' | 'BEFORE_ANSWERING' | 'NEVER';

let death: Death = 'NEVER';
const dieAt = (here: Death): void => {
  if (death === here) process.kill(process.pid, 'SIGKILL');
};

const deadly = (memory: MemoryFolder): LastingMemory => ({
  read: (userId) => memory.read(userId),
  write: async (sealed) => {
    dieAt('BEFORE_WRITING');
    await memory.write(sealed);
    dieAt('BEFORE_ANSWERING');
  },
  ended: () => memory.ended(),
  end: (records) => memory.end(records),
});

const start = async ({ socket, folder, masterKey, horizonUrl }: VaultStart): Promise<void> => {
  const log = createLogger('error');
  const networks = new StellarNetworks([new HorizonGateway(networkDefinition('LOCAL', horizonUrl))]);
  const secrets = new Secrets({ masterKey: givenMasterKey(masterKey) });
  const memory = deadly(await MemoryFolder.open(folder, log));
  const room = makeVault({ config: testConfig(), secrets, enclave: null, networks, log, memory });
  await VaultServer.listen(socket, methodsOf(room), log);
  process.on('message', (told: Death) => {
    death = told;
    process.send?.('told');
  });
  process.send?.('up');
};

process.once('message', (message: VaultStart) => void start(message));
process.on('disconnect', () => process.exit(0));
