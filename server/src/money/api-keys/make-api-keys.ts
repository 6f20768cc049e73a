import type { ConsentParts } from '../../identity/consent/consent.service.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { CreateApiKeyInput } from './api-key.inputs.js';
import { type ApiKeyParts, ApiKeysService } from './api-keys.service.js';

export type MakeApiKeysParts = Omit<ApiKeyParts, 'seals'> & { vault: Vault };

/** The ways in of programs, and what would refuse a new one before anybody is asked for a passkey. */
export const makeApiKeys = ({ vault, ...parts }: MakeApiKeysParts) => {
  const apiKeys = new ApiKeysService({ ...parts, seals: vault });
  const checks: ConsentParts['checks'] = {
    createApiKey: (userId, input) => apiKeys.assertMayCreate(userId, input as unknown as CreateApiKeyInput),
  };
  return { apiKeys, checks };
};
