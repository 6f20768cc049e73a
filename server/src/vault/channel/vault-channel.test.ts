import { randomBytes } from 'node:crypto';
import { mkdtemp, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PERSON, VaultCase } from '../../../test/support/app/vault-case.js';
import { ConfigError } from '../../kernel/config.js';
import type { VaultApi } from '../contract/vault-api.js';
import { methodsOf, remoteVault } from './remote-vault.js';
import { VaultClient } from './vault-client.js';
import { VaultServer } from './vault-server.js';

let path: string;
let subject: VaultCase;
let server: VaultServer;
let client: VaultClient;
let remote: VaultApi;
const logged: string[] = [];
const log = { error: (_fields: unknown, message: string) => void logged.push(message) };

const serve = (change: Parameters<typeof VaultServer.listen>[1] = {}) =>
  VaultServer.listen(path, { ...methodsOf(subject.vault as unknown as VaultApi), ...change }, log);
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'tuxedo-channel-')), 'vault.sock');
  subject = await VaultCase.open();
  server = await serve();
  client = new VaultClient(path);
  remote = remoteVault(client);
  logged.length = 0;
});
afterEach(async () => {
  client.close();
  await server.close();
});

const raw = async (text: string): Promise<string> => {
  const socket = connect(path);
  const { promise, resolve } = Promise.withResolvers<string>();
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
    socket.end();
  });
  socket.on('close', () => resolve(answer));
  socket.on('error', () => undefined);
  socket.write(text);
  return promise;
};

describe('a vault in another process', () => {
  it('answers as it does in this one', async () => {
    const request = subject.byConsent();
    const here = await subject.vault.sign(request);
    expect((await remote.sign(request)).signature).toBe(here.signature);
    expect(await remote.publicKeys()).toEqual(await subject.vault.publicKeys());
    const { address } = await remote.createKey({ ...PERSON, accountId: 'acc_c' });
    expect(address).toMatch(/^G[A-Z2-7]{55}$/);
  });

  it('refuses in the same words, and with the same code', async () => {
    const forged = subject.byConsent({ policy: '1' }, {}, 'https://elsewhere.example');
    const here = await subject.vault.sign(forged).catch((error) => error);
    const there = await remote.sign(forged).catch((error) => error);
    expect(there).toMatchObject({ name: here.name, code: here.code, message: here.message });
  });

  it('answers many at once, each with its own', async () => {
    const records = Array.from({ length: 200 }, (_, n) => ({ kind: 'contact' as const, n }));
    const macs = await Promise.all(records.map((record) => remote.seal(record)));
    expect(new Set(macs).size).toBe(200);
    expect(await remote.checkSeals(records.map((record, n) => ({ record, mac: macs[n] })))).toEqual(
      Array(200).fill(true),
    );
  });

  it('opens its socket for its own user alone', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('tells nothing of a failure that was not meant for a reader', async () => {
    await server.close();
    const secret = randomBytes(16).toString('hex');
    server = await serve({ publicKeys: () => Promise.reject(new Error(`the key is ${secret}`)) });
    const error = await remote.publicKeys().catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify([error.message, error.details])).not.toContain(secret);
    expect(logged).toEqual(['a call of the vault failed']);
  });

  it('hands over why it cannot be opened', async () => {
    await server.close();
    server = await serve({ keyStatus: () => Promise.reject(new ConfigError('Put back the key.')) });
    await expect(remote.keyStatus()).rejects.toThrow(new ConfigError('Put back the key.'));
  });
});

describe('whoever speaks to it otherwise', () => {
  it.each([
    ['no JSON', 'hello\n'],
    ['JSON that is no call', '[1]\n'],
    ['nothing at all', 'null\n'],
    ['a line without an end', 'x'.repeat(9 * 1024 * 1024)],
  ])('with %s is cut off, and others are not', async (_what, text) => {
    expect(await raw(text)).toBe('');
    expect(await remote.publicKeys()).toEqual(await subject.vault.publicKeys());
  });

  it.each(['constructor', '__proto__', 'authorize', 'signHash', 'toString', 'states'])(
    'calls nothing that is no method: %s',
    async (method) => {
      const answer = JSON.parse(await raw(`${JSON.stringify({ id: 1, method, request: null })}\n`));
      expect(answer).toMatchObject({ id: 1, failure: { code: 'BAD_USER_INPUT' } });
    },
  );
});

describe('a vault that goes away', () => {
  it('leaves a clear error, and is found again when it is back', async () => {
    await remote.publicKeys();
    await server.close();
    await expect(remote.publicKeys()).rejects.toMatchObject({ code: 'INTERNAL' });
    server = await serve();
    expect(await remote.publicKeys()).toEqual(await subject.vault.publicKeys());
  });

  it('is asked for a signature once: a lost answer is not asked for again', async () => {
    await server.close();
    let asked = 0;
    server = await serve({
      sign: async () => {
        asked += 1;
        void server.close();
        return new Promise(() => undefined);
      },
    });
    await expect(remote.sign(subject.byPolicy())).rejects.toMatchObject({ code: 'INTERNAL' });
    server = await serve();
    await remote.publicKeys();
    expect(asked).toBe(1);
  });

  it('is told again what it must know, before anything else is asked of it', async () => {
    const told: string[] = [];
    const careful = new VaultClient(path);
    await careful.ready(10_000, async (ask) => {
      await ask('checkSeals', []);
      told.push('told');
    });
    await remoteVault(careful).publicKeys();
    await server.close();
    server = await serve();
    await expect
      .poll(() =>
        remoteVault(careful)
          .publicKeys()
          .catch(() => null),
      )
      .not.toBeNull();
    expect(told).toEqual(['told', 'told']);
    careful.close();
  });

  it('does not answer in time: the caller goes on', async () => {
    await server.close();
    server = await serve({ publicKeys: () => new Promise(() => undefined) });
    const hasty = new VaultClient(path, 200);
    await expect(remoteVault(hasty).publicKeys()).rejects.toMatchObject({ code: 'INTERNAL' });
    hasty.close();
  });

  it('is waited for while it starts', async () => {
    await server.close();
    const early = new VaultClient(path);
    const ready = early.ready(10_000);
    server = await serve();
    await ready;
    early.close();
  });
});
