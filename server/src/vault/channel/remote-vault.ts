import type { Vault } from '../contract/vault.js';
import type { BackupVault } from '../room/backups/backup-vault.js';
import type { VaultClient } from './vault-client.js';

/** Every method of the vault, and what its process does besides; each takes one argument or none. */
export type Room = Vault & VaultProcess & BackupVault;

/** What the process that holds the vault tells of itself. */
interface VaultProcess {
  /** Evidence of the enclave over this nonce, as JSON; null where no enclave is in use. */
  evidence(nonce: string | null): Promise<unknown>;
}

type Name = keyof Room;

const NAMED: Record<Name, true> = {
  openKeyring: true,
  addKeyVersion: true,
  retireKeyVersion: true,
  keyStatus: true,
  rewrap: true,
  importKey: true,
  createKey: true,
  pinPasskey: true,
  verifyAssertion: true,
  seal: true,
  sealPolicy: true,
  freeze: true,
  unfreeze: true,
  learn: true,
  checkSeals: true,
  endRecords: true,
  catchUp: true,
  quotePrices: true,
  sign: true,
  signFeeBump: true,
  publicKeys: true,
  signCheckpoint: true,
  evidence: true,
  backupFacts: true,
  backupFileKey: true,
  signBackup: true,
  isBackupSigned: true,
  proveKeys: true,
};
const METHODS = Object.keys(NAMED) as Name[];

/** The vault as it looks from another process. */
export const remoteVault = (client: Pick<VaultClient, 'ask'>): Room =>
  Object.fromEntries(
    METHODS.map((name) => [name, (request: unknown = null) => client.ask(name, request)]),
  ) as unknown as Room;

/** A vault that stands there later; until then every call is refused by `get`. */
export const laterVault = (get: () => Vault): Omit<Vault, 'openKeyring'> =>
  Object.fromEntries(
    METHODS.filter((name) => name !== 'evidence').map((name) => [
      name,
      async (request: never) => (get()[name as keyof Vault] as (one: never) => Promise<unknown>)(request),
    ]),
  ) as unknown as Vault;

/** What a vault's process answers; nothing else that the object may have can be called. */
export const methodsOf = (room: Room): Record<string, (request: never) => Promise<unknown>> =>
  Object.fromEntries(
    METHODS.map((name) => [name, (request: never) => (room[name] as (one: never) => Promise<unknown>)(request)]),
  );
