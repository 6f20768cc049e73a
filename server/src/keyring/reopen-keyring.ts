import type { EntityManager } from '@mikro-orm/core';
import { ConfigError, type DatabaseConfig } from '../kernel/config.js';
import type { Vault } from '../vault/contract/vault.js';
import { loadKeyring, loadKeyringBeside } from './keyring.store.js';

type ReopenParts = { em: EntityManager; database: DatabaseConfig; vault: Pick<Vault, 'openKeyring'> };

/**
 * Gives the keyring to a vault that was started again. Whoever asks it first may stand within a transaction, and every
 * connection may be held by one that waits for this: so it is read over a connection of its own, and nothing is written.
 */
export const reopenKeyring = async ({ em, database, vault }: ReopenParts): Promise<void> => {
  const stored = (await loadKeyringBeside(database)) ?? (await loadKeyring(em.fork()));
  const { store } = await vault.openKeyring({ stored, releasedCheck: null });
  if (store)
    throw new ConfigError('The vault was started with another master key. Restart the server, which stores it anew.');
};
