import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { wipe } from '../../../kernel/secret-text.js';
import { behind, cannotOpen, isBehind } from '../../contract/refusals.js';
import type { KeyStatus, MasterKeyMode, StoredKeyring } from '../../contract/stored-keyring.js';
import type { KeyBinding, OpenedKeyring, OpenKeyringRequest, RewrapRequest, SealedKey } from '../../contract/vault.js';
import { addressOf } from '../ciphers/ed25519.js';
import { accountOf, type Kind, openSeed, resealSeed, rewrapSeed, sealSeed } from '../ciphers/sealing.js';
import { Keyring, KeyringError } from './keyring.js';
import type { MasterKey, MasterKeys } from './master-key.js';

const NEEDS: Record<MasterKeyMode, string> = {
  ENVIRONMENT: 'ENCRYPTION_MASTER_KEY or DATA_DIR/master.key alone, outside an enclave (TEE_MODE=off)',
  ENCLAVE: 'the enclave alone, without ENCRYPTION_MASTER_KEY',
  BOTH: 'the enclave and ENCRYPTION_MASTER_KEY together',
};

export const refused = (message: string): DomainError => new DomainError(ErrorCode.CONFLICT, message);

export const notOpen = (): DomainError => refused('The keys of this vault are not open yet.');

export const doesNotOpen = (why: string): string =>
  `The master key does not open this database: ${why}. Its accounts can be used with no other key than the one that ` +
  'made it, so put back that key in ENCRYPTION_MASTER_KEY or DATA_DIR/master.key, or name another database. To move to ' +
  'a new key, set it in ENCRYPTION_MASTER_KEY and the one of until now in ENCRYPTION_MASTER_KEY_PREVIOUS.';

/** An opened key: its own address, and the account that it signs for, which is another one after a replacement. */
export type OpenKey = { seed: Uint8Array; signer: string; account: string };

/** The vault's keyring: what opens it, what it was last opened as, and the rows that follow from it. */
export class VaultKeys {
  #ring: Keyring | null;
  readonly #masters: MasterKeys | null;

  constructor(
    keys: Uint8Array | MasterKeys,
    private readonly now: () => Date,
    /** Told once: what hangs on the root never changes. */
    private readonly onOpen: (ring: Keyring) => void,
  ) {
    this.#masters = keys instanceof Uint8Array ? null : keys;
    this.#ring = keys instanceof Uint8Array ? Keyring.released(keys) : null;
    if (this.#ring) onOpen(this.#ring);
  }

  get ring(): Keyring {
    if (!this.#ring) throw notOpen();
    return this.#ring;
  }

  open({ stored, releasedCheck }: OpenKeyringRequest): OpenedKeyring {
    return asDomainError(() => {
      const { current, previous } = this.masters();
      if (!stored) return { keyring: this.first(releasedCheck), store: true };
      if (stored.head.mode !== current.mode) throw refused(modeProblem(stored.head.mode, current.mode));
      const { masterCheck } = stored.head;
      if (masterCheck !== current.check && masterCheck === previous?.check)
        return { keyring: Keyring.moved(stored, previous, current), store: true };
      if (masterCheck !== current.check) throw refused(doesNotOpen('it was made with another key'));
      this.adopt(Keyring.open(stored, current));
      this.masters().forget();
      return { keyring: stored, store: false };
    });
  }

  add(): StoredKeyring {
    return asDomainError(() => this.ring.withNewVersion(this.current(), this.now()));
  }

  retire(version: number): StoredKeyring {
    return asDomainError(() => this.ring.withRetired(this.current(), version, this.now()));
  }

  status(): KeyStatus {
    return this.ring.status();
  }

  seal(binding: KeyBinding, seed: Uint8Array, kind?: Kind | undefined): SealedKey {
    return sealSeed(this.ring.active, binding, seed, kind);
  }

  /** Opens a key for as long as `work` runs. */
  use<T>(binding: KeyBinding, sealed: SealedKey, work: (key: OpenKey) => T): T {
    const seed = openSeed(this.keyFor(sealed), binding, sealed);
    try {
      return work({ seed, signer: addressOf(seed), account: accountOf(sealed, seed) });
    } finally {
      wipe(seed);
    }
  }

  keyFor({ keyVersion }: SealedKey): Uint8Array {
    const key = this.ring.keyOf(keyVersion);
    if (key) return key;
    if (Number.isSafeInteger(keyVersion) && keyVersion > this.ring.newest) throw behind();
    throw cannotOpen();
  }

  /** Null in the place of each record that does not open. */
  rewrap({ records, newDataKeys }: RewrapRequest): (SealedKey | null)[] {
    const again = newDataKeys ? resealSeed : rewrapSeed;
    const { active } = this.ring;
    return records.map(({ binding, sealed }) => {
      try {
        return again(this.keyFor(sealed), active, binding, sealed);
      } catch (error) {
        if (isBehind(error)) throw error;
        return null;
      }
    });
  }

  private first(releasedCheck: string | null): StoredKeyring {
    if (releasedCheck === null) return Keyring.first(this.current(), this.now());
    const root = this.masters().releasedRoot(releasedCheck);
    if (!root) throw refused(doesNotOpen('it was made with another key'));
    return Keyring.first(this.current(), this.now(), root);
  }

  // A database that was put back to an earlier day must not make a running vault forget what it knows.
  private adopt(ring: Keyring): void {
    const before = this.#ring;
    if (before && ring.rootCheck !== before.rootCheck) throw refused('This vault holds the keys of another database.');
    if (before && ring.status().number < before.status().number)
      throw refused('The stored keyring is older than the one in use. Restart the server if a backup was put back.');
    this.#ring = ring;
    if (!before) this.onOpen(ring);
  }

  private current(): MasterKey {
    return this.masters().current;
  }

  private masters(): MasterKeys {
    if (!this.#masters) throw refused('This vault was made without a master key and keeps no keyring.');
    return this.#masters;
  }
}

export const modeProblem = (made: MasterKeyMode, found: MasterKeyMode): string =>
  `The keys of this database need ${NEEDS[made]}, and this start has ${NEEDS[found]}. What the master key is made of is ` +
  'fixed at the first start. Set TEE_MODE and ENCRYPTION_MASTER_KEY as they were then.';

const asDomainError = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw error instanceof KeyringError ? refused(error.message) : error;
  }
};
