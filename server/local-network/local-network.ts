// A small Stellar network for development: one process, test money, ledgers that close when there is something to close.

import { HorizonHttpServer } from './horizon/http-server.js';
import { forgetfulJournal, openJournal } from './journal/journal.js';
import { type LocalAssetCode, localIssuer } from './ledger/assets.js';
import { LOCAL_PASSPHRASE } from './ledger/passphrase.js';
import { Network } from './network/network.js';

export type LocalNetworkOptions = {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** Where the ledgers are kept; without it they are forgotten at the end. */
  dataDir?: string;
  /** How long a ledger waits for company after its first transaction. */
  closeAfterMs?: number;
  /** How old the latest ledger may be when somebody asks for it. */
  idleCloseMs?: number;
  /** The clock ledgers are closed by. */
  nowMs?: () => number;
};

export type LocalNetwork = {
  url: string;
  passphrase: string;
  /** The account that issues a well-known asset. */
  issuerOf(code: LocalAssetCode): string;
  close(): Promise<void>;
};

export async function startLocalNetwork(options: LocalNetworkOptions): Promise<LocalNetwork> {
  const { port, host = '127.0.0.1', dataDir, closeAfterMs = 50, idleCloseMs = 5000, nowMs = Date.now } = options;
  const journal = dataDir === undefined ? forgetfulJournal : await openJournal(dataDir);
  const network = new Network({ journal, closeAfterMs, idleCloseMs, nowMs });
  const server = new HorizonHttpServer(network);
  let closed: Promise<void> | undefined;
  try {
    await network.start();
    const boundPort = await server.listen(port, host);
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
      passphrase: LOCAL_PASSPHRASE,
      issuerOf: (code) => localIssuer(code).publicKey(),
      close: () => (closed ??= server.close().then(() => network.stop())),
    };
  } catch (error) {
    await network.stop();
    throw error;
  }
}
