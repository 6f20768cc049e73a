import type { BackupVault } from './backup-vault.js';
import type { Vault } from './vault.js';

/** What the process that holds the vault tells of itself. */
interface VaultProcess {
  /** Evidence of the enclave over this nonce, as JSON; null where no enclave is in use. */
  evidence(nonce: string | null): Promise<unknown>;
}

/** Every method of the vault, and what its process does besides; each takes one argument or none. */
export type VaultApi = Vault & VaultProcess & BackupVault;

const NAMED: Record<keyof VaultApi, true> = {
  openKeyring: true,
  addKeyVersion: true,
  retireKeyVersion: true,
  keyStatus: true,
  rewrap: true,
  importKey: true,
  createKey: true,
  pinPasskey: true,
  verifyAssertion: true,
  seal: true,
  sealPolicy: true,
  freeze: true,
  unfreeze: true,
  learn: true,
  checkSeals: true,
  endRecords: true,
  catchUp: true,
  quotePrices: true,
  sign: true,
  signFeeBump: true,
  publicKeys: true,
  signCheckpoint: true,
  evidence: true,
  backupFacts: true,
  backupFileKey: true,
  signBackup: true,
  isBackupSigned: true,
  proveKeys: true,
};
/** No more than these has a name on the channel. */
export const METHODS = Object.keys(NAMED) as (keyof VaultApi)[];
