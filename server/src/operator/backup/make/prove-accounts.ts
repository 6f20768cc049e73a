import type { EntityManager } from '@mikro-orm/core';
import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { loadKeyring } from '../../../keyring/keyring.store.js';
import { releasedCheckOf } from '../../../keyring/open-keyring.js';
import { rawSql } from '../../../platform/db/raw-sql.js';
import type { BackupVault, KeyToProve } from '../../../vault/contract/backup-vault.js';
import type { KeyBinding, SealedKey } from '../../../vault/contract/vault.js';
import { BackupError } from '../file/backup-error.js';

type Row = {
  id: string;
  user_id: string;
  network: string;
  holder: KeyBinding['holder'];
  address: string;
  sealed: SealedKey | string;
};

const PAGE = 500;
const READ = `select id, user_id, network, holder, address, sealed from accounts where id > ? order by id limit ${PAGE}`;

/** Has the vault open every sealed key of the database and compare it with its account's address. Counts them. */
export const proveAccounts = async (tx: EntityManager, vault: Pick<BackupVault, 'proveKeys'>): Promise<number> => {
  const stored = await loadKeyring(tx);
  const releasedCheck = stored ? null : await releasedCheckOf(tx);
  const prove = async (rows: Row[]): Promise<void> => {
    const answers = await vault.proveKeys({ stored, releasedCheck, keys: rows.map(toProve) }).catch(asBackupError);
    for (const [index, { id }] of rows.entries()) if (answers[index] !== true) throw doesNotOpen(id);
  };
  // Also without a single account the keyring has to open, or no server would start on it.
  if (stored) await prove([]);
  let proved = 0;
  for (let rows = await rawSql<Row>(tx, READ, ['']); rows.length > 0; ) {
    await prove(rows);
    proved += rows.length;
    rows = await rawSql<Row>(tx, READ, [rows.at(-1)!.id]);
  }
  return proved;
};

const toProve = ({ id, user_id, network, holder, address, sealed }: Row): KeyToProve => ({
  binding: { userId: user_id, accountId: id, network, holder },
  address,
  sealed: typeof sealed === 'string' ? (JSON.parse(sealed) as SealedKey) : sealed,
});

const doesNotOpen = (id: string): BackupError =>
  new BackupError(
    `The key of account ${id} does not open with this master key, or is not that of its address. Nothing was restored.`,
  );

const asBackupError = (error: unknown): never => {
  if (!(error instanceof DomainError) || error.code === ErrorCode.INTERNAL) throw error;
  throw new BackupError(`The keys in this backup do not open here. ${error.message} Nothing was restored.`);
};
