import { type Config, isMasterKeyHere, type Secrets } from '../../../kernel/config.js';
import { identityOf } from '../../../tee/attestation/enclave-identity.js';
import { openEnclave } from '../../../tee/attestation/open-enclave.js';
import { remoteVault } from '../../../vault/channel/remote-vault.js';
import { VaultClient } from '../../../vault/channel/vault-client.js';
import type { BackupVault } from '../../../vault/contract/backup-vault.js';
import { backupVault } from '../../../vault/room/backups/backup-vault.js';
import { masterKeysOnce } from '../../../vault/room/keys/gather-master-keys.js';
import { BackupError } from '../file/backup-error.js';

export type ReadConfig = (options?: { holdsKeys: boolean }) => { config: Config; secrets: Secrets };
export type OpenedVault = { config: Config; vault: BackupVault; close: () => void };

/** Where the keys of backups are: in this process if the master key is here, else in the vault that runs at VAULT_SOCKET. */
export const openBackupVault = async (read: ReadConfig): Promise<OpenedVault> => {
  const { config } = read({ holdsKeys: false });
  const { vaultSocket } = config;
  if (vaultSocket !== null && !isMasterKeyHere(config)) return { config, ...remote(vaultSocket) };
  const { secrets } = read();
  const enclave = await openEnclave(config);
  if (!enclave && !secrets.masterKey.read())
    throw new BackupError(
      'The master key is missing. Set the one of this database in ENCRYPTION_MASTER_KEY or DATA_DIR/master.key, or name ' +
        'the socket of a vault that has it in VAULT_SOCKET.',
    );
  const masters = masterKeysOnce(secrets, enclave);
  return {
    config,
    vault: backupVault(masters, () => identityOf(enclave)),
    close: () =>
      void masters().then(
        ({ backups }) => backups.wipe(),
        () => undefined,
      ),
  };
};

const remote = (socket: string): Omit<OpenedVault, 'config'> => {
  // It is given no keyring: what it does for backups needs none.
  const client = new VaultClient(socket);
  return { vault: remoteVault(client), close: () => client.close() };
};
