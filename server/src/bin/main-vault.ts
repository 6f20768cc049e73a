import { parseArgs } from 'node:util';
import { ConfigError, forgetKeysInEnvironment, readConfig } from '../kernel/config.js';
import { networkDefinition } from '../kernel/networks.js';
import { keepFilesPrivate } from '../kernel/private-files.js';
import { HorizonGateway } from '../stellar/horizon/horizon-gateway.js';
import { StellarNetworks } from '../stellar/networks/stellar-networks.js';
import { openEnclave } from '../tee/attestation/open-enclave.js';
import { createLogger } from '../transports/http/logger.js';
import { methodsOf } from '../vault/channel/remote-vault.js';
import { VaultServer } from '../vault/channel/vault-server.js';
import { makeVault } from '../vault/room/make-vault.js';
import { MemoryFolder } from '../vault/room/memory/memory-folder.js';
import { startProblem } from './start-problem.js';

const OPTIONS = {
  socket: { type: 'string' },
  /** Where the local network of the server listens. */
  'local-horizon': { type: 'string', default: '' },
  'ends-with-stdin': { type: 'boolean', default: false },
} as const;

/**
 * The process that alone holds keys, and the enclave's socket where there is one. It opens no database and no port: it
 * answers on VAULT_SOCKET, asks the ledgers, and keeps what it remembers in VAULT_MEMORY.
 */
const start = async (): Promise<void> => {
  keepFilesPrivate();
  const { values } = parseArgs({ options: OPTIONS });
  const { config, secrets } = readConfig();
  forgetKeysInEnvironment();
  const socket = values.socket ?? config.vaultSocket;
  if (!socket) throw new ConfigError('VAULT_SOCKET must name the socket on which the vault answers.');
  const log = createLogger(config.logLevel).child({ process: 'vault' });
  const enclave = await openEnclave(config);
  const definitions = config.networks.map((network) => networkDefinition(network, values['local-horizon']));
  const networks = new StellarNetworks(definitions.map((definition) => new HorizonGateway(definition)));
  const memory = await MemoryFolder.open(config.vaultMemory, log);
  const vault = makeVault({ config, secrets, enclave, networks, log, memory });
  const server = await VaultServer.listen(socket, methodsOf(vault), log);
  stopWith(server, values['ends-with-stdin']);
};

const stopWith = (server: VaultServer, endsWithStdin: boolean): void => {
  // The memory stays locked until the very end of the process: something may still be on its way to the disk.
  const stop = (): void => void server.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  // A terminal interrupts both processes; the server needs the vault until it has come to rest, and ends it then.
  process.on('SIGINT', () => undefined);
  // However the process that started it ends, this end of the pipe is closed.
  if (endsWithStdin) process.stdin.on('end', stop).on('error', stop).resume();
};

start().catch((error) => {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exit(1);
});
