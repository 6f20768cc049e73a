import type { Logger } from 'pino';
import type { Config, LegacySecrets, Secrets } from '../../kernel/config.js';
import { passphraseOf } from '../../kernel/networks.js';
import { defaultRules } from '../../rulebook/rules/default-rules.js';
import { POLICY_ENGINE } from '../../rulebook/rules/evaluate.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Enclave } from '../../tee/attestation/enclave.js';
import { identityOf } from '../../tee/attestation/enclave-identity.js';
import { askEnclave, EvidenceService } from '../../tee/attestation/evidence.service.js';
import type { KeySet } from '../../tee/attestation/statement.js';
import { relyingPartyOf } from '../contract/relying-party.js';
import type { OpenKeyringRequest, Vault } from '../contract/vault.js';
import { METHODS, type VaultApi } from '../contract/vault-api.js';
import { backupVault } from './backups/backup-vault.js';
import { EmbeddedVault } from './embedded-vault.js';
import { GatewayWitness } from './gateway-witness.js';
import { VaultJudge } from './judgement/vault-judge.js';
import { VaultPolicyJudge } from './judgement/vault-policy-judge.js';
import { masterKeysOnce } from './keys/gather-master-keys.js';
import type { MasterKeys } from './keys/master-key.js';
import { notOpen } from './keys/vault-keys.js';
import type { LastingMemory } from './memory/lasting-memory.js';
import { type PriceSources, priceSources } from './prices/price-sources.js';
import { SourceQuoter } from './prices/source-quoter.js';
import type { SignerKeys } from './signers/signer-keys.js';

export type VaultParts = {
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
export type OwnVault = VaultApi & { readonly signers: SignerKeys };

/** The vault, its rules and its enclave, in whichever process it stands. It is made when its keyring is opened. */
export const makeVault = (parts: VaultParts): OwnVault => {
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
      vault ??= makeEmbedded(parts, masters);
      const answer = await vault.openKeyring(request);
      if (!answer.store && !parts.legacy) parts.secrets.forgetKeys();
      return answer;
    },
    evidence: async (nonce) => (nonce === null ? evidence?.latestEvidence() : evidence?.forNonce(nonce)) ?? null,
  };
};

/** A vault that stands there later; until then every call is refused by `get`. */
const laterVault = (get: () => Vault): Omit<Vault, 'openKeyring'> =>
  Object.fromEntries(
    METHODS.filter((name) => name !== 'evidence').map((name) => [
      name,
      async (request: never) => (get()[name as keyof Vault] as (one: never) => Promise<unknown>)(request),
    ]),
  ) as unknown as Vault;

const makeEmbedded = ({ config, networks, memory, prices, legacy }: VaultParts, keys: MasterKeys): EmbeddedVault => {
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

const enclaveEvidence = ({ log }: VaultParts, enclave: Enclave, vault: () => EmbeddedVault): EvidenceService => {
  const keySet = async (): Promise<KeySet> => {
    const { audit, verdict } = await vault().publicKeys();
    return { version: 'tuxedo-key-set/v1', auditCheckpointKey: audit, verdictKey: verdict, tlsKeys: [] };
  };
  const onError = (error: unknown): void => log.error({ error }, 'the enclave gave no evidence');
  return new EvidenceService({ ask: askEnclave({ enclave, keySet, policyEngine: POLICY_ENGINE }), onError });
};
