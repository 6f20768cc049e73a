import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import { wipe } from '../../../kernel/secret-text.js';
import type { MasterKeyMode } from '../../contract/stored-keyring.js';
import { decrypt, encrypt, randomNonce } from '../ciphers/aead.js';
import { keyCheck } from '../ciphers/subkeys.js';
import { BackupKeys } from './backup-keys.js';

const NONCE_LENGTH = 12;

const derive = (key: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, 'tuxedo/master/v1', purpose, 32));

/** What opens and vouches for the keyring: it wraps the root and the versions, and nothing else is ever under it. */
export class MasterKey {
  readonly check: string;
  readonly #wrap: Uint8Array;
  readonly #mac: Uint8Array;

  /** `parts` are the enclave's key, the environment's, or both in this order; they stay the caller's. */
  constructor(
    readonly mode: MasterKeyMode,
    parts: Uint8Array[],
  ) {
    const joined = Buffer.concat(parts);
    const key = derive(joined, `master/${mode}`);
    this.check = Buffer.from(derive(key, 'check')).toString('base64');
    this.#wrap = derive(key, 'keyring-wrap');
    this.#mac = derive(key, 'keyring-mac');
    wipe(joined, key);
  }

  wrap(secret: Uint8Array, what: string): string {
    const nonce = randomNonce();
    return Buffer.concat([nonce, encrypt(this.#wrap, nonce, secret, Buffer.from(what))]).toString('base64');
  }

  /** Null where it is not what was wrapped under this name; the caller wipes what it gets. */
  unwrap(text: string, what: string): Uint8Array | null {
    const bytes = new Uint8Array(Buffer.from(text, 'base64'));
    try {
      return decrypt(this.#wrap, bytes.subarray(0, NONCE_LENGTH), bytes.subarray(NONCE_LENGTH), Buffer.from(what));
    } catch {
      return null;
    }
  }

  macOf(record: Record<string, unknown>): string {
    return createHmac('sha256', this.#mac)
      .update(canonicalize(record) as string)
      .digest('base64');
  }

  isMac(record: Record<string, unknown>, mac: string): boolean {
    const [expected, claimed] = [Buffer.from(this.macOf(record)), Buffer.from(mac)];
    return expected.length === claimed.length && timingSafeEqual(expected, claimed);
  }
}

/** Where the parts of the master key come from. The environment's keys are wiped once they are taken. */
export type MasterKeyParts = {
  enclave: Uint8Array | null;
  environment: Uint8Array | null;
  previousEnvironment: Uint8Array | null;
  /** Encrypts backups in place of the master key; it stays the caller's. */
  backup?: Uint8Array | null;
};

/**
 * What the keys of backups hang on: outside an enclave the environment's key itself, as ever, so that older backups open.
 * Another purpose than that of `MasterKey`, so that neither leads to the other.
 */
const backupRoot = (mode: MasterKeyMode, parts: Uint8Array[]): Uint8Array => {
  const joined = Buffer.concat(parts);
  if (mode === 'ENVIRONMENT') return joined;
  const root = derive(joined, `backup/${mode}`);
  wipe(joined);
  return root;
};

/** The master key of now, the one before it while moving, and what only a database of the first release asks for. */
export class MasterKeys {
  readonly mode: MasterKeyMode;
  readonly current: MasterKey;
  readonly previous: MasterKey | null;
  /** They last as long as the vault: a backup may be asked for at any time. */
  readonly backups: BackupKeys;
  readonly #environment: Uint8Array[];

  constructor({ enclave, environment, previousEnvironment, backup = null }: MasterKeyParts) {
    const mode: MasterKeyMode = !enclave ? 'ENVIRONMENT' : environment ? 'BOTH' : 'ENCLAVE';
    const withEnclave = (key: Uint8Array | null): Uint8Array[] => [enclave, key].filter((part) => part !== null);
    const made = (key: Uint8Array | null): MasterKey => new MasterKey(mode, withEnclave(key));
    if (!enclave && !environment) throw new Error('A master key needs the enclave, the environment, or both.');
    this.mode = mode;
    this.current = made(environment);
    const root = backupRoot(mode, withEnclave(environment));
    this.backups = new BackupKeys(root, backup);
    wipe(root);
    this.previous = previousEnvironment && made(previousEnvironment);
    this.#environment = [environment, previousEnvironment]
      .filter((key) => key !== null)
      .map((key) => Uint8Array.from(key));
    wipe(enclave ?? undefined);
  }

  /** In the first release the environment's key was the root itself. */
  releasedRoot(check: string): Uint8Array | null {
    const found = this.#environment.find((key) => keyCheck(key) === check);
    return found ? Uint8Array.from(found) : null;
  }

  forget(): void {
    wipe(...this.#environment);
  }
}
