import type { EntityManager } from '@mikro-orm/core';
import { ConfigError } from '../kernel/config.js';
import { DomainError } from '../kernel/errors.js';
import { AuditRecord } from '../platform/audit/audit.entity.js';
import { type AuditAction, type AuditLog, SYSTEM } from '../platform/audit/audit-log.js';
import type { StoredKeyring } from '../vault/contract/stored-keyring.js';
import type { Vault } from '../vault/contract/vault.js';
import { insertKeyring, loadKeyring, replaceKeyring } from './keyring.store.js';
import { MasterKeyCheck } from './released-check.entity.js';

const RELEASED = 'master-key';
const ATTEMPTS = 5;
/** What the entries about the keyring are about. */
const KEYRING = 'keyring';

export type OpenParts = {
  em: EntityManager;
  vault: Pick<Vault, 'openKeyring'>;
  audit: AuditLog;
  /** Whether anything in the database needs a key; such a database never gets a new keyring. */
  isInUse: (em: EntityManager) => Promise<boolean>;
};

export const releasedCheckOf = async (em: EntityManager): Promise<string | null> =>
  (await em.findOne(MasterKeyCheck, { id: RELEASED }))?.value ?? null;

/** Whether no key has made this database yet, so that one may be made for it. */
export const isNewDatabase = async (em: EntityManager, isInUse: OpenParts['isInUse']): Promise<boolean> =>
  !(await isInUse(em.fork())) && (await releasedCheckOf(em.fork())) === null && !(await loadKeyring(em.fork()));

/**
 * Opens the vault for this database. The first start stores a keyring; later another key, another mode or rows that are
 * not the vault's refuse to start.
 */
export const openKeyring = async (parts: OpenParts): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) if (await tryToOpen(parts)) return;
  throw new ConfigError('Other servers change the keys of this database at the same time. Start again in a moment.');
};

const tryToOpen = async (parts: OpenParts): Promise<boolean> => {
  // The keyring is read last: another server that starts may store its own, and use it, between two of these reads.
  const em = parts.em.fork();
  const written = await lastNumber(em);
  const isInUse = await parts.isInUse(em);
  const stored = await loadKeyring(em);
  const released = stored ? null : await releasedCheckOf(em);
  assertNotPutBack({ stored, written, needsKeys: isInUse && released === null });
  const isNew = !stored && released === null && !isInUse;
  const request = { stored, releasedCheck: released, isNew };
  const { keyring, store } = await parts.vault.openKeyring(request).catch(asConfigError);
  if (!store) return true;
  // Where another server stored its own first, the next attempt opens that one.
  await parts.em
    .fork()
    .transactional((tx) => keep(parts, tx, stored, keyring))
    .catch(ignoreConflict);
  return false;
};

const keep = async ({ audit }: OpenParts, tx: EntityManager, before: StoredKeyring | null, keyring: StoredKeyring) => {
  if (before) await replaceKeyring(tx, before.head.number, keyring);
  else if (!(await insertKeyring(tx, keyring))) return;
  const { number, mode, masterCheck } = keyring.head;
  const action = before ? 'keyring.moved' : 'keyring.made';
  await recordKeys(audit, tx, { actor: 'SCHEDULER', action, details: { number, mode, masterCheck } });
};

type KeyringAct = {
  actor: 'OPERATOR' | 'SCHEDULER';
  action: AuditAction;
  details: Record<string, unknown>;
  result?: string;
};

/** The entry names the keyring's number, which is how an older copy of its tables is noticed. */
export const recordKeys = (audit: AuditLog, tx: EntityManager, { actor, action, details, result = 'OK' }: KeyringAct) =>
  audit.record(tx, { userId: SYSTEM, actor, action, resource: KEYRING, result, details });

type Found = { stored: StoredKeyring | null; written: number; needsKeys: boolean };

const assertNotPutBack = ({ stored, written, needsKeys }: Found): void => {
  if (stored ? stored.head.number >= written : written === 0 && !needsKeys) return;
  throw new ConfigError(
    `The tables vault_keyring and key_versions are ${stored ? 'older than the audit log says' : 'empty'}, and this ` +
      'database has keys in it. Put both tables back from the newest backup, together with the rest of the database.',
  );
};

const lastNumber = async (em: EntityManager): Promise<number> => {
  // The chain may hold entries about other things, which name no number of the keyring.
  const where = { userId: SYSTEM, resource: KEYRING };
  const [entry] = await em.find(AuditRecord, where, { orderBy: { seq: 'desc' }, limit: 1 });
  return Number(entry?.details.number ?? 0);
};

const asConfigError = (error: unknown): never => {
  throw error instanceof DomainError ? new ConfigError(error.message) : error;
};

const ignoreConflict = (error: unknown): void => {
  if (!(error instanceof DomainError)) throw error;
};
