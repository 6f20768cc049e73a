/** What the master key is made of. Fixed at the first start. */
export type MasterKeyMode = 'ENVIRONMENT' | 'ENCLAVE' | 'BOTH';

/** ACTIVE seals new keys, RETIRING only opens old ones, RETIRED is destroyed. */
export type KeyState = 'ACTIVE' | 'RETIRING' | 'RETIRED';

/** One key that wraps the data keys of accounts. Times are ISO 8601 in UTC. */
export type StoredKeyVersion = {
  version: number;
  state: KeyState;
  /** Under the master key, base64; null once destroyed. */
  wrappedKey: string | null;
  /** Tells whether a key is this one, and nothing else about it. */
  kcv: string;
  createdAt: string;
  retiringAt: string | null;
  retiredAt: string | null;
  mac: string;
};

/** The head vouches for all versions together: none can be added, left out or taken from an older copy. */
export type StoredKeyringHead = {
  /** Counts the changes. A running vault takes no lower one. */
  number: number;
  mode: MasterKeyMode;
  /** The root of every key that is not rotated, under the master key. */
  wrappedRoot: string;
  masterCheck: string;
  mac: string;
};

/** The keys of a database as they are stored, plain JSON. Nothing in it is secret without the master key. */
export type StoredKeyring = { head: StoredKeyringHead; versions: StoredKeyVersion[] };

export type KeyStatus = {
  number: number;
  mode: MasterKeyMode;
  active: number;
  versions: Pick<StoredKeyVersion, 'version' | 'state' | 'createdAt' | 'retiringAt' | 'retiredAt'>[];
};
