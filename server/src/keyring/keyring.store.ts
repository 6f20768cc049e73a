import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { DatabaseConfig } from '../kernel/config.js';
import { DomainError, ErrorCode } from '../kernel/errors.js';
import { openBeside } from '../platform/db/database.js';
import { lockRow } from '../platform/db/lock.js';
import { rawSql } from '../platform/db/raw-sql.js';
import type { StoredKeyring, StoredKeyringHead, StoredKeyVersion } from '../vault/contract/stored-keyring.js';
import { KeyringHead, KeyVersion, keyringEntities } from './keyring.entity.js';

const ID = 'keyring';
const INSERT_HEAD = `insert into vault_keyring (id, number, mode, wrapped_root, master_check, mac)
  values (?, ?, ?, ?, ?, ?) on conflict (id) do nothing`;

const versionId = (version: number): string => `kek_${version}`;
const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

/** Reads the keyring as it is committed now; null before the first start. */
export const loadKeyring = async (em: EntityManager): Promise<StoredKeyring | null> => {
  const head = await loadHead(em);
  if (!head) return null;
  const rows = await em.find(KeyVersion, {}, { orderBy: { version: 'asc' }, refresh: true });
  const after = await loadHead(em);
  // Somebody changed it between the two readings: head and versions of different moments fit no more.
  return after?.number === head.number ? { head, versions: rows.map(toStored) } : loadKeyring(em);
};

/** The number of the stored keyring, to see whether it changed; null before the first start. */
export const keyringNumber = async (em: EntityManager): Promise<number | null> => (await loadHead(em))?.number ?? null;

const loadHead = async (em: EntityManager): Promise<StoredKeyringHead | null> => {
  const row = await em.findOne(KeyringHead, { id: ID }, { refresh: true });
  if (!row) return null;
  const { number, mode, wrappedRoot, masterCheck, mac } = row;
  return { number, mode, wrappedRoot, masterCheck, mac };
};

const toStored = (row: KeyVersion): StoredKeyVersion => ({
  version: row.version,
  state: row.state,
  wrappedKey: row.wrappedKey ?? null,
  kcv: row.kcv,
  createdAt: row.createdAt.toISOString(),
  retiringAt: iso(row.retiringAt),
  retiredAt: iso(row.retiredAt),
  mac: row.mac,
});

/** False where another server was first; then its keyring is the one. */
export const insertKeyring = async (tx: EntityManager, { head, versions }: StoredKeyring): Promise<boolean> => {
  await rawSql(tx, INSERT_HEAD, [ID, head.number, head.mode, head.wrappedRoot, head.masterCheck, head.mac]);
  const row = await lockRow(tx, KeyringHead, ID);
  if (row.mac !== head.mac) return false;
  for (const version of versions) await writeVersion(tx, version);
  return true;
};

/** Writes a keyring that follows from number `before`; refuses where the stored one is another by now. */
export const replaceKeyring = async (tx: EntityManager, before: number, { head, versions }: StoredKeyring) => {
  const row = await lockRow(tx, KeyringHead, ID);
  if (row.number !== before)
    throw new DomainError(ErrorCode.CONFLICT, 'The keys were changed by another process. Look again before you go on.');
  Object.assign(row, head);
  for (const version of versions) await writeVersion(tx, version);
  await tx.flush();
};

const writeVersion = async (tx: EntityManager, stored: StoredKeyVersion): Promise<void> => {
  const { version, state, wrappedKey, kcv, mac } = stored;
  const times = {
    createdAt: new Date(stored.createdAt),
    retiringAt: date(stored.retiringAt),
    retiredAt: date(stored.retiredAt),
  };
  await tx.upsert(KeyVersion, { id: versionId(version), version, state, wrappedKey, kcv, mac, ...times });
};

/**
 * For the transaction that stores a key sealed under `version`: that version cannot be destroyed before it commits.
 * Refuses where it is destroyed already, because nobody could ever open the key.
 */
export const assertStillOpens = async (tx: EntityManager, version: number): Promise<void> => {
  const lock = tx.getPlatform().constructor.name.startsWith('Sqlite') ? {} : { lockMode: LockMode.PESSIMISTIC_READ };
  const row = await tx.findOne(KeyVersion, { version }, { ...lock, refresh: true });
  if (row?.state === 'RETIRED')
    throw new DomainError(ErrorCode.CONFLICT, 'The keys of this server were changed meanwhile. Try again.');
};

/** Reads over a connection of its own, for callers that stand within a transaction; null for a database in memory. */
export const loadKeyringBeside = async (config: DatabaseConfig): Promise<StoredKeyring | null> => {
  const orm = await openBeside(config, keyringEntities);
  if (!orm) return null;
  try {
    return await loadKeyring(orm.em.fork());
  } finally {
    await orm.close();
  }
};
