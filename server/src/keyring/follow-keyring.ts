import { cannotOpen, isBehind } from '../vault/contract/refusals.js';
import type { Vault } from '../vault/contract/vault.js';

/**
 * A vault that learns of a key version when it first meets one: another server or the operator may have rotated a moment
 * ago. `catchUp` gives it the newest keyring; it may be called within a transaction.
 */
export const followKeyring = (vault: Vault, catchUp: () => Promise<void>): Vault => {
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!isBehind(error)) throw error;
    }
    await catchUp();
    return work().catch((error) => {
      // Nobody has such a version: the number in the row is somebody's invention.
      throw isBehind(error) ? cannotOpen() : error;
    });
  };
  return {
    openKeyring: (request) => vault.openKeyring(request),
    addKeyVersion: () => vault.addKeyVersion(),
    retireKeyVersion: (version) => vault.retireKeyVersion(version),
    keyStatus: () => vault.keyStatus(),
    rewrap: (request) => again(() => vault.rewrap(request)),
    importKey: (request) => vault.importKey(request),
    createKey: (binding) => vault.createKey(binding),
    pinPasskey: (passkey) => vault.pinPasskey(passkey),
    verifyAssertion: (check) => vault.verifyAssertion(check),
    seal: (record) => vault.seal(record),
    sealPolicy: (request) => vault.sealPolicy(request),
    freeze: (request) => vault.freeze(request),
    unfreeze: (request) => vault.unfreeze(request),
    learn: (person) => vault.learn(person),
    catchUp: (person) => vault.catchUp(person),
    checkSeals: (records) => vault.checkSeals(records),
    endRecords: (records) => vault.endRecords(records),
    quotePrices: (request) => vault.quotePrices(request),
    sign: (request) => again(() => vault.sign(request)),
    signFeeBump: (request) => again(() => vault.signFeeBump(request)),
    publicKeys: () => vault.publicKeys(),
    signCheckpoint: (statement) => vault.signCheckpoint(statement),
  };
};
