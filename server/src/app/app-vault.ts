import type { Logger } from 'pino';
import { relyingPartyOf } from '../identity/passkeys/passkey-ceremony.js';
import { type Config, ConfigError, type LegacySecrets, type Secrets } from '../kernel/config.js';
import { passphraseOf } from '../kernel/networks.js';
import { defaultRules } from '../rulebook/rules/default-rules.js';
import { POLICY_ENGINE } from '../rulebook/rules/evaluate.js';
import type { StellarNetworks } from '../stellar/networks/stellar-networks.js';
import { type Enclave, EnclaveError } from '../tee/attestation/enclave.js';
import { identityOf } from '../tee/attestation/enclave-identity.js';
import type { Evidence } from '../tee/attestation/evidence.js';
import { askEnclave, EvidenceService } from '../tee/attestation/evidence.service.js';
import type { KeySet } from '../tee/attestation/statement.js';
import { laterVault, type Room, remoteVault } from '../vault/channel/remote-vault.js';
import { VaultClient } from '../vault/channel/vault-client.js';
import type { OpenKeyringRequest, Vault } from '../vault/contract/vault.js';
import { backupVault } from '../vault/room/backups/backup-vault.js';
import { EmbeddedVault } from '../vault/room/embedded-vault.js';
import { GatewayWitness } from '../vault/room/gateway-witness.js';
import { VaultJudge } from '../vault/room/judgement/vault-judge.js';
import { VaultPolicyJudge } from '../vault/room/judgement/vault-policy-judge.js';
import { masterKeysOnce } from '../vault/room/keys/gather-master-keys.js';
import type { MasterKeys } from '../vault/room/keys/master-key.js';
import { notOpen } from '../vault/room/keys/vault-keys.js';
import type { LastingMemory } from '../vault/room/memory/lasting-memory.js';
import { type PriceSources, priceSources } from '../vault/room/prices/price-sources.js';
import { SourceQuoter } from '../vault/room/prices/source-quoter.js';
import type { SignerKeys } from '../vault/room/signers/signer-keys.js';

export type RoomParts = {
  config: Config;
  secrets: Secrets;
  enclave: Enclave | null;
  /** The vault's own view of the ledgers. */
  networks: StellarNetworks;
  log: Logger;
  /** What the vault keeps beyond its own end. */
  memory: LastingMemory;
  /** Tests know other prices. */
  prices?: PriceSources | undefined;
  /** Only where keys of the old system are taken over: a server that runs holds none. */
  legacy?: LegacySecrets;
};

/** A vault in this very process. What replaces signers has no name on the channel, so that no other process reaches it. */
export type OwnRoom = Room & { readonly signers: SignerKeys };

/** The vault, its rules and its enclave, in whichever process it stands. It is made when its keyring is opened. */
export const makeRoom = (parts: RoomParts): OwnRoom => {
  let vault: EmbeddedVault | null = null;
  const opened = (): EmbeddedVault => {
    if (!vault) throw notOpen();
    return vault;
  };
  const keys = masterKeysOnce(parts.secrets, parts.enclave);
  const evidence = parts.enclave && enclaveEvidence(parts, parts.enclave, opened);
  return {
    ...laterVault(opened),
    get signers() {
      return opened().signers;
    },
    ...backupVault(keys, () => identityOf(parts.enclave)),
    openKeyring: async (request: OpenKeyringRequest) => {
      const masters = await keys(request.isNew);
      vault ??= makeVault(parts, masters);
      const answer = await vault.openKeyring(request);
      if (!answer.store && !parts.legacy) parts.secrets.forgetKeys();
      return answer;
    },
    evidence: async (nonce) => (nonce === null ? evidence?.latestEvidence() : evidence?.forNonce(nonce)) ?? null,
  };
};

type OpenKeys = (vault: Pick<Vault, 'openKeyring'>) => Promise<void>;
const START_MS = 30_000;

/** The way to the vault: to the process at `socket`, or to a vault in this one. */
export const linkVault = ({ socket, ...parts }: RoomParts & { socket: string | null }) => {
  const client = socket ? new VaultClient(socket) : null;
  const room: Room = client ? remoteVault(client) : makeRoom(parts);
  return {
    client,
    room,
    /** A vault that was started again is given its keyring before it is asked for anything else. */
    open: async ({ first, again }: { first: OpenKeys; again: OpenKeys }): Promise<void> => {
      if (!client) return first(room);
      let isOpen = false;
      await client.ready(START_MS, (ask) => (isOpen ? again : first)(remoteVault({ ask })));
      await assertEnclave(parts.config, room);
      isOpen = true;
    },
  };
};

const makeVault = ({ config, networks, memory, prices, legacy }: RoomParts, keys: MasterKeys): EmbeddedVault => {
  const defaults = defaultRules(config);
  return new EmbeddedVault(keys, {
    ...relyingPartyOf(config.publicUrl),
    networkPassphrases: Object.fromEntries(config.networks.map((network) => [network, passphraseOf(network)])),
    judge: new VaultJudge(defaults),
    policyJudge: new VaultPolicyJudge(defaults),
    ledger: new GatewayWitness(networks),
    memory,
    quoter: new SourceQuoter(prices ?? priceSources(config, networks)),
    legacyKeys: legacy?.keys.map((text) => ({ text, salt: legacy.salt })) ?? [],
  });
};

const enclaveEvidence = ({ log }: RoomParts, enclave: Enclave, vault: () => EmbeddedVault): EvidenceService => {
  const keySet = async (): Promise<KeySet> => {
    const { audit, verdict } = await vault().publicKeys();
    return { version: 'tuxedo-key-set/v1', auditCheckpointKey: audit, verdictKey: verdict, tlsKeys: [] };
  };
  const onError = (error: unknown): void => log.error({ error }, 'the enclave gave no evidence');
  return new EvidenceService({ ask: askEnclave({ enclave, keySet, policyEngine: POLICY_ENGINE }), onError });
};

/** Evidence as the server hands it out; null where no enclave is in use. */
export const makeEvidence = ({ teeMode }: Config, room: Room, log: Logger): EvidenceService | null => {
  if (teeMode === 'off') return null;
  const onError = (error: unknown): void => log.error({ error }, 'the vault gave no evidence');
  const ask = async (nonce: string | null): Promise<Evidence> => {
    const evidence = (await room.evidence(nonce)) as Evidence | null;
    if (!evidence) throw new EnclaveError('NO_SOCKET', 'The vault has no enclave.');
    // Over the channel a date is a text.
    return { ...evidence, generatedAt: new Date(evidence.generatedAt) };
  };
  return new EvidenceService({ ask, onError });
};

/** A vault in another process may have been started without the enclave that this one is told to require. */
const assertEnclave = async ({ teeMode }: Config, room: Room): Promise<void> => {
  if (teeMode === 'required' && !(await room.evidence(null)))
    throw new ConfigError(
      'TEE_MODE=required needs an enclave, and the vault has none. Start it with TEE_MODE=required.',
    );
};
