import type { EntityManager } from '@mikro-orm/core';
import type { FreezeScope } from '../vault/contract/freezes.js';
import type { UnfreezeRequest, Vault } from '../vault/contract/vault.js';
import { storedState, storeState } from './vault-state.entity.js';

type Person = { userId: string };

/**
 * Tells the vault what is stopped, with the person's row locked in `tx`. It holds there from then on, also where `tx` is lost:
 * so it comes before the database, which only shows it.
 */
export const freezeInVault = async (
  vault: Pick<Vault, 'freeze'>,
  tx: EntityManager,
  { userId, scope }: Person & { scope: FreezeScope },
): Promise<void> => storeState(tx, await vault.freeze({ userId, scope, state: await storedState(tx, userId) }));

/** The vault first here too: where `tx` is lost after it, the database goes on refusing, and the person asks again. */
export const unfreezeInVault = async (
  vault: Pick<Vault, 'unfreeze'>,
  tx: EntityManager,
  request: Omit<UnfreezeRequest, 'state'>,
): Promise<void> => storeState(tx, await vault.unfreeze({ ...request, state: await storedState(tx, request.userId) }));
