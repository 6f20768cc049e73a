import type { Logger } from 'pino';
import { type Config, ConfigError } from '../kernel/config.js';
import { EnclaveError } from '../tee/attestation/enclave.js';
import type { Evidence } from '../tee/attestation/evidence.js';
import { EvidenceService } from '../tee/attestation/evidence.service.js';
import { remoteVault } from '../vault/channel/remote-vault.js';
import { VaultClient } from '../vault/channel/vault-client.js';
import type { Vault } from '../vault/contract/vault.js';
import type { VaultApi } from '../vault/contract/vault-api.js';
import { makeVault, type VaultParts } from '../vault/room/make-vault.js';

type OpenKeys = (vault: Pick<Vault, 'openKeyring'>) => Promise<void>;
const START_MS = 30_000;

/** The way to the vault: to the process at `socket`, or to a vault in this one. */
export const linkVault = ({ socket, ...parts }: VaultParts & { socket: string | null }) => {
  const client = socket ? new VaultClient(socket) : null;
  const vaultApi: VaultApi = client ? remoteVault(client) : makeVault(parts);
  return {
    client,
    vaultApi,
    /** A vault that was started again is given its keyring before it is asked for anything else. */
    open: async ({ first, again }: { first: OpenKeys; again: OpenKeys }): Promise<void> => {
      if (!client) return first(vaultApi);
      let isOpen = false;
      await client.ready(START_MS, (ask) => (isOpen ? again : first)(remoteVault({ ask })));
      await assertEnclave(parts.config, vaultApi);
      isOpen = true;
    },
  };
};

/** Evidence as the server hands it out; null where no enclave is in use. */
export const makeEvidence = ({ teeMode }: Config, vaultApi: VaultApi, log: Logger): EvidenceService | null => {
  if (teeMode === 'off') return null;
  const onError = (error: unknown): void => log.error({ error }, 'the vault gave no evidence');
  const ask = async (nonce: string | null): Promise<Evidence> => {
    const evidence = (await vaultApi.evidence(nonce)) as Evidence | null;
    if (!evidence) throw new EnclaveError('NO_SOCKET', 'The vault has no enclave.');
    // Over the channel a date is a text.
    return { ...evidence, generatedAt: new Date(evidence.generatedAt) };
  };
  return new EvidenceService({ ask, onError });
};

/** A vault in another process may have been started without the enclave that this one is told to require. */
const assertEnclave = async ({ teeMode }: Config, vaultApi: VaultApi): Promise<void> => {
  if (teeMode === 'required' && !(await vaultApi.evidence(null)))
    throw new ConfigError(
      'TEE_MODE=required needs an enclave, and the vault has none. Start it with TEE_MODE=required.',
    );
};
