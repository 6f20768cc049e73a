import type { EntityManager } from '@mikro-orm/core';
import type { Logger } from 'pino';
import type { Config } from '../kernel/config.js';
import { networkDefinition } from '../kernel/networks.js';
import { followKeyring } from '../keyring/follow-keyring.js';
import { KeyRotation } from '../keyring/key-rotation.js';
import { LiveKeyring } from '../keyring/live-keyring.js';
import { OperatorKeysService } from '../keyring/operator-keys.service.js';
import { accountKeys } from '../money/accounts/account-keys.js';
import type { Telemetry } from '../operator/telemetry/telemetry.js';
import { AuditLog } from '../platform/audit/audit-log.js';
import { Checkpoints } from '../platform/audit/checkpoints.js';
import { Events } from '../platform/events/events.js';
import { WakeUps } from '../platform/events/wake-ups.js';
import type { StellarGateway } from '../stellar/gateway.js';
import { HorizonGateway } from '../stellar/horizon/horizon-gateway.js';
import { StellarNetworks } from '../stellar/networks/stellar-networks.js';
import { rememberSeals } from '../vault/channel/remembered-seals.js';
import type { Vault } from '../vault/contract/vault.js';
import type { VaultApi } from '../vault/contract/vault-api.js';

export type NetworkParts = {
  config: Config;
  telemetry: Telemetry;
  log: Logger;
  localHorizonUrl: string;
  gateways?: StellarGateway[];
  /** Told of each call of a network by the field that makes it. */
  onNetworkCall?: (field: string | null) => void;
};

/** It is counted all the same; its line in the schema lacks the bounds that go with it. */
const warnOfUnmarked = (log: Logger) => (field: string | null) => {
  if (field === null) log.error('a field that asks a network carries no @network');
};

/** The ways to the ledgers: the server's, of which each caller has a share, and the vault's. */
export const makeNetworks = ({ config, telemetry, log, localHorizonUrl, ...outside }: NetworkParts) => {
  const definitions = config.networks.map((network) => networkDefinition(network, localHorizonUrl));
  const spoken = outside.gateways ?? definitions.map((definition) => new HorizonGateway(definition));
  const watched = spoken.map((gateway) => telemetry.gateway(gateway));
  return {
    networks: StellarNetworks.shared(watched, { onCall: outside.onNetworkCall ?? warnOfUnmarked(log) }),
    // A vault in this process asks as one in another does: over a way of its own, which whoever has it ask pays for.
    vaultNetworks: new StellarNetworks(watched),
  };
};

export type FoundationParts = {
  em: EntityManager;
  config: Config;
  telemetry: Telemetry;
  log: Logger;
  networks: StellarNetworks;
  /** The vault in this process, or the way to that in another. */
  vaultApi: VaultApi;
};

/** What every feature stands on: events, the vault with the newest keys, the log of what was done. */
export const makeFoundations = ({ em, config, telemetry, log, networks, vaultApi }: FoundationParts) => {
  const wakeUps = new WakeUps();
  const events = telemetry.events(new Events(em, wakeUps));
  const keyring = new LiveKeyring({ em, database: config.database, vault: vaultApi });
  const vault: Vault = telemetry.vault(rememberSeals(followKeyring(vaultApi, () => keyring.catchUp())));
  const checkpoints = new Checkpoints(em, vault, (error) => log.error({ error }, 'a checkpoint could not be signed'));
  const audit = telemetry.audit(new AuditLog(em, (userId) => checkpoints.wake(userId)));
  const days = config.keyRotation ?? { maxAgeDays: 0, backupRetentionDays: 35 };
  const rotation = new KeyRotation({ em, keyring, vault: vaultApi, sealedKeys: accountKeys, audit, days });
  const operatorKeys = new OperatorKeysService({ em, rotation, audit, log });
  return {
    em,
    config,
    telemetry,
    log,
    networks,
    vaultApi,
    wakeUps,
    events,
    vault,
    checkpoints,
    audit,
    rotation,
    operatorKeys,
  };
};
export type Foundations = ReturnType<typeof makeFoundations>;
