import { ConfigError, type Secrets } from '../../../kernel/config.js';
import { MasterKeys } from './master-key.js';
import { doesNotOpen } from './vault-keys.js';

/** The part of an enclave that the vault needs. */
export type EnclaveKeys = { key(path: string): Promise<Uint8Array> };

type KeySecrets = Pick<Secrets, 'masterKey' | 'previousMasterKey' | 'backupKey'>;

/** Nothing else may ask the enclave for this path: the same path is the same key. */
export const MASTER_KEY_PATH = 'tuxedo/vault/master/v1';

/**
 * The master key of this start. A key file counts only where there is no enclave, and is made only for a database that no
 * key has made, because a new one would lock an older database for ever.
 */
export const gatherMasterKeys = async (
  { masterKey, previousMasterKey, backupKey }: KeySecrets,
  enclave: EnclaveKeys | null,
  isNew: boolean,
): Promise<MasterKeys> => {
  const counts = enclave === null || masterKey.kind === 'ENVIRONMENT';
  const environment = counts ? (masterKey.read() ?? (isNew ? masterKey.make() : null)) : null;
  if (!enclave && !environment) throw new ConfigError(doesNotOpen('the key is missing'));
  const previousEnvironment = previousMasterKey?.read() ?? null;
  const enclaveKey = enclave && (await enclave.key(MASTER_KEY_PATH));
  if (enclaveKey && enclaveKey.length !== 32) throw new ConfigError('The enclave gave no key of 32 bytes.');
  const keys = new MasterKeys({ enclave: enclaveKey, environment, previousEnvironment, backup: backupKey });
  environment?.fill(0);
  previousEnvironment?.fill(0);
  return keys;
};

/** One set for all who need it, gathered when the first of them asks. */
export const masterKeysOnce = (secrets: KeySecrets, enclave: EnclaveKeys | null) => {
  let gathered: Promise<MasterKeys> | null = null;
  return (isNew = false): Promise<MasterKeys> => {
    gathered ??= gatherMasterKeys(secrets, enclave, isNew).catch((error) => {
      gathered = null;
      throw error;
    });
    return gathered;
  };
};
