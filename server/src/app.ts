import 'reflect-metadata';
import type { EntityManager, MikroORM } from '@mikro-orm/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Account, accountEntities } from './accounts/account.entity.js';
import { agentEntities } from './agent/run.entity.js';
import { ToolCatalogue } from './agent/tool-catalogue.js';
import { apiKeyEntities } from './api-keys/api-key.entity.js';
import { isKeyToken } from './api-keys/key-token.js';
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
import { approvalEntities } from './approvals/approval.entity.js';
import type { Enclave } from './attestation/enclave.js';
import type { EvidenceService } from './attestation/evidence.service.js';
import { openEnclave } from './attestation/open-enclave.js';
import { auditEntities } from './audit/audit.entity.js';
import { backupEntities } from './backup/backup.entity.js';
import { addOperatorRoutes } from './backup/operator-routes.js';
import { chatEntities } from './chat/thread.entity.js';
import { type Config, givenMasterKey, Secrets } from './config.js';
import { openDatabase } from './db/database.js';
import { eventEntities } from './events/event.entity.js';
import { printSchema } from './graphql/build-schema.js';
import { Pace, type PaceLimits } from './graphql/pace.js';
import { GraphQLDoor } from './graphql/pipeline.js';
import { createLogger } from './http/logger.js';
import { createHttpServer } from './http/server.js';
import { keyringEntities } from './key-rotation/keyring.entity.js';
import { openKeyring } from './key-rotation/open-keyring.js';
import { releasedEntities } from './key-rotation/released-check.entity.js';
import { reopenKeyring } from './key-rotation/reopen-keyring.js';
import { RotationSchedule } from './key-rotation/rotation-schedule.js';
import type { KnownToken } from './known-token.js';
import type { ModelGateway } from './openai/model-gateway.js';
import { policyEntities } from './policy/policy.entity.js';
import type { PriceSources } from './prices/price-sources.js';
import type { StellarGateway } from './stellar/gateway.js';
import { Telemetry } from './telemetry/telemetry.js';
import { Executor } from './transactions/executor.js';
import type { Timing } from './transactions/timing.js';
import { transactionEntities } from './transactions/transaction.entity.js';
import { Passkey, userEntities } from './users/user.entity.js';
import { type LastingMemory, passingMemory } from './vault/memory/lasting-memory.js';
import { vaultEntities } from './vault/vault-state.entity.js';

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
  const users = makeUsers(foundations);
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
  const executor = new Executor(em, door, networks, parts.outcomes, parts.policy, wakeUps, log, overrides.timing);
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
  const app = await createApp(nowhere, new Secrets(key, null), {
    log: createLogger('silent'),
    localHorizonUrl: 'http://localhost',
  });
  await app.close();
  return printSchema(app.schema);
};
