import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { ModelGateway } from '../agent/model/model-gateway.js';
import { makeModel } from '../agent/model/planner/make-model.js';
import { makeRunWorker } from '../agent/runs/make-run-worker.js';
import { type Config, givenMasterKey, Secrets } from '../kernel/config.js';
import { openKeyring } from '../keyring/open-keyring.js';
import { reopenKeyring } from '../keyring/reopen-keyring.js';
import type { Timing } from '../money/proposals/timing.js';
import { Executor } from '../money/submission/executor.js';
import { Telemetry } from '../operator/telemetry/telemetry.js';
import { openDatabase } from '../platform/db/database.js';
import { GraphQLDoor } from '../platform/graphql/graphql-door.js';
import { Pace, type PaceLimits } from '../platform/graphql/limits/pace.js';
import { printSchema } from '../platform/graphql/make-schema.js';
import type { StellarGateway } from '../stellar/gateway.js';
import type { Enclave } from '../tee/attestation/enclave.js';
import { openEnclave } from '../tee/attestation/open-enclave.js';
import { createLogger } from '../transports/http/logger.js';
import type { Vault } from '../vault/contract/vault.js';
import { type LastingMemory, passingMemory } from '../vault/room/memory/lasting-memory.js';
import type { PriceSources } from '../vault/room/prices/price-sources.js';
import { entities, usesKeys } from './entities.js';
import { type Foundations, makeFoundations, makeNetworks } from './foundations.js';
import { lifecycle } from './lifecycle.js';
import { makeAppSchema } from './schema.js';
import { makeServer, serverInfoOf } from './server.js';
import { makeServices } from './services.js';
import { linkVault, makeEvidence } from './vault.js';

/** What comes from outside; tests put other things where the outside world begins. */
export type AppOverrides = {
  log: Logger;
  localHorizonUrl: string;
  demoContacts?: { name: string; address: string }[];
  gateways?: StellarGateway[];
  timing?: Timing;
  model?: ModelGateway;
  prices?: PriceSources;
  pace?: PaceLimits;
  /** log2 of the work that a recovery code's hash takes. */
  recoveryCost?: number | undefined;
  enclave?: Enclave | null;
  /** Where the vault's own process answers; without one the vault stands in this process. */
  vaultSocket?: string | null;
  /** What a vault in this process keeps beyond its end; nothing unless it is given. */
  vaultMemory?: LastingMemory;
  onNetworkCall?: (field: string | null) => void;
};

/** Builds the whole server, from its foundations up; nothing runs until `work` and `listen`. */
export const createApp = async (config: Config, secrets: Secrets, overrides: AppOverrides) => {
  const { log, vaultSocket: socket = null, vaultMemory: memory = passingMemory(), prices, timing } = overrides;
  const enclave = await enclaveOf(config, overrides);
  const orm = await openDatabase(config.database, entities);
  const { version, publicUrl, tracesTo } = config;
  const { metricsToken, operatorToken } = secrets;
  const telemetry = new Telemetry({ version, publicUrl, tracesTo, metricsToken });
  const { networks, vaultNetworks } = makeNetworks({ config, telemetry, ...overrides });
  const link = linkVault({ socket, config, secrets, enclave, networks: vaultNetworks, log, memory, prices });
  const foundations = makeFoundations({ em: orm.em, config, telemetry, log, networks, vaultApi: link.vaultApi });
  await link.open(keysOf(foundations));
  const services = makeServices(foundations, overrides);
  const model = overrides.model ?? makeModel(config, secrets);
  const evidence = makeEvidence(config, link.vaultApi, log);
  const serverInfo = serverInfoOf(config, networks.definitions(), model);
  const schema = makeAppSchema({ ...services, evidence, serverInfo });
  const door = makeDoor(foundations, schema, overrides);
  const runWorker = makeRunWorker({ ...services, model, schema, door });
  const executor = new Executor({ ...services, door }, timing);
  const { http, schedule } = await makeServer({ ...services, orm, model, door, evidence, operatorToken });
  const parts = { ...services, orm, evidence, schema, door, runWorker, executor, schedule };
  return { ...parts, model: model.info, ...lifecycle({ ...parts, http, vaultClient: link.client }) };
};

export type App = Awaited<ReturnType<typeof createApp>>;

const enclaveOf = async (config: Config, { vaultSocket, enclave }: AppOverrides): Promise<Enclave | null> => {
  if (vaultSocket) return null;
  return enclave === undefined ? openEnclave(config) : enclave;
};

/** What a vault is told before it is asked for anything: at its first start, and whenever it was started again. */
const keysOf = ({ em, config, audit }: Foundations) => ({
  first: (vault: Pick<Vault, 'openKeyring'>) => openKeyring({ em, vault, audit, isInUse: usesKeys }),
  again: (vault: Pick<Vault, 'openKeyring'>) => reopenKeyring({ em, database: config.database, vault }),
});

const makeDoor = ({ em, log, events, telemetry }: Foundations, schema: GraphQLSchema, { pace }: AppOverrides) => {
  const follow = events.follow.bind(events);
  return telemetry.door(new GraphQLDoor({ schema, em, log, follow, pace: new Pace(pace) }), schema);
};

/** The text of schema.graphql; needs nothing but the code. */
export const printAppSchema = async (config: Config): Promise<string> => {
  const masterKey = givenMasterKey(new Uint8Array(32).fill(1));
  const nowhere = {
    ...config,
    teeMode: 'off' as const,
    networks: ['LOCAL' as const],
    database: { kind: 'sqlite' as const, path: ':memory:' },
  };
  const app = await createApp(nowhere, new Secrets({ masterKey }), {
    log: createLogger('silent'),
    localHorizonUrl: 'http://localhost',
  });
  await app.close();
  return printSchema(app.schema);
};
