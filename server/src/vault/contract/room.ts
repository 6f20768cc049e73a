import type { BackupVault } from './backup-vault.js';
import type { Vault } from './vault.js';

/** What the process that holds the vault tells of itself. */
export interface VaultProcess {
  /** Evidence of the enclave over this nonce, as JSON; null where no enclave is in use. */
  evidence(nonce: string | null): Promise<unknown>;
}

/** Every method of the vault, and what its process does besides; each takes one argument or none. */
export type Room = Vault & VaultProcess & BackupVault;
