import type { MikroORM } from '@mikro-orm/core';
import { loadKeyring } from '../../../src/keyring/keyring.store.js';
import type { KeyBinding, SealedKey } from '../../../src/vault/contract/vault.js';
import { openSeed } from '../../../src/vault/room/ciphers/sealing.js';
import { Keyring } from '../../../src/vault/room/keys/keyring.js';
import { MasterKey } from '../../../src/vault/room/keys/master-key.js';

/** Tests only: the keys of a database in the clear, to look for what must not be anywhere else. */
export const openedKeyring = async (orm: MikroORM, masterKey: Uint8Array): Promise<Keyring> => {
  const stored = await loadKeyring(orm.em.fork());
  return Keyring.open(stored!, new MasterKey('ENVIRONMENT', [masterKey]));
};

type Row = { id: string; userId: string; network: string; holder: KeyBinding['holder']; sealed: SealedKey };

export const seedOf = (ring: Keyring, { id, userId, network, holder, sealed }: Row): Uint8Array =>
  openSeed(ring.keyOf(sealed.keyVersion)!, { userId, accountId: id, network, holder }, sealed);
