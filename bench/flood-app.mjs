import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { pino } from 'pino';
import { localKeypair } from '../server/dist/local-network/ledger/assets.js';
import { startLocalNetwork } from '../server/dist/local-network/local-network.js';
import { createApp } from '../server/dist/src/app/app.js';
import { personActor } from '../server/dist/src/kernel/actor.js';
import { givenMasterKey, readConfig, Secrets } from '../server/dist/src/kernel/config.js';

/** The real app on a port of this machine alone, in a process of its own. It ends with the one that started it. */
const folder = mkdtempSync(join(tmpdir(), 'tuxedo-flood-'));
const { config } = readConfig({ DATA_DIR: folder, PORT: '0', LOCAL_NETWORK_PORT: '0', LOG_LEVEL: 'silent' });
const network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
const secrets = new Secrets({ masterKey: givenMasterKey(new Uint8Array(randomBytes(32))) });
const demoContacts = [{ name: 'Coffee Corner', address: localKeypair('Coffee Corner').publicKey() }];
const outside = { log: pino({ level: 'silent' }), localHorizonUrl: network.url, demoContacts };
const app = await createApp(config, secrets, outside);
app.work();

const CREATE = parse('mutation { createAccount(input: { name: "Main" }) { id } }');
const person = async () => {
  const { user, token } = await app.signIn.signInToLocalDemo('Ada');
  const { data, errors } = await app.door.execute({ document: CREATE, actor: personActor(user.id) });
  if (errors) throw errors[0];
  return { token, accountId: data.createAccount.id };
};
const people = [];
for (let n = 0; n < Number(process.argv[2]); n += 1) people.push(await person());
const { port } = await app.listen();

process.on('disconnect', async () => {
  await app.close();
  await network.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.send({ url: `http://127.0.0.1:${port}`, people });
