import type { EntityManager } from '@mikro-orm/core';
import { rawSql } from '../db/raw-sql.js';
import { loadKeyring } from '../key-rotation/keyring.store.js';
import { wipe } from '../vault/ed25519.js';
import { Keyring } from '../vault/keys/keyring.js';
import { MasterKey } from '../vault/keys/master-key.js';
import { accountOf, openSeed } from '../vault/sealing.js';
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

/** Opens every sealed key of the database with the master key and compares the account that it signs for with the row's. */
export const proveAccounts = async (tx: EntityManager, masterKey: Uint8Array): Promise<number> => {
  const ring = await openedKeyring(tx, masterKey);
  let proved = 0;
  for (let rows = await rawSql<Row>(tx, READ, ['']); rows.length > 0; ) {
    for (const row of rows) proveOne(ring, row);
    proved += rows.length;
    rows = await rawSql<Row>(tx, READ, [rows.at(-1)!.id]);
  }
  return proved;
};

// A database of the first release has no keyring: its one key comes from the master key itself.
const openedKeyring = async (tx: EntityManager, masterKey: Uint8Array): Promise<Keyring> => {
  const stored = await loadKeyring(tx);
  if (!stored) return Keyring.released(masterKey);
  if (stored.head.mode !== 'ENVIRONMENT')
    throw new BackupError('The keys in this backup need an enclave to be opened. Nothing was restored.');
  try {
    return Keyring.open(stored, new MasterKey('ENVIRONMENT', [masterKey]));
  } catch {
    throw new BackupError('The keyring in this backup does not open with this master key. Nothing was restored.');
  }
};

const proveOne = (ring: Keyring, { id, user_id, network, holder, address, sealed }: Row): void => {
  const key = typeof sealed === 'string' ? (JSON.parse(sealed) as SealedKey) : sealed;
  let seed: Uint8Array | undefined;
  try {
    seed = openSeed(ring.keyOf(key.keyVersion)!, { userId: user_id, accountId: id, network, holder }, key);
    if (accountOf(key, seed) !== address) throw new Error('another address');
  } catch {
    // Which of the two it was would tell nothing more of use.
    throw new BackupError(
      `The key of account ${id} does not open with this master key, or is not that of its address. Nothing was restored.`,
    );
  } finally {
    wipe(seed);
  }
};
