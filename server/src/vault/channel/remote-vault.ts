import { METHODS, type VaultApi } from '../contract/vault-api.js';
import type { VaultClient } from './vault-client.js';

/** The vault as it looks from another process. */
export const remoteVault = (client: Pick<VaultClient, 'ask'>): VaultApi =>
  Object.fromEntries(
    METHODS.map((name) => [name, (request: unknown = null) => client.ask(name, request)]),
  ) as unknown as VaultApi;

/** What a vault's process answers; nothing else that the object may have can be called. */
export const methodsOf = (vaultApi: VaultApi): Record<string, (request: never) => Promise<unknown>> =>
  Object.fromEntries(
    METHODS.map((name) => [name, (request: never) => (vaultApi[name] as (one: never) => Promise<unknown>)(request)]),
  );
