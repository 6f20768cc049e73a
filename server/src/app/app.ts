import 'reflect-metadata';
import type { EntityManager, MikroORM } from '@mikro-orm/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { chatEntities } from '../agent/chat/thread.entity.js';
import type { ModelGateway } from '../agent/model/model-gateway.js';
import { agentEntities } from '../agent/runs/run.entity.js';
import { ToolCatalogue } from '../agent/runs/tool-catalogue.js';
import { Passkey, userEntities } from '../identity/records/user.entity.js';
import { type Config, givenMasterKey, Secrets } from '../kernel/config.js';
import type { KnownToken } from '../kernel/known-token.js';
import { keyringEntities } from '../keyring/keyring.entity.js';
import { openKeyring } from '../keyring/open-keyring.js';
import { releasedEntities } from '../keyring/released-check.entity.js';
import { reopenKeyring } from '../keyring/reopen-keyring.js';
import { RotationSchedule } from '../keyring/rotation-schedule.js';
import { vaultEntities } from '../keyring/vault-state.entity.js';
import { Account, accountEntities } from '../money/accounts/records/account.entity.js';
import { apiKeyEntities } from '../money/api-keys/api-key.entity.js';
import { isKeyToken } from '../money/api-keys/key-token.js';
import { approvalEntities } from '../money/approvals/approval.entity.js';
import { policyEntities } from '../money/policy/policy.entity.js';
import type { Timing } from '../money/proposals/timing.js';
import { transactionEntities } from '../money/proposals/transaction.entity.js';
import { Executor } from '../money/submission/executor.js';
import { backupEntities } from '../operator/backup/make/backup.entity.js';
import { addOperatorRoutes } from '../operator/backup/operator-routes.js';
import { Telemetry } from '../operator/telemetry/telemetry.js';
import { auditEntities } from '../platform/audit/audit.entity.js';
import { openDatabase } from '../platform/db/database.js';
import { eventEntities } from '../platform/events/event.entity.js';
import { printSchema } from '../platform/graphql/build-schema.js';
import { Pace, type PaceLimits } from '../platform/graphql/limits/pace.js';
import { GraphQLDoor } from '../platform/graphql/pipeline.js';
import type { StellarGateway } from '../stellar/gateway.js';
import type { Enclave } from '../tee/attestation/enclave.js';
import type { EvidenceService } from '../tee/attestation/evidence.service.js';
import { openEnclave } from '../tee/attestation/open-enclave.js';
import { createLogger } from '../transports/http/logger.js';
import { createHttpServer } from '../transports/http/server.js';
import { type LastingMemory, passingMemory } from '../vault/room/memory/lasting-memory.js';
import type { PriceSources } from '../vault/room/prices/price-sources.js';
import { ageOf, healthOf, ledgersOf, lifecycle, serverInfoOf } from './app-lifecycle.js';
import { makeAppSchema } from './app-schema.js';
import {
  type LateDoor,
  makeAccounts,
  makeApiKeys,
  makeChat,
  makeFoundations,
  makeModel,
  makeMoney,
  makePolicyChanges,
  makeUsers,
} from './app-services.js';
import { linkVault, makeEvidence } from './app-vault.js';

export const entities = [
  ...userEntities,
  ...apiKeyEntities,
  ...vaultEntities,
  ...releasedEntities,
  ...keyringEntities,
  ...accountEntities,
  ...policyEntities,
  ...transactionEntities,
  ...approvalEntities,
  ...agentEntities,
  ...chatEntities,
  ...auditEntities,
  ...eventEntities,
  ...backupEntities,
];

export type AppOverrides = {
  log: Logger;
  localHorizonUrl: string;
  demoContacts?: { name: string; address: string }[];
  /** Tests put other things where the outside world begins. */
  gateways?: StellarGateway[];
  timing?: Timing;
  model?: ModelGateway;
  prices?: PriceSources;
  pace?: PaceLimits;
  enclave?: Enclave | null;
  /** Where the vault's own process answers; without one the vault stands in this process. */
  vaultSocket?: string | null;
  /** What a vault in this process keeps beyond its end; nothing unless it is given. */
  vaultMemory?: LastingMemory;
  /** log2 of the work that a recovery code's hash takes. */
  recoveryCost?: number | undefined;
  onNetworkCall?: (field: string | null) => void;
};

/** Builds the whole server. Every `new` stands here and in app-services and app-schema; nothing runs until `start`. */
export const createApp = async (config: Config, secrets: Secrets, overrides: AppOverrides) => {
  const { vaultSocket = null, vaultMemory: memory = passingMemory(), prices } = overrides;
  const enclave = vaultSocket
    ? null
    : await (overrides.enclave === undefined ? openEnclave(config) : overrides.enclave);
  const orm = await openDatabase(config.database, entities);
  const { em } = orm;
  const { log } = overrides;
  const { version, publicUrl, tracesTo } = config;
  const telemetry = new Telemetry({ version, publicUrl, tracesTo, metricsToken: secrets.metricsToken });
  const link = linkVault({ socket: vaultSocket, config, secrets, enclave, log, memory, prices });
  const surroundings = { em, config, makeRoom: link.room, demoContacts: [], telemetry, ...overrides };
  const model = overrides.model ?? makeModel(config, secrets);
  const foundations = makeFoundations(surroundings);
  const { audit } = foundations;
  await link.open(foundations.room, {
    first: (vault) => openKeyring({ em, vault, audit, isInUse: usesKeys }),
    again: (vault) => reopenKeyring({ em, database: config.database, vault }),
  });
  const users = makeUsers(foundations, overrides.recoveryCost);
  const money = makeMoney(foundations, overrides.timing);
  const evidence = makeEvidence(config, foundations.room, log);
  const late: LateDoor = {};
  const chat = makeChat(foundations, model, late, log);
  const parts = {
    ...foundations,
    ...users,
    ...money,
    ...makePolicyChanges(foundations, users, money),
    ...makeApiKeys(foundations, users, money),
    ...makeAccounts(foundations, money, surroundings),
    ...chat,
    evidence,
  };
  const { events, wakeUps, networks } = parts;
  const schema = makeAppSchema({ ...parts, serverInfo: serverInfoOf(config, networks.definitions(), model) });
  const follow = events.follow.bind(events);
  const plainDoor = new GraphQLDoor({ schema, em, log, follow, pace: new Pace(overrides.pace) });
  const door = telemetry.door(plainDoor, schema);
  Object.assign(late, { door, tools: new ToolCatalogue(schema) });
  const executor = new Executor(
    { em, door, networks, outcomes: parts.outcomes, policy: parts.policy, wakeUps, log },
    overrides.timing,
  );
  const { http, schedule } = await makeServer({
    ...parts,
    orm,
    model,
    door,
    log,
    operatorToken: secrets.operatorToken,
  });
  return {
    ...parts,
    orm,
    schema,
    door,
    executor,
    schedule,
    model: model.info,
    ...lifecycle({ ...parts, orm, http, executor, schedule, log, vaultClient: link.client }),
  };
};

type ServerParts = ReturnType<typeof makeFoundations> &
  Pick<ReturnType<typeof makeUsers>, 'sessions'> &
  Pick<ReturnType<typeof makeApiKeys>, 'apiKeys'> & {
    orm: MikroORM;
    model: ModelGateway;
    door: GraphQLDoor;
    log: Logger;
    evidence: EvidenceService | null;
    operatorToken: KnownToken | null;
  };

/** What answers outside requests, and what is told there of the keys. */
const makeServer = async (parts: ServerParts) => {
  const { orm, config, model, door, log, em, wakeUps, networks, telemetry, evidence, apiKeys, sessions } = parts;
  const authenticate = (token: string) => (isKeyToken(token) ? apiKeys : sessions).authenticate(token);
  const maxAgeDays = config.keys?.maxAgeDays ?? 0;
  const schedule = new RotationSchedule({ rotation: parts.rotation, maxAgeDays, log });
  const health = healthOf({ orm, config, model, networks, evidence, schedule, vault: parts.room });
  const { operatorToken } = parts;
  const extend = (fastify: FastifyInstance): void => {
    telemetry.addTo(fastify, em);
    addOperatorRoutes(fastify, { config, entities, vault: parts.room, token: operatorToken, log });
  };
  const http = await createHttpServer({ config, door, authenticate, wakeUps, health, log, extend, operatorToken });
  telemetry.sources.sockets = http.openSockets;
  telemetry.sources.networks = ledgersOf(networks);
  telemetry.sources.attestationAgeSeconds = ageOf(evidence);
  telemetry.sources.rotation = async () => {
    const { active, remaining } = await parts.rotation.status();
    return { activeVersion: active, remaining };
  };
  return { http, schedule };
};

/** Where nobody has registered, nothing is sealed or marked yet. */
export const usesKeys = async (em: EntityManager): Promise<boolean> =>
  (await em.count(Passkey)) + (await em.count(Account)) > 0;

export type App = Awaited<ReturnType<typeof createApp>>;

/** The text of schema.graphql; needs nothing but the code. */
export const printAppSchema = async (config: Config): Promise<string> => {
  const key = givenMasterKey(new Uint8Array(32).fill(1));
  const nowhere = {
    ...config,
    teeMode: 'off' as const,
    networks: ['LOCAL' as const],
    database: { kind: 'sqlite' as const, path: ':memory:' },
  };
  const app = await createApp(nowhere, new Secrets({ masterKey: key }), {
    log: createLogger('silent'),
    localHorizonUrl: 'http://localhost',
  });
  await app.close();
  return printSchema(app.schema);
};
