import { join, resolve } from 'node:path';
import { z } from 'zod';
import { KnownToken } from './known-token.js';
import {
  ConfigError,
  decodeKey,
  embeddedKey,
  environmentKey,
  isKeyFileIn,
  type MasterKeySource,
} from './master-key-source.js';

import type { Network } from './networks.js';
import { LEGACY_SALT, Secrets } from './secrets.js';

export { ConfigError, givenMasterKey } from './master-key-source.js';
export { type LegacySecrets, Secrets } from './secrets.js';

export type NetworkName = Network;
export type DatabaseConfig = { kind: 'sqlite'; path: string } | { kind: 'postgresql'; url: string; poolMax: number };
type ModelConfig = { kind: 'offline' } | { kind: 'openai'; baseUrl?: string; model: string };
type AssetCaps = Record<string, { perTransaction: string; perDay: string }>;

/** Days; 0 for `maxAge` means that only the operator rotates. */
export type KeyRotationConfig = { maxAgeDays: number; backupRetentionDays: number };

/** Everything that may be logged. */
export type Config = {
  version: string;
  host: string;
  port: number;
  /** Origin that browsers use; passkeys are bound to it. */
  publicUrl: string;
  /** Proxies whose X-Forwarded-For is believed, such as `172.16.0.0/12`; without them everybody shares one address. */
  trustProxy: string | null;
  dataDir: string;
  database: DatabaseConfig;
  networks: NetworkName[];
  localNetworkPort: number;
  model: ModelConfig;
  teeMode: 'off' | 'required';
  /** `restore`: nothing but a copy is taken into an empty database. */
  startAs: 'server' | 'restore';
  /** Where a vault that runs by itself answers; null: the server starts one. */
  vaultSocket: string | null;
  /** The folder of the vault's own, which no other process needs. */
  vaultMemory: string;
  /** Where the guest agent of the enclave listens. */
  dstackSocket: string;
  policy: { approvalThresholdUsd: string; caps: AssetCaps; overLimit: 'ASK' | 'REFUSE'; feeMaxXlm: string };
  /** Where else to ask for prices on real networks, with `{asset}` and perhaps `{network}` in it. */
  priceUrl: string | null;
  chatRateLimit: { max: number; window: string };
  /** When a key version is replaced and when a replaced one may be destroyed; see docs/keys.md. */
  keyRotation?: KeyRotationConfig;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  clientDir: string | null;
  /** An OpenTelemetry collector that gets spans, such as http://localhost:4318. */
  tracesTo: string | null;
};

const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const days = z.coerce.number().int().min(0).max(3650);
const usd = z.string().regex(/^\d+(\.\d{1,7})?$/, 'must be a decimal number such as 1000');
const limit = z.object({ perTransaction: usd, perDay: usd });

/** Plain http is for this machine alone. The address may be logged, so it must not hold a secret. */
const isPriceUrl = (text: string): boolean => {
  const { protocol, hostname, username, password } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname));
  return isSafe && text.includes('{asset}') && !username && !password;
};

const holdsNoPassword = (text: string): boolean => {
  const { username, password } = new URL(text);
  return !username && !password;
};

/** Random hex digits of this length hold nearly all sixteen; what somebody made up holds few. */
const TOKEN_VARIETY_MIN = 8;

const environment = z.object({
  PORT: port(4000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  TRUST_PROXY: z
    .string()
    .regex(
      /^[\da-fA-F:.]+(\/\d{1,3})?(\s*,\s*[\da-fA-F:.]+(\/\d{1,3})?)*$/,
      'must list addresses or networks such as 10.0.0.0/8',
    )
    .optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
    .optional(),
  STELLAR_NETWORKS: z
    .string()
    .default('LOCAL')
    .transform(list)
    .pipe(z.array(z.enum(['LOCAL', 'TESTNET', 'MAINNET'])).min(1)),
  LOCAL_NETWORK_PORT: port(8000),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url().optional(),
  OPENAI_MODEL: z.string().min(1).optional(),
  ENCRYPTION_MASTER_KEY: z.string().optional(),
  BACKUP_KEY: z.string().optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters: openssl rand -hex 32').optional(),
  OPERATOR_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{32,512}$/, 'must have 32 to 512 characters and no blanks: openssl rand -hex 32')
    .refine((text) => new Set(text).size >= TOKEN_VARIETY_MIN, 'is not random. Make one with: openssl rand -hex 32')
    .optional(),
  ENCRYPTION_MASTER_KEY_PREVIOUS: z.string().optional(),
  LEGACY_ENCRYPTION_MASTER_KEY: z.string().optional(),
  LEGACY_ENCRYPTION_SALT: z.string().default(LEGACY_SALT),
  KEY_ROTATION_DAYS: days.default(90),
  BACKUP_RETENTION_DAYS: days.min(1).default(35),
  VAULT_SOCKET: z.string().startsWith('/', 'must be an absolute path').optional(),
  START_AS: z.enum(['server', 'restore']).default('server'),
  VAULT_MEMORY: z.string().startsWith('/', 'must be an absolute path').optional(),
  TEE_MODE: z.enum(['off', 'required']).default('off'),
  DSTACK_SOCKET: z.string().startsWith('/', 'must be an absolute path').default('/var/run/dstack.sock'),
  DSTACK_SIMULATOR_ENDPOINT: z.string().optional(),
  APPROVAL_THRESHOLD_USD: usd.default('1000'),
  AGENT_SPENDING_LIMITS: z
    .string()
    .default('{"XLM":{"perTransaction":"100","perDay":"1000"},"USDC":{"perTransaction":"500","perDay":"5000"}}')
    .transform(parseJson)
    .pipe(z.record(z.string(), limit)),
  TRANSACTION_LIMIT_ACTION: z.enum(['ask', 'refuse']).default('ask'),
  TRANSACTION_FEE_LIMIT: usd.refine((xlm) => Number(xlm) >= 0.00001, 'must be at least 0.00001').default('0.1'),
  PRICE_URL: z.url().refine(isPriceUrl, 'must be https, hold {asset}, and hold no password').optional(),
  CHAT_RATE_LIMIT: z
    .string()
    .regex(/^\d+\/\d+[smhd]$/, 'must look like 10/1m')
    .default('10/1m'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().refine(holdsNoPassword, 'must hold no password').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});
type Environment = z.infer<typeof environment>;

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'must be JSON such as {"XLM":{"perTransaction":"100","perDay":"1000"}}',
    });
    return z.NEVER;
  }
}

/** Reads and checks the environment. The names of all wrong variables are reported, their values never. */
export const readConfig = (
  env: NodeJS.ProcessEnv = process.env,
  { holdsKeys = true } = {},
): { config: Config; secrets: Secrets } => {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}.`).join('\n'));
  const config = toConfig(parsed.data);
  return { config, secrets: holdsKeys ? toSecrets(parsed.data, config) : withoutKeys(parsed.data) };
};

/** Whether this process could read a master key, or only a vault elsewhere has one. */
export const isMasterKeyHere = ({ dataDir }: Config, env: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(env.ENCRYPTION_MASTER_KEY) || isKeyFileIn(dataDir);

/** Where the person stands who typed the command: npm runs it in the project's folder. */
export const typedIn = (env: NodeJS.ProcessEnv = process.env): string => env.INIT_CWD ?? '.';

const KEY_VARIABLES = [
  'ENCRYPTION_MASTER_KEY',
  'ENCRYPTION_MASTER_KEY_PREVIOUS',
  'LEGACY_ENCRYPTION_MASTER_KEY',
  'BACKUP_KEY',
  'OPERATOR_TOKEN',
];

/** A process that this one starts needs no key. For the end of the start: nothing can be read from there again. */
export const forgetKeysInEnvironment = (env: NodeJS.ProcessEnv = process.env): void => {
  for (const name of KEY_VARIABLES) delete env[name];
};

/** What a vault that this process starts is told: the master key is read there, and what others are known by is not. */
export const environmentOfVault = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => {
  const { OPERATOR_TOKEN: _operator, METRICS_TOKEN: _metrics, OPENAI_API_KEY: _model, ...others } = env;
  return others;
};

const toConfig = (env: Environment): Config => {
  // Other software of the platform is redirected by this variable to whoever set it.
  if (env.TEE_MODE === 'required' && env.DSTACK_SIMULATOR_ENDPOINT !== undefined)
    throw new ConfigError('DSTACK_SIMULATOR_ENDPOINT is set, but TEE_MODE=required allows no simulator. Remove one.');
  const dataDir = resolve(env.DATA_DIR);
  const [max = '10', window = '1m'] = env.CHAT_RATE_LIMIT.split('/');
  return {
    version: '0.1.0',
    host: env.HOST,
    port: env.PORT,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ''),
    trustProxy: env.TRUST_PROXY ?? null,
    dataDir,
    database: env.DATABASE_URL
      ? { kind: 'postgresql', url: env.DATABASE_URL, poolMax: 10 }
      : { kind: 'sqlite', path: join(dataDir, 'tuxedo.sqlite') },
    networks: env.STELLAR_NETWORKS,
    localNetworkPort: env.LOCAL_NETWORK_PORT,
    model: env.OPENAI_API_KEY ? openaiModel(env) : { kind: 'offline' },
    teeMode: env.TEE_MODE,
    startAs: env.START_AS,
    vaultSocket: env.VAULT_SOCKET ?? null,
    vaultMemory: env.VAULT_MEMORY ?? join(dataDir, 'vault-memory'),
    dstackSocket: env.DSTACK_SOCKET,
    policy: {
      approvalThresholdUsd: env.APPROVAL_THRESHOLD_USD,
      caps: env.AGENT_SPENDING_LIMITS,
      overLimit: env.TRANSACTION_LIMIT_ACTION === 'ask' ? 'ASK' : 'REFUSE',
      feeMaxXlm: env.TRANSACTION_FEE_LIMIT,
    },
    priceUrl: env.PRICE_URL ?? null,
    chatRateLimit: { max: Number(max), window },
    keyRotation: { maxAgeDays: env.KEY_ROTATION_DAYS, backupRetentionDays: env.BACKUP_RETENTION_DAYS },
    logLevel: env.LOG_LEVEL,
    clientDir: null,
    tracesTo: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  };
};

const openaiModel = (env: Environment): ModelConfig => {
  if (!env.OPENAI_MODEL) throw new ConfigError('OPENAI_API_KEY is set but OPENAI_MODEL is not. Name the model to use.');
  return { kind: 'openai', model: env.OPENAI_MODEL, ...(env.OPENAI_BASE_URL && { baseUrl: env.OPENAI_BASE_URL }) };
};

/** For the process beside the vault: it never decodes a key that is in its environment, and makes none. */
const withoutKeys = (env: Environment): Secrets => {
  const none = (): never => {
    throw new Error('The keys are in the vault, which is another process.');
  };
  const masterKey: MasterKeySource = { read: none, make: none, forget: () => undefined, kind: 'ENVIRONMENT' };
  const { OPENAI_API_KEY: model = null, METRICS_TOKEN: metrics = null } = env;
  return new Secrets({ masterKey, openaiApiKey: model, metricsToken: metrics, operatorToken: operatorTokenOf(env) });
};

const operatorTokenOf = ({ OPERATOR_TOKEN: token, METRICS_TOKEN: metrics }: Environment): KnownToken | null => {
  // Whoever watches must not be able to act, and their token lies in another program's configuration.
  if (token !== undefined && token === metrics)
    throw new ConfigError('OPERATOR_TOKEN and METRICS_TOKEN are the same. Make another one: openssl rand -hex 32');
  return token === undefined ? null : new KnownToken(token);
};

const toSecrets = (env: Environment, config: Config): Secrets => {
  const { ENCRYPTION_MASTER_KEY: current, ENCRYPTION_MASTER_KEY_PREVIOUS: previous } = env;
  if (previous && !current)
    throw new ConfigError(
      'ENCRYPTION_MASTER_KEY_PREVIOUS is set but ENCRYPTION_MASTER_KEY is not. Set the new key there and the one of ' +
        'until now as the previous one.',
    );
  const texts = [env.LEGACY_ENCRYPTION_MASTER_KEY, current].filter((text) => text !== undefined);
  return new Secrets({
    masterKey: current ? environmentKey('ENCRYPTION_MASTER_KEY', current) : embeddedKey(config),
    openaiApiKey: env.OPENAI_API_KEY ?? null,
    backupKey: env.BACKUP_KEY
      ? decodeKey(
          Buffer.from(env.BACKUP_KEY),
          'BACKUP_KEY must be 32 bytes in base64. Make one with: openssl rand -base64 32',
        )
      : null,
    metricsToken: env.METRICS_TOKEN ?? null,
    previousMasterKey: previous ? environmentKey('ENCRYPTION_MASTER_KEY_PREVIOUS', previous) : null,
    legacy: { keys: texts.map((text) => new Uint8Array(Buffer.from(text.trim()))), salt: env.LEGACY_ENCRYPTION_SALT },
    operatorToken: operatorTokenOf(env),
  });
};
