import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Config, ConfigError } from '../../../kernel/config.js';
import { HOUR_MS, MINUTE_MS } from '../../../kernel/durations.js';
import { DomainError } from '../../../kernel/errors.js';
import type { KnownToken } from '../../../kernel/known-token.js';
import type { Entities } from '../../../platform/db/database.js';
import { TrustedProxies } from '../../../transports/callers/trusted-proxies.js';
import type { BackupVault } from '../../../vault/contract/backup-vault.js';
import { BackupError } from '../file/backup-error.js';
import { highWaterOf } from '../make/high-water.js';
import { OperatorGate, TOO_OFTEN } from '../make/operator-gate.js';
import { RESTORE_BYTES_MAX, TooLargeError, withReceivedFile } from './received-file.js';
import { checkBackup, restoreBackup } from './restore-backup.js';
import { type RestoreRequest, restoreRequest } from './restore-request.js';
import { restoredText, summaryOf } from './summary.js';

export type RestoreServerParts = {
  config: Config;
  entities: Entities;
  vault: BackupVault;
  token: KnownToken;
  log: Pick<Logger, 'info' | 'error'>;
  maxBytes?: number;
};

type Reply = { status: number; body: { error?: string; message: string } };

const HEADERS_MS = 15_000;
/** A large copy over a slow line; who sends nothing for a minute is cut off long before. */
const REQUEST_MS = HOUR_MS;
const STALLED_MS = MINUTE_MS;
/** How long the rest of a refused body may still come, so that the refusal is read. */
const LINGER_MS = 5_000;

const refusal = (status: number, error: string, message: string): Reply => ({ status, body: { error, message } });
const RESTORING = refusal(
  503,
  'UNAVAILABLE',
  'This server was started to restore a copy (START_AS=restore) and does nothing else. It takes PUT /operator/restore.',
);
const NOT_THERE = refusal(404, 'NOT_FOUND', 'There is nothing at this address for whoever does not show the token.');
const NOT_PUT = refusal(405, 'BAD_USER_INPUT', 'Send the copy with PUT.');
const BUSY = refusal(409, 'CONFLICT', 'Another copy is being restored. Wait until it is done.');

/** All that a server does which was started to restore: no door, no agent, no database before the copy has proved true. */
export class RestoreServer {
  private readonly server: Server;
  private readonly gate: OperatorGate;
  private busy = false;

  constructor(private readonly parts: RestoreServerParts) {
    this.gate = new OperatorGate(parts.token, new TrustedProxies(parts.config.trustProxy));
    const times = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS };
    this.server = createServer(times, (request, response) => {
      void this.answer(request).then((reply) => send(request, response, reply));
    });
    this.server.setTimeout(STALLED_MS);
  }

  async listen(): Promise<{ port: number }> {
    const { host, port } = this.parts.config;
    this.server.listen(port, host);
    await once(this.server, 'listening');
    return { port: (this.server.address() as AddressInfo).port };
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage): Promise<Reply> {
    const [path, query] = (request.url ?? '').split('?', 2);
    if (path === '/health/live') return { status: 200, body: { message: 'It waits for a copy.' } };
    if (path !== '/operator/restore') return RESTORING;
    const admission = this.gate.admit(request);
    if (admission === 'TOO_OFTEN') return { status: 429, body: TOO_OFTEN };
    if (admission === 'NOBODY') return NOT_THERE;
    if (request.method !== 'PUT') return NOT_PUT;
    if (this.busy) return BUSY;
    this.busy = true;
    try {
      return { status: 200, body: { message: await this.take(request, restoreRequest(new URLSearchParams(query))) } };
    } catch (error) {
      return this.refuse(error);
    } finally {
      this.busy = false;
    }
  }

  private take(request: IncomingMessage, asked: RestoreRequest): Promise<string> {
    const { config, maxBytes = RESTORE_BYTES_MAX } = this.parts;
    return withReceivedFile(request, join(config.dataDir, 'incoming.backup'), maxBytes, async (path) => {
      // Nothing comes any more, and the rows may take their time.
      request.socket.setTimeout(0);
      return asked.check ? this.check(path) : this.restore(path, asked);
    });
  }

  private async check(path: string): Promise<string> {
    const { manifest, remarks } = await checkBackup(path, this.parts.vault);
    return [summaryOf(manifest), ...remarks, 'It is whole and signed. Nothing was written.'].join('\n');
  }

  private async restore(path: string, { newest, allowRollback }: RestoreRequest): Promise<string> {
    const { config, entities, vault, log } = this.parts;
    const highWater = highWaterOf(config);
    const restored = await restoreBackup(path, {
      database: config.database,
      entities,
      vault,
      allowRollback,
      newest: Math.max(newest, highWater.read()),
    });
    const { number } = restored.manifest;
    highWater.raise(number);
    log.info({ number, keysProved: restored.keysProved }, 'a backup was restored');
    return `${restoredText(restored)} Take START_AS away and start the server normally.`;
  }

  private refuse(error: unknown): Reply {
    this.parts.log.error({ error }, 'a backup was not restored');
    if (error instanceof TooLargeError) return refusal(413, 'BAD_USER_INPUT', error.message);
    if (error instanceof BackupError) return refusal(422, 'BAD_USER_INPUT', error.message);
    if (error instanceof DomainError || error instanceof ConfigError) return refusal(503, 'UNAVAILABLE', error.message);
    return refusal(
      500,
      'INTERNAL',
      'The copy could not be taken. Nothing was restored. Look at the log of the server.',
    );
  }
}

const send = (request: IncomingMessage, response: ServerResponse, { status, body }: Reply): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
  if (request.complete) return;
  request.resume();
  setTimeout(() => void (request.complete || request.destroy()), LINGER_MS).unref();
};
