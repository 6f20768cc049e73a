import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startLocalNetwork } from '../server/dist/local-network/local-network.js';
import { createApp } from '../server/dist/src/app/app.js';
import { personActor } from '../server/dist/src/kernel/actor.js';
import { givenMasterKey, readConfig, Secrets } from '../server/dist/src/kernel/config.js';

/** The real app with one demo user, on a SQLite file of its own; `close` leaves nothing behind. */
export const openSmallApp = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-bench-'));
  const { config } = readConfig({ DATA_DIR: folder, PORT: '0', LOCAL_NETWORK_PORT: '0', LOG_LEVEL: 'silent' });
  const network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  const secrets = new Secrets({ masterKey: givenMasterKey(new Uint8Array(randomBytes(32))) });
  const app = await createApp(config, secrets, { log: pino({ level: 'silent' }), localHorizonUrl: network.url });
  const { user } = await app.signIn.signInToLocalDemo('Ada');
  const close = async () => {
    await app.close();
    await network.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { app, actor: personActor(user.id), userId: user.id, close };
};
