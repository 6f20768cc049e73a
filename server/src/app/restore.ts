import 'reflect-metadata';
import type { Logger } from 'pino';
import { type Config, ConfigError, type Secrets } from '../kernel/config.js';
import { RestoreServer } from '../operator/backup/restore/restore-server.js';
import { remoteVault } from '../vault/channel/remote-vault.js';
import { VaultClient } from '../vault/channel/vault-client.js';
import { entities } from './entities.js';

const START_MS = 30_000;

/** What START_AS=restore builds: the way to the vault, and a server that takes a copy. The database stays closed. */
export const createRestore = async (
  config: Config,
  { operatorToken: token }: Secrets,
  { log, vaultSocket }: { log: Logger; vaultSocket: string },
) => {
  if (!token)
    throw new ConfigError(
      'START_AS=restore needs OPERATOR_TOKEN: whoever shows it may send the copy. Set it, or take START_AS away.',
    );
  const client = new VaultClient(vaultSocket);
  // It is given no keyring: what it does for copies needs none, and there is none yet.
  await client.ready(START_MS);
  const vault = remoteVault(client);
  const { identity } = await vault.backupFacts();
  if (config.teeMode === 'required' && !identity)
    throw new ConfigError(
      'TEE_MODE=required needs an enclave, and the vault has none. Start it with TEE_MODE=required.',
    );
  const server = new RestoreServer({ config, entities, vault, token, log });
  return {
    listen: () => server.listen(),
    close: async (): Promise<void> => {
      await server.close();
      client.close();
    },
  };
};
