import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { entities } from '../../src/app/entities.js';
import { CRASH_POINTS, type CrashPoint } from '../../src/kernel/crash-points.js';
import { Approval } from '../../src/money/approvals/approval.entity.js';
import { Reservation } from '../../src/money/policy/policy.entity.js';
import { Transaction } from '../../src/money/proposals/transaction.entity.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { openDatabase } from '../../src/platform/db/database.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import { testConfig } from '../support/app/test-app.js';
import { bundle } from '../support/children/bundled.js';
import { type ChildApp, killChildren, startChild } from '../support/children/child-app.js';
import type { ChildStart } from '../support/children/money-child.js';
import { type Fault, startFaultProxy } from '../support/fakes/fault-proxy.js';
import { paymentsFrom } from '../support/fakes/ledger-reader.js';

const OUTCOME: CrashPoint[] = ['outcome.locked', 'outcome.before-commit', 'outcome.after-commit'];
/** Every point that one payment passes which a person approves, in order: it is killed at each. */
const WAY: CrashPoint[] = [
  ...CRASH_POINTS.slice(0, CRASH_POINTS.indexOf('submit.before-send')),
  ...OUTCOME,
  'submit.before-send',
  'submit.after-send',
  ...OUTCOME,
];
const PROPOSED = WAY.indexOf('propose.after-commit');
const APPROVED = WAY.indexOf('approve.after-commit');
const ACTS = ['transaction.proposed', 'approval.requested', 'approval.approved', 'transaction.signed'];

let program: string;
let network: LocalNetwork;
let orm: MikroORM;
let start: ChildStart;
let child: ChildApp;
let ada: { userId: string; accountId: string; address: string };

const life = (horizonUrl = network.url) => startChild(program, { ...start, horizonUrl });

beforeAll(async () => {
  program = await bundle('money-child');
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  const caps = { XLM: { perTransaction: '100', perDay: '1000000' } };
  const { policy } = testConfig();
  const timing = { pollMs: 200, takeOverMs: 1_000, validMs: 60_000 };
  const database = await lastingDatabase();
  const masterKey = new Uint8Array(randomBytes(32));
  start = { database, masterKey, timing, horizonUrl: network.url, policy: { ...policy, caps } };
  child = await life();
  orm = await openDatabase(database, entities);
  ada = await child.calls.person('Ada');
}, 120_000);
afterAll(async () => {
  await killChildren();
  await orm?.close();
  await network?.close();
});

const rowOf = (key: string) => orm.em.fork().findOne(Transaction, { userId: ada.userId, idempotencyKey: key });
const holdsOf = async ({ id }: Transaction) =>
  (await orm.em.fork().find(Reservation, { transactionId: id })).map(({ state }) => state);
const actsOf = async ({ id }: Transaction) => {
  const approvals = await orm.em.fork().find(Approval, { transactionId: id });
  const resource = { $in: [id, ...approvals.map((approval) => approval.id)] };
  const entries = await orm.em.fork().find(AuditRecord, { resource }, { orderBy: { seq: 'asc' } });
  return entries.map(({ action }) => action);
};
/** What the ledger says of a payment; each has an amount of its own. */
const effectsOf = async (amount: string) =>
  (await paymentsFrom(network.url, ada.address)).filter((payment) => payment.amount === amount);

const APPROVE = 'mutation ($input: ApproveTransactionInput!) { approveTransaction(input: $input) { id } }';
const propose = ({ calls }: ChildApp, key: string, amount: string) =>
  calls.propose(ada.userId, {
    accountId: ada.accountId,
    destination: 'Acme Supplies',
    asset: 'XLM',
    amount,
    idempotencyKey: key,
  } as never);
const approve = async ({ calls }: ChildApp, id: string) => {
  const { digest } = await orm.em.fork().findOneOrFail(Approval, { transactionId: id });
  await calls.as(ada.userId, APPROVE, { input: { id, consentDigest: digest } });
};
/** What a person does who got no answer: the same again, with the same key. */
const complete = async (key: string, amount: string) => {
  const { id, status } = await propose(child, key, amount);
  if (status === 'AWAITING_APPROVAL') await approve(child, id);
  expect(await child.calls.settled(ada.userId, id, 20_000)).toBe('CONFIRMED');
};

const expectOnce = async (key: string, amount: string) => {
  expect(await orm.em.fork().count(Transaction, { userId: ada.userId, idempotencyKey: key })).toBe(1);
  const row = (await rowOf(key))!;
  const effects = await effectsOf(amount);
  expect(effects.map((payment) => payment.transaction_hash)).toEqual([row.hash]);
  expect(row.status).toBe('CONFIRMED');
  expect(await holdsOf(row)).toEqual(['SPENT']);
  const acts = await actsOf(row);
  expect(acts).toEqual([...new Set(acts)]);
  expect(acts).toEqual(expect.arrayContaining([...ACTS, 'transaction.submitted', 'transaction.confirmed']));
  const { verifyAuditLog } = await child.calls.as(ada.userId, '{ verifyAuditLog { valid } }', {});
  expect(verifyAuditLog).toEqual({ valid: true });
};

describe('a process that is killed between a proposal and its outcome', () => {
  it('can be killed at every point there is', async () => {
    await child.calls.watch(-1);
    await complete('whole', '150.0000000');
    expect(await child.calls.trace()).toEqual(WAY);
    expect([...new Set(WAY)].sort()).toEqual([...CRASH_POINTS].sort());
    await expectOnce('whole', '150.0000000');
  }, 60_000);

  it.each(WAY.map((point, index) => [index, point] as const))(
    'at %i, %s: nothing, or exactly one payment',
    async (index) => {
      const [key, amount] = [`killed-${index}`, `1${String(index).padStart(2, '0')}.5000000`];
      await child.calls.watch(index);
      await complete(key, amount).catch((error) => expect(String(error)).toContain('SIGKILL'));
      expect(await child.died).toBe('SIGKILL');
      expect((await effectsOf(amount)).length).toBeLessThanOrEqual(1);

      child = await life();
      const row = await rowOf(key);
      if (index < PROPOSED) expect(row).toBeNull();
      else if (index < APPROVED) await expectAsked(row!, amount);
      else {
        expect(await child.calls.settled(ada.userId, row!.id, 20_000)).toBe('CONFIRMED');
        await expectOnce(key, amount);
      }
      await complete(key, amount);
      await expectOnce(key, amount);
    },
    60_000,
  );
});

/** The card is there again, and nothing has happened yet. */
const expectAsked = async (row: Transaction, amount: string) => {
  const { approvals } = await child.calls.as(ada.userId, '{ approvals { nodes { transaction { id } } } }', {});
  expect(approvals.nodes).toEqual([{ transaction: { id: row.id } }]);
  expect(row).toMatchObject({ status: 'AWAITING_APPROVAL', envelope: null, hash: null });
  expect(await holdsOf(row)).toEqual([]);
  expect(await effectsOf(amount)).toEqual([]);
};

describe('a network that takes a payment', () => {
  const sendThrough = async (key: string, amount: string, fault: Fault) => {
    const faults = [fault];
    const isSend = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === '/transactions';
    const proxy = await startFaultProxy(network.url, (asked) => (isSend(asked) && faults.shift()) || { kind: 'PASS' });
    await child.kill();
    child = await life(proxy.url);
    const { id } = await propose(child, key, amount);
    await approve(child, id);
    await expect.poll(async () => (await effectsOf(amount)).length, { timeout: 20_000 }).toBe(1);
    return { id, proxy };
  };

  it('and drops the connection is asked by the hash: one payment', async () => {
    const { id, proxy } = await sendThrough('dropped', '190.0000000', { kind: 'DROP_REPLY' });
    expect(await child.calls.settled(ada.userId, id, 20_000)).toBe('CONFIRMED');
    await expectOnce('dropped', '190.0000000');
    await proxy.close();
  }, 60_000);

  it('while its sender is killed finds everything written down already; half a second later it goes on', async () => {
    const { proxy } = await sendThrough('held', '191.0000000', { kind: 'HOLD' });
    const row = (await rowOf('held'))!;
    expect(row.status).toBe('SUBMITTED');
    expect(await holdsOf(row)).toEqual(['RESERVED']);
    expect((await actsOf(row)).slice(-3)).toEqual(['approval.approved', 'transaction.signed', 'transaction.submitted']);
    await child.kill();
    await wait(500);
    child = await life();
    expect(await child.calls.settled(ada.userId, row.id, 20_000)).toBe('CONFIRMED');
    await expectOnce('held', '191.0000000');
    await proxy.close();
  }, 60_000);
});
