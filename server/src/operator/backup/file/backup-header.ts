import type { BackupFacts } from '../../../vault/contract/backup-vault.js';
import { BackupError } from './backup-error.js';
import { ANY_FORMAT, type Header, headerShape } from './backup-format.js';

export const readHeader = (text: string, path: string): Header => {
  const header = headerShape.safeParse(jsonOf(text)).data;
  if (header) return header;
  if (ANY_FORMAT.test(text))
    throw new BackupError(
      `${path} has a first line that this version does not know. Restore it with the version that made it.`,
    );
  throw new BackupError(`${path} is no backup of Tuxedo, or its first bytes are damaged.`);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Not ours: the caller says so.
  }
};

/** Says before anything else is read what keeps these keys from opening it. What it goes by is proved later. */
export const assertOpensHere = (header: Header, facts: BackupFacts): void => {
  assertApplication(header, facts);
  const check = facts.checks[header.key];
  if (check === header.keyCheck) return;
  const name = header.key === 'backup' ? 'BACKUP_KEY' : 'master key (ENCRYPTION_MASTER_KEY or DATA_DIR/master.key)';
  const why = check === null ? 'is not set' : 'is another one';
  throw new BackupError(`The ${name} that opens this backup ${why}. Set the one that was in use when it was made.`);
};

const assertApplication = (header: Header, { mode, identity }: BackupFacts): void => {
  if (header.format === 'tuxedo-backup/1') {
    if (mode === 'ENVIRONMENT') return;
    throw new BackupError(
      'This backup was made without the key of an enclave, and here that key is part of the master key. Restore it ' +
        'outside an enclave, with TEE_MODE=off.',
    );
  }
  const { appId, mode: made } = header;
  if (identity?.appId !== appId)
    throw new BackupError(
      `This backup was made in the enclave application ${appId}, and this is ${identity ? `the application ${identity.appId}` : 'no enclave'}. ` +
        'Its keys open in their own application alone: restore it in a machine that has the same application id.',
    );
  if (made !== mode)
    throw new BackupError(
      made === 'BOTH'
        ? 'This backup needs ENCRYPTION_MASTER_KEY beside the key of the enclave. Set the one that was in use when it was made.'
        : 'This backup was made by the key of the enclave alone. Take ENCRYPTION_MASTER_KEY away to restore it.',
    );
};
