import { wipe } from '../../../kernel/secret-text.js';
import type { KeyToProve, ProofRequest } from '../../contract/backup-vault.js';
import type { StoredKeyring } from '../../contract/stored-keyring.js';
import { accountOf, openSeed } from '../ciphers/sealing.js';
import { Keyring, KeyringError } from '../keys/keyring.js';
import type { MasterKeys } from '../keys/master-key.js';
import { doesNotOpen, modeProblem, refused } from '../keys/vault-keys.js';

/** For each key whether it opens, and signs for the account of this address. The keyring is opened for this answer alone. */
export const proveKeys = (masters: MasterKeys, { stored, releasedCheck, keys }: ProofRequest): boolean[] => {
  const ring = stored ? openedRing(masters, stored) : releasedRing(masters, releasedCheck);
  try {
    return keys.map((key) => opens(ring, key));
  } finally {
    ring.wipe();
  }
};

const openedRing = ({ mode, current }: MasterKeys, stored: StoredKeyring): Keyring => {
  if (stored.head.mode !== mode) throw refused(modeProblem(stored.head.mode, mode));
  if (stored.head.masterCheck !== current.check) throw refused(doesNotOpen('it was made with another key'));
  try {
    return Keyring.open(stored, current);
  } catch (error) {
    throw error instanceof KeyringError ? refused(error.message) : error;
  }
};

// A database of the first release has no keyring: its one key comes from the master key itself.
const releasedRing = (masters: MasterKeys, check: string | null): Keyring => {
  const root = check === null ? null : masters.releasedRoot(check);
  if (!root) throw refused(doesNotOpen('it was made with another key'));
  try {
    return Keyring.released(root);
  } finally {
    wipe(root);
  }
};

const opens = (ring: Keyring, { binding, address, sealed }: KeyToProve): boolean => {
  let seed: Uint8Array | undefined;
  try {
    seed = openSeed(ring.keyOf(sealed.keyVersion)!, binding, sealed);
    return accountOf(sealed, seed) === address;
  } catch {
    return false; // Why would tell a forger which layer gave way.
  } finally {
    wipe(seed);
  }
};
