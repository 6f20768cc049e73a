import type { EnclaveIdentity } from '../../tee/attestation/enclave-identity.js';
import type { Manifest } from './manifest.js';
import type { MasterKeyMode, StoredKeyring } from './stored-keyring.js';
import type { KeyBinding, SealedKey } from './vault.js';

export const BACKUP_KEY_NAMES = ['master', 'backup'] as const;
export type BackupKeyName = (typeof BACKUP_KEY_NAMES)[number];

/** What everybody may know of the keys of backups here. */
export type BackupFacts = {
  mode: MasterKeyMode;
  /** What new backups are encrypted with. */
  preferred: BackupKeyName;
  /** Tells whether a backup was encrypted with the key of that name; null where there is none. */
  checks: Record<BackupKeyName, string | null>;
  masterKeyCheck: string;
  identity: EnclaveIdentity | null;
};

export type KeyToProve = { binding: KeyBinding; address: string; sealed: SealedKey };
/** `stored` is the keyring of the database in question, `releasedCheck` what the first release stored in its place. */
export type ProofRequest = { stored: StoredKeyring | null; releasedCheck: string | null; keys: KeyToProve[] };

/**
 * What the vault does for backups. It works before any keyring is opened, because a backup is put into an empty
 * database, and changes nothing in the vault.
 */
export interface BackupVault {
  backupFacts(): Promise<BackupFacts>;
  /** The key of one file, base64. Whoever asks has the database in plain, or the file and a use for it. */
  backupFileKey(request: { name: BackupKeyName; salt: string }): Promise<string>;
  /** Signs only what is a manifest, and one that tells the truth of this vault. */
  signBackup(manifest: Manifest): Promise<string>;
  isBackupSigned(request: { manifest: Manifest; signature: string }): Promise<boolean>;
  /** Says for each sealed key whether it opens with this keyring, and to its address. */
  proveKeys(request: ProofRequest): Promise<boolean[]>;
}
