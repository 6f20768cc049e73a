import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { keysCommand } from '../../src/app/keys.js';
import { type Config, givenMasterKey, Secrets } from '../../src/kernel/config.js';
import { type CrashPoint, SIGNER_CRASH_POINTS } from '../../src/kernel/crash-points.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { AuditLog, SYSTEM } from '../../src/platform/audit/audit-log.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import { pay, settled } from '../support/app/money-case.js';
import { Ledger, stolenKeys } from '../support/app/signer-case.js';
import { createTestApp, type Person, type TestApp, testConfig } from '../support/app/test-app.js';
import { bundle } from '../support/children/bundled.js';
import type { SignerEnd, SignerStart } from '../support/children/signer-child.js';

const timing = { holdMs: 1_500, pollMs: 20, waitMs: 20_000 };
const masterKey = new Uint8Array(randomBytes(32));
let program: string;
let network: LocalNetwork;
let ledger: Ledger;
let config: Config;
let app: TestApp;
const children: ChildProcess[] = [];
const secrets = () => new Secrets({ masterKey: givenMasterKey(masterKey.slice()) });

beforeAll(async () => {
  program = await bundle('signer-child');
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  ledger = new Ledger(network.url);
  const localNetworkPort = Number(new URL(network.url).port);
  config = testConfig({ database: await lastingDatabase(), localNetworkPort });
  app = await createTestApp({ config, secrets: secrets(), network });
}, 120_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await app?.[Symbol.asyncDispose]();
  await network?.close();
});

/** Runs the command in a process of its own; null where it died. */
const command = async (accountId: string, dieAt: CrashPoint | null): Promise<SignerEnd | null> => {
  const child = fork(program, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  const ended = once(child, 'exit');
  const start: SignerStart = { config, masterKey: masterKey.slice(), accountId, timing, dieAt };
  child.send(start);
  const answer = await Promise.race([once(child, 'message').then(([end]) => end as SignerEnd), ended.then(() => null)]);
  child.kill('SIGKILL');
  await ended;
  return answer;
};
/** The same in this process, which starts at once. */
const again = (accountId: string): Promise<number> =>
  keysCommand(['replace-signer', accountId], { config, secrets: secrets() }, { print: () => undefined, timing });
const keys = ({ accountId }: Person) => stolenKeys(app.orm, accountId, masterKey);
const pays = async (person: Person): Promise<string> => {
  const { id } = await pay(app, person, { asset: 'XLM', amount: '1', destination: 'Coffee Corner' });
  return (await settled(app, id, person)).status;
};
const acts = async (userId: string, address: string) =>
  (await app.orm.em.fork().find(AuditRecord, { userId, action: /signer/ }, { orderBy: { seq: 'asc' } }))
    .filter(({ details }) => details.address === address)
    .map(({ action }) => action);

const expectReplaced = async (person: Person, old: Keypair): Promise<void> => {
  const { now } = await keys(person);
  expect(now.publicKey()).not.toBe(old.publicKey());
  expect(await ledger.signers(person.address)).toEqual({ [now.publicKey()]: 1 });
  expect(await ledger.moves(person.address, old)).toBe(false);
  expect(await pays(person)).toBe('CONFIRMED');
  const all = ['account.signer_replacing', 'account.signer_added', 'account.signer_replaced'];
  expect(await acts(person.actor.userId, person.address)).toEqual(all);
  expect(await acts(SYSTEM, person.address)).toEqual(all);
  expect(await new AuditLog(app.orm.em).verify(person.actor.userId)).toMatchObject({ valid: true });
  const row = await app.orm.em.fork().findOneOrFail(Account, { id: person.accountId });
  expect(row).toMatchObject({ replacement: null, busyUntil: null });
};

describe('a signer that is replaced', () => {
  it('passes every point at which it can be killed', async () => {
    const person = await app.person('Ada');
    const { now: old } = await keys(person);
    const end = await command(person.accountId, null);
    expect(end).toMatchObject({ code: 0, passed: [...SIGNER_CRASH_POINTS] });
    await expectReplaced(person, old);
  }, 60_000);

  it.each(SIGNER_CRASH_POINTS)(
    'killed at %s: the account pays, and the next run ends it',
    async (point) => {
      const person = await app.person('Ada');
      const { now: old } = await keys(person);
      expect(await command(person.accountId, point)).toBeNull();
      expect(await pays(person)).toBe('CONFIRMED');

      const stored = await keys(person);
      expect(await again(person.accountId)).toBe(0);
      if (stored.other !== null && point !== 'signer.ended') {
        // No second new key was made: the ledger may have known the first one already.
        const both = [stored.now, stored.other].map((key) => key.publicKey()).sort();
        const after = await keys(person);
        expect([after.now, after.other!].map((key) => key.publicKey()).sort()).toEqual(both);
      }
      if (point !== 'signer.ended') await expectReplaced(person, old);
      else expect(await ledger.moves(person.address, stored.now)).toBe(false);
    },
    60_000,
  );

  it('by two at once is replaced once at a time, and ends with one key that signs', async () => {
    const person = await app.person('Ada');
    const { now: old } = await keys(person);
    const ends = await Promise.all([command(person.accountId, null), command(person.accountId, null)]);
    expect(ends.map((end) => end?.code)).toEqual([0, 0]);
    const { now } = await keys(person);
    expect(await ledger.signers(person.address)).toEqual({ [now.publicKey()]: 1 });
    expect(await ledger.moves(person.address, old)).toBe(false);
    expect(await pays(person)).toBe('CONFIRMED');
  }, 60_000);

  it('loses none of the payments that are agreed to meanwhile', async () => {
    const person = await app.person('Ada');
    const { now: old } = await keys(person);
    const replacing = command(person.accountId, null);
    const statuses: string[] = [];
    for (let left = 12; left > 0; left -= 1) statuses.push(await pays(person));
    expect(await replacing).toMatchObject({ code: 0 });
    expect(statuses).toEqual(Array(12).fill('CONFIRMED'));
    expect(await ledger.moves(person.address, old)).toBe(false);
    expect(await pays(person)).toBe('CONFIRMED');
  }, 60_000);
});
