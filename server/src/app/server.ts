import type { MikroORM } from '@mikro-orm/core';
import type { FastifyInstance } from 'fastify';
import type { ModelGateway } from '../agent/model/model-gateway.js';
import type { SessionService } from '../identity/sessions/session.service.js';
import type { Config } from '../kernel/config.js';
import type { KnownToken } from '../kernel/known-token.js';
import type { NetworkDefinition } from '../kernel/networks.js';
import { RotationSchedule } from '../keyring/rotation-schedule.js';
import type { ApiKeysService } from '../money/api-keys/api-keys.service.js';
import { isKeyToken } from '../money/api-keys/key-token.js';
import { addOperatorRoutes } from '../operator/backup/operator-routes.js';
import type { MetricSources } from '../operator/telemetry/live-gauges.js';
import { rawSql } from '../platform/db/raw-sql.js';
import type { GraphQLDoor } from '../platform/graphql/graphql-door.js';
import type { StellarNetworks } from '../stellar/networks/stellar-networks.js';
import type { EvidenceService } from '../tee/attestation/evidence.service.js';
import { TeeMode } from '../tee/attestation/tee-mode.js';
import { createHttpServer } from '../transports/http/server.js';
import type { ServerInfo } from '../transports/http/server-info.types.js';
import type { Vault } from '../vault/contract/vault.js';
import { entities } from './entities.js';
import type { Foundations } from './foundations.js';

export type ServerParts = Foundations & {
  orm: MikroORM;
  sessions: SessionService;
  apiKeys: ApiKeysService;
  model: ModelGateway;
  door: GraphQLDoor;
  evidence: EvidenceService | null;
  operatorToken: KnownToken | null;
};

/** What answers outside requests, and what is told there of the keys. */
export const makeServer = async (parts: ServerParts) => {
  const { orm, config, model, door, log, em, wakeUps, networks, telemetry, evidence, vaultApi, rotation } = parts;
  const authenticate = (token: string) => (isKeyToken(token) ? parts.apiKeys : parts.sessions).authenticate(token);
  const schedule = new RotationSchedule({ rotation, maxAgeDays: config.keyRotation?.maxAgeDays ?? 0, log });
  const health = healthOf({ orm, config, model, networks, evidence, schedule, vault: vaultApi });
  const { operatorToken } = parts;
  const sources = sourcesOf(parts);
  const extend = (fastify: FastifyInstance, openSockets: () => number): void => {
    telemetry.addTo(fastify, em, { ...sources, sockets: openSockets });
    addOperatorRoutes(fastify, { config, entities, vault: vaultApi, token: operatorToken, log });
  };
  const http = await createHttpServer({ config, door, authenticate, wakeUps, health, log, extend, operatorToken });
  return { http, schedule };
};

/** For /metrics. */
const sourcesOf = ({ networks, evidence, rotation }: ServerParts): MetricSources => ({
  networks: ledgersOf(networks),
  attestationAgeSeconds: ageOf(evidence),
  rotation: async () => {
    const { active, remaining } = await rotation.status();
    return { activeVersion: active, remaining };
  },
});

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

const healthOf = ({ orm, config, model, networks, evidence, schedule, vault }: HealthParts) => ({
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

/** Where each network's clock stands. */
const ledgersOf = (networks: StellarNetworks): Record<string, () => Promise<{ closedAt: Date }>> =>
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
