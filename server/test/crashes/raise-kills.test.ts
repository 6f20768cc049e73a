import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/core';
import { FeeBumpTransaction, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { entities } from '../../src/app/entities.js';
import { type CrashPoint, RAISE_CRASH_POINTS } from '../../src/kernel/crash-points.js';
import { passphraseOf } from '../../src/kernel/networks.js';
import { Reservation } from '../../src/money/policy/policy.entity.js';
import { Transaction } from '../../src/money/proposals/transaction.entity.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { openDatabase } from '../../src/platform/db/database.js';
import { signedBumps } from '../../src/rulebook/fee-bump.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import { testConfig } from '../support/app/test-app.js';
import { bundle } from '../support/children/bundled.js';
import { type ChildApp, killChildren, startChild } from '../support/children/child-app.js';
import type { ChildStart } from '../support/children/money-child.js';
import { type Asked, type Fault, startFaultProxy } from '../support/fakes/fault-proxy.js';
import { paymentsFrom } from '../support/fakes/ledger-reader.js';

/** What the network asks for here: the payment and its first bump offer less. */
const SURGE_FEE = 20_000n;
const REFUSED = { extras: { result_codes: { transaction: 'tx_insufficient_fee' } } };
const BUMPS: readonly CrashPoint[] = RAISE_CRASH_POINTS;

let program: string;
let network: LocalNetwork;
let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
let orm: MikroORM;
let start: ChildStart;
let child: ChildApp;
let ada: { userId: string; accountId: string; address: string };
let isSurge = false;

const inSurge = ({ method, path, body }: Asked): Fault => {
  if (!isSurge || method !== 'POST' || path !== '/transactions') return { kind: 'PASS' };
  const sent = TransactionBuilder.fromXdr(new URLSearchParams(body).get('tx')!, passphraseOf('LOCAL'));
  const isEnough = sent instanceof FeeBumpTransaction && BigInt(sent.fee) >= SURGE_FEE;
  return isEnough ? { kind: 'PASS' } : { kind: 'LIE', status: 400, body: REFUSED, forward: 'NEVER' };
};

beforeAll(async () => {
  program = await bundle('money-child');
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  proxy = await startFaultProxy(network.url, inSurge);
  const database = await lastingDatabase();
  const timing = { pollMs: 200, takeOverMs: 1_000, validMs: 60_000 };
  const masterKey = new Uint8Array(randomBytes(32));
  start = { database, masterKey, timing, horizonUrl: proxy.url, policy: testConfig().policy };
  child = await startChild(program, start);
  orm = await openDatabase(database, entities);
  ada = await child.calls.person('Ada');
  isSurge = true;
}, 120_000);
afterAll(async () => {
  await killChildren();
  await proxy?.close();
  await orm?.close();
  await network?.close();
});

const propose = (amount: string) =>
  child.calls.propose(ada.userId, {
    accountId: ada.accountId,
    destination: 'Acme Supplies',
    asset: 'XLM',
    amount,
    idempotencyKey: `pay-${amount}`,
  } as never);

const expectOnce = async (amount: string) => {
  const row = await orm.em.fork().findOneOrFail(Transaction, { userId: ada.userId, idempotencyKey: `pay-${amount}` });
  const paid = (await paymentsFrom(network.url, ada.address)).filter((payment) => payment.amount === amount);
  expect(paid).toHaveLength(1);
  expect(row).toMatchObject({ status: 'CONFIRMED', failure: null });
  expect(signedBumps(row.feeBump).map(({ fee }) => fee)).toEqual(['2000', '20000']);
  const held = await orm.em.fork().find(Reservation, { transactionId: row.id });
  const [whole, fraction = ''] = amount.split('.');
  const stroops = BigInt(whole! + fraction.padEnd(7, '0'));
  expect(held.map((one) => [one.amount, one.state])).toEqual([[stroops + SURGE_FEE, 'SPENT']]);
  const signed = await orm.em
    .fork()
    .find(AuditRecord, { resource: row.id, action: 'transaction.signed' }, { orderBy: { seq: 'asc' } });
  expect(signed.map(({ details }) => details.fee)).toEqual([undefined, '0.0002', '0.002']);
};

describe('a process that is killed while a fee is raised', () => {
  it('can be killed at every point there is, once for each bump', async () => {
    await child.calls.watch(-1);
    const { id } = await propose('1.0000000');
    expect(await child.calls.settled(ada.userId, id, 20_000)).toBe('CONFIRMED');
    const passed = (await child.calls.trace()).filter((point) => BUMPS.includes(point));
    expect(passed).toEqual([...BUMPS, ...BUMPS]);
    await expectOnce('1.0000000');
  }, 60_000);

  it.each([...BUMPS, ...BUMPS].map((point, index) => [index, point] as const))(
    'at %i, %s: exactly one payment, with both bumps once',
    async (index, point) => {
      const amount = `2.${String(index + 1).padEnd(7, '0')}`;
      await child.calls.watchFor(point, index < BUMPS.length ? 1 : 2);
      await propose(amount).catch(() => undefined);
      expect(await child.died).toBe('SIGKILL');
      child = await startChild(program, start);
      const { id } = await propose(amount);
      expect(await child.calls.settled(ada.userId, id, 20_000)).toBe('CONFIRMED');
      await expectOnce(amount);
    },
    60_000,
  );
});
