import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOCAL_CONTACT_NAMES, localKeypair } from '../../local-network/ledger/assets.js';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { type AppOverrides, createApp } from '../app/app.js';
import { createRestore } from '../app/restore.js';
import { type Config, forgetKeysInEnvironment, readConfig, type Secrets } from '../kernel/config.js';
import { closeToOthers, keepFilesPrivate, openedText } from '../kernel/private-files.js';
import { createLogger } from '../transports/http/logger.js';
import { VaultChild } from './main-vault-child.js';
import { startProblem } from './start-problem.js';
import { restoreTable, startTable } from './start-table.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const STOP_MS = 8_000;

const startLocal = ({ networks, localNetworkPort, dataDir, host, startAs }: Config): Promise<LocalNetwork> | null =>
  networks.includes('LOCAL') && startAs === 'server'
    ? startLocalNetwork({ port: localNetworkPort, host, dataDir: join(dataDir, 'local-network') })
    : null;

const start = async (): Promise<void> => {
  keepFilesPrivate();
  // The keys are for the vault alone, which is another process: here they are neither decoded nor kept.
  const { config: read, secrets } = readConfig(undefined, { holdsKeys: false });
  const client = join(ROOT, 'client', 'dist');
  const config = { ...read, clientDir: existsSync(client) ? client : null };
  const log = createLogger(config.logLevel);
  const opened = openedText(closeToOthers(config.dataDir));
  if (opened) process.stderr.write(`${opened}\n`);
  const local = await startLocal(config);
  const demoContacts = LOCAL_CONTACT_NAMES.map((name) => ({ name, address: localKeypair(name).publicKey() }));
  const localHorizonUrl = local?.url ?? '';
  // A vault wants to know where the local network would be, also where nothing is started but a restore.
  const horizon = localHorizonUrl || `http://127.0.0.1:${config.localNetworkPort}`;
  const vault = config.vaultSocket ? null : new VaultChild(horizon);
  forgetKeysInEnvironment();
  const outside = { log, localHorizonUrl, demoContacts, vaultSocket: vault?.socket ?? config.vaultSocket };
  const running = await run(config, secrets, outside, vault).catch(async (error) => {
    vault?.stop();
    await local?.close();
    throw error;
  });
  process.stdout.write(running.table);
  stopOnSignals(running, local, vault);
  // Without it nothing can be signed or sealed, and whoever watches this process starts both again.
  vault?.ended.catch((error) => fail(error));
};

type Running = { close: () => Promise<void>; table: string };
type Run = (config: Config, secrets: Secrets, outside: AppOverrides) => Promise<Running>;

const run = async (config: Config, secrets: Secrets, outside: AppOverrides, vault: VaultChild | null) => {
  await vault?.ready();
  const start = config.startAs === 'restore' ? runRestore : runServer;
  return Promise.race([start(config, secrets, outside), ...(vault ? [vault.ended] : [])]);
};

const runServer: Run = async (config, secrets, outside) => {
  const app = await createApp(config, secrets, outside);
  const { port } = await app.listen();
  app.work();
  return { close: app.close, table: startTable(config, app.model, outside.localHorizonUrl || null, port) };
};

const runRestore: Run = async (config, secrets, { log, vaultSocket }) => {
  const server = await createRestore(config, secrets, { log, vaultSocket: vaultSocket! });
  const { port } = await server.listen();
  return { close: server.close, table: restoreTable(config, port) };
};

const stopOnSignals = ({ close }: Running, local: LocalNetwork | null, vault: VaultChild | null): void => {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await close();
    vault?.stop();
    await local?.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
};

const fail = (error: unknown): void => {
  process.stderr.write(`\nTuxedo did not start.\n${startProblem(error)}\n`);
  process.exit(1);
};

start().catch(fail);
