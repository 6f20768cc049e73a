import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { id } from '../platform/db/columns.js';
import type { PersonState, SealedState } from '../vault/contract/person-state.js';

const schema = defineEntity({
  name: 'VaultState',
  tableName: 'vault_states',
  properties: {
    userId: id().primary(),
    state: p.json<PersonState>(),
    /** The vault's own word for it. */
    mac: p.string().length(64),
  },
});

/** What the vault remembers of one person, kept for it until its next start. Only the vault can write one. */
export class VaultState extends schema.class {}
schema.setClass(VaultState);

export const vaultEntities = [VaultState];

export const storedState = async (em: EntityManager, userId: string): Promise<SealedState | null> => {
  const row = await em.findOne(VaultState, { userId });
  return row && { state: row.state, mac: row.mac };
};

/** In the database transaction of the signature, so that neither stands there without the other. */
export const storeState = async (tx: EntityManager, { state, mac }: SealedState): Promise<void> => {
  const { userId } = state;
  const row = await tx.findOne(VaultState, { userId });
  if (row) Object.assign(row, { state, mac });
  else tx.persist(tx.create(VaultState, { userId, state, mac }));
};
