import type { MikroORM } from '@mikro-orm/core';
import type { Logger } from 'pino';
import type { ModelGateway } from '../agent/model/model-gateway.js';
import type { RunsService } from '../agent/runs/runs.service.js';
import type { Config } from '../kernel/config.js';
import type { NetworkDefinition } from '../kernel/networks.js';
import type { OperatorKeys } from '../keyring/operator-keys.service.js';
import type { RotationSchedule } from '../keyring/rotation-schedule.js';
import type { ApprovalsService } from '../money/approvals/approvals.service.js';
import type { Executor } from '../money/submission/executor.js';
import type { Telemetry } from '../operator/telemetry/telemetry.js';
import type { Checkpoints } from '../platform/audit/checkpoints.js';
import { rawSql } from '../platform/db/raw-sql.js';
import type { StellarNetworks } from '../stellar/networks/stellar-networks.js';
import type { EvidenceService } from '../tee/attestation/evidence.service.js';
import { TeeMode } from '../tee/attestation/tee-mode.js';
import type { HttpServer } from '../transports/http/server.js';
import type { ServerInfo } from '../transports/http/server-info.types.js';
import type { VaultClient } from '../vault/channel/vault-client.js';
import type { Vault } from '../vault/contract/vault.js';

const EXPIRE_EVERY_MS = 2_000;
const SWEEP_EVERY_MS = 15_000;
const CHECKPOINTS_EVERY_MS = 30_000;
const KEYS_EVERY_MS = 60_000;

export type Running = {
  orm: MikroORM;
  http: HttpServer;
  executor: Executor;
  approvals: ApprovalsService;
  runs: RunsService;
  checkpoints: Checkpoints;
  evidence: EvidenceService | null;
  schedule: RotationSchedule;
  operatorKeys: OperatorKeys;
  log: Logger;
  telemetry: Telemetry;
  /** The way to a vault in another process; it outlasts everything that may still seal. */
  vaultClient: VaultClient | null;
};

/** Starts what works by itself, and stops it in the order in which nothing is left half done. */
export const lifecycle = ({
  orm,
  http,
  executor,
  approvals,
  runs,
  checkpoints,
  evidence,
  schedule,
  operatorKeys,
  log,
  telemetry,
  vaultClient,
}: Running) => {
  const timers: NodeJS.Timeout[] = [];
  const every = (ms: number, what: string, work: () => Promise<unknown>) =>
    timers.push(setInterval(() => work().catch((error) => log.error({ error }, `${what} failed`)), ms));
  const work = (): void => {
    executor.start();
    void evidence?.start();
    schedule.tick().catch((error) => log.error({ error }, 'looking after the keys failed'));
    runs.recover().catch((error) => log.error({ error }, 'runs could not go on'));
    every(EXPIRE_EVERY_MS, 'closing old approvals', () => approvals.expire());
    every(CHECKPOINTS_EVERY_MS, 'signing checkpoints', () => checkpoints.catchUp());
    every(KEYS_EVERY_MS, 'looking after the keys', () => schedule.tick());
    every(SWEEP_EVERY_MS, 'freeing reservations', () => executor.sweep());
  };
  const rest = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    evidence?.stop();
    await runs.close();
    await executor.stop();
    await checkpoints.stop();
    await schedule.stop();
    await operatorKeys.stop();
  };
  return {
    /** Carries on what an earlier process left; needs no port. */
    work,
    listen: () => http.listen(),
    close: async (): Promise<void> => {
      await http.close();
      await rest();
      await orm.close();
      await telemetry.close();
      vaultClient?.close();
    },
  };
};

export const serverInfoOf = (config: Config, networks: NetworkDefinition[], model: ModelGateway): ServerInfo => ({
  version: config.version,
  networks,
  model: model.info,
  attestation: config.teeMode === 'off' ? TeeMode.OFF : TeeMode.REQUIRED,
  demoSignIn: config.networks.includes('LOCAL'),
});

type HealthParts = {
  orm: MikroORM;
  config: Config;
  model: ModelGateway;
  networks: StellarNetworks;
  evidence: EvidenceService | null;
  schedule: RotationSchedule;
  vault: Pick<Vault, 'publicKeys'>;
};

export const healthOf = ({ orm, config, model, networks, evidence, schedule, vault }: HealthParts) => ({
  checks: {
    database: async () => void (await rawSql(orm.em.fork(), 'select 1 as one')),
    vault: async () => void (await vault.publicKeys()),
    ...Object.fromEntries(
      config.networks.map((network) => [
        network.toLowerCase(),
        async () => void (await networks.get(network).latestLedger()),
      ]),
    ),
    ...(evidence && { attestation: async () => assertEvidence(evidence) }),
  },
  facts: () => ({
    version: config.version,
    network: config.networks.join(','),
    model: model.info.kind,
    database: config.database.kind,
    keys: schedule.health(),
    attestation: evidence?.report() ?? { mode: 'off', evidence: 'no enclave is in use' },
  }),
});

const assertEvidence = (evidence: EvidenceService): void => {
  const state = evidence.state();
  if (state !== 'FRESH') throw new Error(`The enclave’s evidence is ${state.toLowerCase()}.`);
};

/** Where each network's clock stands, for /metrics. */
export const ledgersOf = (networks: StellarNetworks): Record<string, () => Promise<{ closedAt: Date }>> =>
  Object.fromEntries(
    networks.definitions().map(({ network }) => [network, () => networks.get(network).latestLedger()]),
  );

/** How old the newest evidence is, or how long none came since the start; null where there is no enclave. */
export const ageOf = (evidence: EvidenceService | null, now: () => number = Date.now) => {
  const start = now();
  return async (): Promise<number | null> => {
    if (!evidence) return null;
    const { ageSeconds } = evidence.report();
    return typeof ageSeconds === 'number' ? ageSeconds : Math.floor((now() - start) / 1_000);
  };
};
