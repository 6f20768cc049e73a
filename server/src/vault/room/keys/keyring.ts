import { hkdfSync } from 'node:crypto';
import { wipe } from '../../../kernel/secret-text.js';
import type { KeyStatus, StoredKeyring, StoredKeyringHead, StoredKeyVersion } from '../../contract/stored-keyring.js';
import { randomSecret } from '../ciphers/ed25519.js';
import { FIRST_KEY_VERSION, type WrapKey } from '../ciphers/sealing.js';
import { deriveSubkeys, type Subkeys } from '../ciphers/subkeys.js';
import type { MasterKey } from './master-key.js';

type Version = Omit<StoredKeyVersion, 'mac'>;
type Head = Omit<StoredKeyringHead, 'mac'>;

const kcvOf = (key: Uint8Array): string =>
  Buffer.from(hkdfSync('sha256', key, 'tuxedo/key-version/v1', 'check', 16)).toString('base64');
const nameOf = (version: number): string => `key-version/${version}`;
const ROOT = 'root';

const versionRecord = ({ version, state, wrappedKey, kcv, createdAt, retiringAt, retiredAt }: Version) => ({
  kind: 'key-version',
  version,
  state,
  wrappedKey,
  kcv,
  createdAt,
  retiringAt,
  retiredAt,
});
const headRecord = ({ number, mode, wrappedRoot, masterCheck }: Head, versions: StoredKeyVersion[]) => ({
  kind: 'keyring',
  number,
  mode,
  wrappedRoot,
  masterCheck,
  versions: versions.map(({ mac }) => mac),
});

const signed = (master: MasterKey, head: Head, versions: Version[]): StoredKeyring => {
  const rows = versions.map((row) => ({ ...row, mac: master.macOf(versionRecord(row)) }));
  return { head: { ...head, mac: master.macOf(headRecord(head, rows)) }, versions: rows };
};

/** A keyring that is not what the vault stored. The message says what to do and names no byte. */
export class KeyringError extends Error {}

const damaged = (): KeyringError =>
  new KeyringError(
    'The tables vault_keyring and key_versions are not as the vault left them. Put both back from a backup of this ' +
      'database; nothing is opened until then.',
  );

/** The opened keys of one database: a root for what is never rotated, and every version that still opens accounts. */
export class Keyring {
  readonly subkeys: Subkeys;
  readonly active: WrapKey;
  readonly newest: number;
  readonly rootCheck: string;
  readonly #keys: Map<number, Uint8Array>;

  private constructor(
    readonly stored: StoredKeyring | null,
    root: Uint8Array,
    keys: Map<number, Uint8Array>,
    active: number,
  ) {
    this.subkeys = deriveSubkeys(root);
    this.rootCheck = kcvOf(root);
    this.#keys = keys;
    this.active = { version: active, key: keys.get(active)! };
    this.newest = active;
  }

  /** As in the first release: one key, derived from the root. */
  static released(root: Uint8Array): Keyring {
    return new Keyring(null, root, new Map([[FIRST_KEY_VERSION, deriveSubkeys(root).wrap]]), FIRST_KEY_VERSION);
  }

  /** The first rows of a database: around a new root, or around the key that a database of the first release was made with. */
  static first(master: MasterKey, now: Date, releasedRoot?: Uint8Array | null): StoredKeyring {
    const root = releasedRoot ?? randomSecret();
    const key = releasedRoot ? deriveSubkeys(root).wrap : randomSecret();
    try {
      const { mode, check } = master;
      const head = { number: 1, mode, wrappedRoot: master.wrap(root, ROOT), masterCheck: check };
      return signed(master, head, [newVersion(master, FIRST_KEY_VERSION, key, now)]);
    } finally {
      wipe(root, key);
    }
  }

  static open(stored: StoredKeyring, master: MasterKey): Keyring {
    assertWhole(stored, master);
    const root = master.unwrap(stored.head.wrappedRoot, ROOT);
    if (!root) throw damaged();
    const keys = new Map<number, Uint8Array>();
    for (const { version, wrappedKey, kcv } of stored.versions) {
      if (wrappedKey === null) continue;
      const key = master.unwrap(wrappedKey, nameOf(version));
      if (!key || kcvOf(key) !== kcv) throw damaged();
      keys.set(version, key);
    }
    try {
      return new Keyring(stored, root, keys, stored.versions.at(-1)!.version);
    } finally {
      wipe(root);
    }
  }

  /** The same keys under another master key. */
  static moved(stored: StoredKeyring, from: MasterKey, to: MasterKey): StoredKeyring {
    assertWhole(stored, from);
    const again = (text: string, what: string): string => {
      const secret = from.unwrap(text, what);
      if (!secret) throw damaged();
      try {
        return to.wrap(secret, what);
      } finally {
        wipe(secret);
      }
    };
    const { number, wrappedRoot } = stored.head;
    const head = { number: number + 1, mode: to.mode, wrappedRoot: again(wrappedRoot, ROOT), masterCheck: to.check };
    const versions = stored.versions.map((row) => ({
      ...row,
      wrappedKey: row.wrappedKey === null ? null : again(row.wrappedKey, nameOf(row.version)),
    }));
    return signed(to, head, versions);
  }

  keyOf(version: number): Uint8Array | null {
    return this.#keys.get(version) ?? null;
  }

  /** The rows with one version more, which seals from then on. */
  withNewVersion(master: MasterKey, now: Date): StoredKeyring {
    const key = randomSecret();
    try {
      const retiringAt = now.toISOString();
      const earlier = this.rows().map((row) =>
        row.state === 'ACTIVE' ? { ...row, state: 'RETIRING' as const, retiringAt } : row,
      );
      return this.next(master, [...earlier, newVersion(master, this.newest + 1, key, now)]);
    } finally {
      wipe(key);
    }
  }

  /** The rows without the key of this version. Whatever is still sealed under it opens never again. */
  withRetired(master: MasterKey, version: number, now: Date): StoredKeyring {
    const rows = this.rows();
    if (rows.find((row) => row.version === version)?.state !== 'RETIRING')
      throw new KeyringError(
        `Version ${version} is not retiring. Only a version that rotation replaced can be retired.`,
      );
    const retired = { state: 'RETIRED' as const, wrappedKey: null, retiredAt: now.toISOString() };
    return this.next(
      master,
      rows.map((row) => (row.version === version ? { ...row, ...retired } : row)),
    );
  }

  /** For a keyring that was opened only to look. */
  wipe(): void {
    wipe(...Object.values(this.subkeys), ...this.#keys.values());
  }

  status(): KeyStatus {
    const { head, versions } = this.stored ?? { head: { number: 0, mode: 'ENVIRONMENT' as const }, versions: [] };
    return {
      number: head.number,
      mode: head.mode,
      active: this.active.version,
      versions: versions.map(({ version, state, createdAt, retiringAt, retiredAt }) => ({
        version,
        state,
        createdAt,
        retiringAt,
        retiredAt,
      })),
    };
  }

  private rows(): StoredKeyVersion[] {
    if (!this.stored) throw new KeyringError('No keyring is stored yet.');
    return this.stored.versions;
  }

  private next(master: MasterKey, versions: Version[]): StoredKeyring {
    const head = this.stored!.head;
    return signed(master, { ...head, number: head.number + 1 }, versions);
  }
}

const newVersion = (master: MasterKey, version: number, key: Uint8Array, now: Date): Version => ({
  version,
  state: 'ACTIVE',
  wrappedKey: master.wrap(key, nameOf(version)),
  kcv: kcvOf(key),
  createdAt: now.toISOString(),
  retiringAt: null,
  retiredAt: null,
});

/** Each row and the list of them carry the vault's MAC; the newest version alone is active. */
const assertWhole = ({ head, versions }: StoredKeyring, master: MasterKey): void => {
  const isRight = (row: StoredKeyVersion, index: number): boolean =>
    master.isMac(versionRecord(row), row.mac) &&
    row.version === index + FIRST_KEY_VERSION &&
    (row.state === 'ACTIVE') === (index === versions.length - 1) &&
    (row.state === 'RETIRED') === (row.wrappedKey === null);
  if (versions.length === 0 || !master.isMac(headRecord(head, versions), head.mac) || !versions.every(isRight))
    throw damaged();
};
