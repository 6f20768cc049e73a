import type { EntityManager } from '@mikro-orm/core';
import { rawSql } from '../db/raw-sql.js';
import { addressOf, wipe } from '../vault/ed25519.js';
import { openSeed } from '../vault/sealing.js';
import { deriveSubkeys } from '../vault/subkeys.js';
import type { KeyBinding, SealedKey } from '../vault/vault.js';
import { BackupError } from './backup-error.js';

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

/** Opens every sealed key of the database with the master key and compares its public key with the account's address. */
export const proveAccounts = async (tx: EntityManager, masterKey: Uint8Array): Promise<number> => {
  const { wrap, ...others } = deriveSubkeys(masterKey);
  let proved = 0;
  try {
    for (let rows = await rawSql<Row>(tx, READ, ['']); rows.length > 0; ) {
      for (const row of rows) proveOne(wrap, row);
      proved += rows.length;
      rows = await rawSql<Row>(tx, READ, [rows.at(-1)!.id]);
    }
    return proved;
  } finally {
    wipe(wrap, ...Object.values(others));
  }
};

const proveOne = (wrap: Uint8Array, { id, user_id, network, holder, address, sealed }: Row): void => {
  const key = typeof sealed === 'string' ? (JSON.parse(sealed) as SealedKey) : sealed;
  let seed: Uint8Array | undefined;
  try {
    seed = openSeed(wrap, { userId: user_id, accountId: id, network, holder }, key);
    if (addressOf(seed) !== address) throw new Error('another address');
  } catch {
    // Which of the two it was would tell nothing more of use.
    throw new BackupError(
      `The key of account ${id} does not open with this master key, or is not that of its address. Nothing was restored.`,
    );
  } finally {
    wipe(seed);
  }
};
