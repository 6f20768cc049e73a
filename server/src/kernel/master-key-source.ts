import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decodeSecret, encodeSecret } from './secret-text.js';

/** A start that cannot succeed, with the sentence that says what to do. */
export class ConfigError extends Error {}

/**
 * Where the master key comes from. `read` gives null where there is none yet; `make` is called only for a database
 * that no key has made, because a new key would lock an older one for ever.
 */
export type MasterKeySource = {
  read(): Uint8Array | null;
  make(): Uint8Array;
  /** Once the keyring is open nothing needs these bytes any more. */
  forget(): void;
  /** FILE: kept beside the data, so it is worth nothing where an enclave gives the key. */
  kind: 'ENVIRONMENT' | 'FILE';
};

export const givenMasterKey = (key: Uint8Array): MasterKeySource => ({
  read: () => Uint8Array.from(key),
  make: () => Uint8Array.from(key),
  forget: () => undefined,
  kind: 'ENVIRONMENT',
});

/** What decides whether a key in a file is enough. */
type Place = { dataDir: string; networks: readonly string[]; teeMode: 'off' | 'required' };

const KEY_BYTES = 32;

/** 32 bytes of a text, or the given sentence. */
export const decodeKey = (text: Uint8Array, problem: string): Uint8Array => {
  const bytes = decodeSecret(text);
  if (bytes?.length !== KEY_BYTES) throw new ConfigError(problem);
  return bytes;
};

// The environment gives a string, the one string of a secret in the program; only bytes go on from here. Both forms of
// base64 are taken, so that a Fernet key of the old system is one too.
export const environmentKey = (name: string, text: string): MasterKeySource => {
  const problem = `${name} must be 32 bytes in base64. Make one with: openssl rand -base64 32`;
  let key: Uint8Array | null = decodeKey(Buffer.from(text), problem);
  const read = (): Uint8Array => {
    if (!key) throw new Error(`${name} was read already.`);
    return Uint8Array.from(key);
  };
  const forget = (): void => {
    key?.fill(0);
    key = null;
  };
  return { read, make: read, forget, kind: 'ENVIRONMENT' };
};

const keyFileOf = (dataDir: string): string => join(dataDir, 'master.key');
export const isKeyFileIn = (dataDir: string): boolean => existsSync(keyFileOf(dataDir));

/** On a laptop the master key is made once and kept beside the data, readable by this user alone. */
export const embeddedKey = (config: Place): MasterKeySource => {
  if (config.networks.includes('MAINNET') && config.teeMode !== 'required')
    throw new ConfigError('MAINNET needs ENCRYPTION_MASTER_KEY: a key in a file is not enough for real money.');
  const path = keyFileOf(config.dataDir);
  const damaged = `${path} does not hold 32 bytes in base64. Put back the file that belongs to this database.`;
  const read = () => (existsSync(path) ? decodeAndWipe(readFileSync(path), damaged) : null);
  const make = () => {
    const key = new Uint8Array(randomBytes(KEY_BYTES));
    const text = encodeSecret(key);
    writeOnce(path, Buffer.concat([text, Buffer.from('\n')]));
    text.fill(0);
    return key;
  };
  return { read, make, forget: () => undefined, kind: 'FILE' };
};

const decodeAndWipe = (text: Uint8Array, problem: string): Uint8Array => {
  try {
    return decodeKey(text, problem);
  } finally {
    text.fill(0);
  }
};

const writeOnce = (path: string, text: Uint8Array): void => {
  mkdirSync(resolve(path, '..'), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, text);
  text.fill(0);
  fsyncSync(file);
  closeSync(file);
};
