import type { EntityManager } from '@mikro-orm/core';
import type { DatabaseConfig } from '../kernel/config.js';
import { DomainError, ErrorCode } from '../kernel/errors.js';
import type { StoredKeyring } from '../vault/contract/stored-keyring.js';
import type { Vault } from '../vault/contract/vault.js';
import { keyringNumber, loadKeyring, loadKeyringBeside } from './keyring.store.js';

export type KeyringParts = {
  em: EntityManager;
  database: DatabaseConfig;
  vault: Pick<Vault, 'openKeyring' | 'keyStatus'>;
};

/** Keeps the vault at the keyring that the database holds, whichever process changed it. */
export class LiveKeyring {
  private reading: Promise<void> | null = null;

  constructor(private readonly parts: KeyringParts) {}

  /** Takes over what another process changed; cheap where nothing changed. */
  async refresh(): Promise<void> {
    const { number } = await this.parts.vault.keyStatus();
    const em = this.parts.em.fork();
    if ((await keyringNumber(em)) !== number) await this.adopt(await loadKeyring(em));
  }

  /** The same for a caller that stands within a transaction; many at once look once. */
  catchUp(): Promise<void> {
    this.reading ??= loadKeyringBeside(this.parts.database)
      .then((stored) => this.adopt(stored))
      .finally(() => {
        this.reading = null;
      });
    return this.reading;
  }

  async adopt(stored: StoredKeyring | null): Promise<void> {
    if (!stored) return;
    const { store } = await this.parts.vault.openKeyring({ stored, releasedCheck: null });
    if (store)
      throw new DomainError(
        ErrorCode.CONFLICT,
        'The keys are under another master key by now. Restart this server with the new ENCRYPTION_MASTER_KEY.',
      );
  }
}
