import type { KnownToken } from './known-token.js';
import type { MasterKeySource } from './master-key-source.js';

/** The text of an old key as bytes, and the salt of the old system. */
export type LegacySecrets = { keys: Uint8Array[]; salt: string };

/** The old system's own default. */
export const LEGACY_SALT = 'tuxedo-agent-accounts';

export type GivenSecrets = {
  masterKey: MasterKeySource;
  openaiApiKey?: string | null;
  /** What encrypts backups instead of the master key; the master key still signs them. */
  backupKey?: Uint8Array | null;
  /** What a reader of /metrics has to show. */
  metricsToken?: string | null;
  /** ENCRYPTION_MASTER_KEY as it was until now, while moving to another one. */
  previousMasterKey?: MasterKeySource | null;
  legacy?: LegacySecrets;
  /** What the operator has to show in the API; null: nobody is the operator. */
  operatorToken?: KnownToken | null;
};

/** Never logged: JSON.stringify and inspection show a placeholder. */
export class Secrets {
  readonly masterKey: MasterKeySource;
  readonly openaiApiKey: string | null;
  readonly backupKey: Uint8Array | null;
  readonly metricsToken: string | null;
  readonly previousMasterKey: MasterKeySource | null;
  readonly legacy: LegacySecrets;
  readonly operatorToken: KnownToken | null;

  constructor(given: GivenSecrets) {
    this.masterKey = given.masterKey;
    this.openaiApiKey = given.openaiApiKey ?? null;
    this.backupKey = given.backupKey ?? null;
    this.metricsToken = given.metricsToken ?? null;
    this.previousMasterKey = given.previousMasterKey ?? null;
    this.legacy = given.legacy ?? { keys: [], salt: LEGACY_SALT };
    this.operatorToken = given.operatorToken ?? null;
  }

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
