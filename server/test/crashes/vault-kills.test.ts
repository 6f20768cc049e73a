import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { newId } from '../../src/kernel/ids.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { accountRecord } from '../../src/rulebook/sealed-rows.js';
import { createTestApp, type TestApp } from '../support/app/test-app.js';
import { bundle } from '../support/children/bundled.js';
import type { Death, VaultStart } from '../support/children/vault-child.js';
import { type Attack, forgePayment } from '../support/people/forged-payment.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

// The vault is a process of its own, and is killed without a warning; the row of its memory is never shown to it.
const home = mkdtempSync(join(tmpdir(), 'tuxedo-kills-'));
const socket = join(home, 'vault.sock');
let program: string;
let network: LocalNetwork;
let start: VaultStart;
let vault: ChildProcess;
let app: TestApp;
let account: Account;
let sequence = 1n << 40n;

const live = async (): Promise<void> => {
  vault = fork(program, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  vault.send(start);
  await once(vault, 'message');
};
const kill = async (): Promise<void> => {
  const died = once(vault, 'exit');
  vault.kill('SIGKILL');
  await died;
};
const tell = async (death: Death): Promise<void> => {
  const told = once(vault, 'message');
  vault.send(death);
  await told;
};
const catchUp = async (): Promise<void> => {
  const accounts = [{ record: accountRecord(account), mac: account.mac }];
  const asked = () => app.vault.catchUp({ userId: account.userId, accounts, state: null });
  await expect.poll(() => asked().then(() => 'READ', String), { timeout: 60_000 }).toBe('READ');
};
const reborn = async (): Promise<void> => {
  await live();
  await catchUp();
};

beforeAll(async () => {
  program = await bundle('vault-child');
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  const masterKey = new Uint8Array(randomBytes(32));
  start = { socket, folder: join(home, 'memory'), masterKey, horizonUrl: network.url };
  await live();
  app = await createTestApp({ network, overrides: { vaultSocket: socket } });
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  if (vault) await kill();
  await network?.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  const { accountId } = await app.person();
  account = await app.orm.em.fork().findOneOrFail(Account, { id: accountId });
  await catchUp();
});

const forge = (attack: Attack = {}) => {
  sequence += 1n;
  return forgePayment(app.vault, account, { sequence, ...attack });
};
const strike = async (attack: Attack = {}) => app.vault.sign(await forge(attack));
const signedOf = async (times: number): Promise<number> =>
  (await Promise.allSettled(Array.from({ length: times }, () => strike()))).filter(
    ({ status }) => status === 'fulfilled',
  ).length;

describe('a vault that is killed', () => {
  it('between writing and answering has given no signature, and remembers the one it made', async () => {
    const id = newId('txn');
    const request = await forge({ id });
    await tell('BEFORE_ANSWERING');
    const died = once(vault, 'exit');
    await expect(app.vault.sign(request)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect((await died)[1]).toBe('SIGKILL');
    await reborn();
    await expect(strike({ id })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await signedOf(20)).toBe(10);
  });

  it('before it has written has given none, and has room for all', async () => {
    const id = newId('txn');
    const request = await forge({ id });
    await tell('BEFORE_WRITING');
    const died = once(vault, 'exit');
    await expect(app.vault.sign(request)).rejects.toMatchObject({ code: 'INTERNAL' });
    await died;
    await reborn();
    expect(await signedOf(20)).toBe(11);
  });

  it('between taking down a freeze and saying so goes on refusing', async () => {
    const { userId } = account;
    await tell('BEFORE_ANSWERING');
    const died = once(vault, 'exit');
    await expect(app.vault.freeze({ userId, scope: 'user', state: null })).rejects.toMatchObject({ code: 'INTERNAL' });
    await died;
    await reborn();
    await expect(strike()).rejects.toMatchObject({ code: 'FROZEN' });
  });

  it('at any moment, again and again, never gives more than the cap of a day, and forgets none that it gave', async () => {
    const given: string[] = [];
    for (let life = 0; life < 8; life += 1) {
      const ids = Array.from({ length: 4 }, () => newId('txn'));
      const requests = await Promise.all(ids.map((id) => forge({ id })));
      const answers = requests.map((request, n) => app.vault.sign(request).then(() => given.push(ids[n]!)));
      const all = Promise.allSettled(answers);
      // In every second life after the first answer, so that there are some to forget, however slow the machine.
      await (life % 2 === 0 ? Promise.any(answers).catch(() => undefined) : wait(Math.random() * 25));
      await kill();
      await all;
      await reborn();
    }
    expect(given.length).toBeLessThanOrEqual(11);
    for (const id of given) await expect(strike({ id })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(given.length + (await signedOf(20))).toBeLessThanOrEqual(11);
    expect(given.length).toBeGreaterThan(0);
  });
});
