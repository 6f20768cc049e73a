import type { KnownToken } from './known-token.js';
import type { MasterKeySource } from './master-key-source.js';

/** The text of an old key as bytes, and the salt of the old system. */
export type LegacySecrets = { keys: Uint8Array[]; salt: string };

/** The old system's own default. */
export const LEGACY_SALT = 'tuxedo-agent-accounts';

/** Never logged: JSON.stringify and inspection show a placeholder. */
export class Secrets {
  constructor(
    readonly masterKey: MasterKeySource,
    readonly openaiApiKey: string | null,
    /** What encrypts backups instead of the master key; the master key still signs them. */
    readonly backupKey: Uint8Array | null = null,
    /** What a reader of /metrics has to show. */
    readonly metricsToken: string | null = null,
    /** ENCRYPTION_MASTER_KEY as it was until now, while moving to another one. */
    readonly previousMasterKey: MasterKeySource | null = null,
    readonly legacy: LegacySecrets = { keys: [], salt: LEGACY_SALT },
    /** What the operator has to show in the API; null: nobody is the operator. */
    readonly operatorToken: KnownToken | null = null,
  ) {}
  /** The keyring is open: what opened it is not needed again. */
  forgetKeys(): void {
    this.masterKey.forget();
    this.previousMasterKey?.forget();
    for (const text of this.legacy.keys) text.fill(0);
  }
  toJSON(): string {
    return '[secrets]';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secrets]';
  }
}
