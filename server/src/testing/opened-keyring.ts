import type { MikroORM } from '@mikro-orm/core';
import { loadKeyring } from '../key-rotation/keyring.store.js';
import { Keyring } from '../vault/keys/keyring.js';
import { MasterKey } from '../vault/keys/master-key.js';
import { openSeed } from '../vault/sealing.js';
import type { KeyBinding, SealedKey } from '../vault/vault.js';

/** Tests only: the keys of a database in the clear, to look for what must not be anywhere else. */
export const openedKeyring = async (orm: MikroORM, masterKey: Uint8Array): Promise<Keyring> => {
  const stored = await loadKeyring(orm.em.fork());
  return Keyring.open(stored!, new MasterKey('ENVIRONMENT', [masterKey]));
};

type Row = { id: string; userId: string; network: string; holder: KeyBinding['holder']; sealed: SealedKey };

export const seedOf = (ring: Keyring, { id, userId, network, holder, sealed }: Row): Uint8Array =>
  openSeed(ring.keyOf(sealed.keyVersion)!, { userId, accountId: id, network, holder }, sealed);
