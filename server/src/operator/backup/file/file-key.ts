import type { BackupVault } from '../../../vault/contract/backup-vault.js';

/** The key of one file as bytes, which the caller wipes. */
export const fileKey = async (
  vault: BackupVault,
  name: Parameters<BackupVault['backupFileKey']>[0]['name'],
  salt: string,
): Promise<Uint8Array> => new Uint8Array(Buffer.from(await vault.backupFileKey({ name, salt }), 'base64'));
