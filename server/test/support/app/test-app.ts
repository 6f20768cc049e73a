import { randomBytes } from 'node:crypto';
import { parse } from 'graphql';
import { pino } from 'pino';
import { localKeypair } from '../../../local-network/ledger/assets.js';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import { type App, type AppOverrides, createApp } from '../../../src/app/app.js';
import { type Actor, personActor } from '../../../src/kernel/actor.js';
import { type Config, givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { DomainError } from '../../../src/kernel/errors.js';
import { testDatabase } from './test-database.js';

export const testConfig = (change: Partial<Config> = {}): Config => ({
  version: '0.0.0-test',
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'http://localhost:4000',
  dataDir: '/nowhere',
  database: { kind: 'sqlite', path: ':memory:' },
  networks: ['LOCAL'],
  localNetworkPort: 0,
  model: { kind: 'offline' },
  teeMode: 'off',
  startAs: 'server',
  vaultSocket: null,
  vaultMemory: '/nowhere/vault-memory',
  dstackSocket: '/nowhere/dstack.sock',
  policy: {
    approvalThresholdUsd: '1000',
    caps: { XLM: { perTransaction: '100', perDay: '1000' }, USDC: { perTransaction: '500', perDay: '5000' } },
    overLimit: 'ASK',
    feeMaxXlm: '0.1',
  },
  priceUrl: null,
  chatRateLimit: { max: 1000, window: '1m' },
  logLevel: 'silent',
  clientDir: null,
  trustProxy: null,
  tracesTo: null,
  ...change,
});

/** log2 of the work of a recovery code's hash. With the real one, eight of them would be most of what a test does. */
const QUICK_COST = 4;

export type TestApp = App & {
  network: LocalNetwork;
  /** Runs a document as somebody; throws the first error with its code. */
  as: (
    actor: Actor,
    document: string,
    variables?: Record<string, unknown>,
    ip?: string,
  ) => Promise<Record<string, any>>;
  person: (name?: string) => Promise<Person>;
  [Symbol.asyncDispose]: () => Promise<void>;
};
export type Person = { actor: Actor; token: string; accountId: string; address: string };
export type TestOptions = {
  config?: Partial<Config>;
  overrides?: Partial<AppOverrides>;
  working?: boolean;
  network?: LocalNetwork;
  secrets?: Secrets;
};

/** So that whichever test calls it finds the field whose line is wrong; the server itself counts the call and logs it. */
const refuseUnmarked = (field: string | null): void => {
  if (field === null)
    throw new DomainError(
      'INTERNAL',
      'A field asks a network, and its line carries no @network, @rateLimit and @cost.',
    );
};

/** The real app on a database of its own and a local network in memory. */
export const createTestApp = async ({
  config = {},
  overrides = {},
  working = true,
  ...rest
}: TestOptions = {}): Promise<TestApp> => {
  const network = rest.network ?? (await startLocalNetwork({ port: 0, closeAfterMs: 5 }));
  const database = config.database ?? (await testDatabase());
  const demoContacts = ['Coffee Corner', 'Acme Supplies'].map((name) => ({
    name,
    address: localKeypair(name).publicKey(),
  }));
  const onNetworkCall = refuseUnmarked;
  const log = pino({ level: 'silent' });
  const outside = {
    log,
    localHorizonUrl: network.url,
    demoContacts,
    onNetworkCall,
    recoveryCost: QUICK_COST,
    ...overrides,
  };
  const secrets = rest.secrets ?? new Secrets({ masterKey: givenMasterKey(new Uint8Array(randomBytes(32))) });
  const app = await createApp(testConfig({ ...config, database }), secrets, outside);
  if (working) app.work();
  const as: TestApp['as'] = async (actor, document, variables = {}, ip) => {
    const from = ip === undefined ? {} : { ip };
    const { data, errors } = await app.door.execute({ document: parse(document), variables, actor, ...from });
    if (errors?.[0])
      throw Object.assign(new Error(errors[0].message), {
        code: errors[0].extensions?.code,
        details: errors[0].extensions,
      });
    return data ?? {};
  };
  const close = async () => {
    await app.close();
    if (!rest.network) await network.close();
  };
  return { ...app, network, as, person: (name) => demoPerson(app, as, name), [Symbol.asyncDispose]: close };
};

const CREATE = 'mutation ($name: String!) { createAccount(input: { name: $name }) { id address } }';

/** A demo user with a funded account. */
const demoPerson = async (app: App, as: TestApp['as'], name = 'Ada'): Promise<Person> => {
  const { user, token } = await app.signIn.signInToLocalDemo(name);
  const actor = personActor(user.id);
  const { createAccount } = await as(actor, CREATE, { name: 'Main' });
  return { actor, token, accountId: createAccount.id, address: createAccount.address };
};
