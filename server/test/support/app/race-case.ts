import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import { entities } from '../../../src/app/entities.js';
import { toStroops } from '../../../src/kernel/amount.js';
import { Reservation } from '../../../src/money/policy/policy.entity.js';
import { Transaction } from '../../../src/money/proposals/transaction.entity.js';
import { AuditRecord } from '../../../src/platform/audit/audit.entity.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import { isFinal } from '../../../src/rulebook/life.js';
import { bundle } from '../children/bundled.js';
import { type ChildApp, killChildren, startChild } from '../children/child-app.js';
import type { ChildStart } from '../children/money-child.js';
import { paymentsFrom } from '../fakes/ledger-reader.js';
import { lastingDatabase } from './lasting-database.js';
import { RaceCrew } from './race-crew.js';
import { seeded } from './seeded.js';
import { testConfig } from './test-app.js';

const PROCESSES = 4;
const ACCOUNTS = 6;
const AMOUNT = '20';
const CAP = toStroops('1000');
/** RACE_SEED plays the same kills again, though never to the millisecond. */
const SEED = Number(process.env.RACE_SEED ?? randomBytes(2).readUInt16LE());

let program: string;
let network: LocalNetwork;
let orm: MikroORM;
let crew: RaceCrew;
let ada: { userId: string };
const accounts: { id: string; address: string }[] = [];

const rowsOf = () =>
  orm.em.fork().find(Transaction, { userId: ada.userId, idempotencyKey: { $ne: null } }, { orderBy: { id: 'asc' } });
const settled = async () => (await rowsOf()).every(({ status }) => isFinal(status));

const openCrew = async (): Promise<void> => {
  program = await bundle('money-child');
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  const database = await lastingDatabase();
  const timing = { pollMs: 100, takeOverMs: 2_000, validMs: 60_000 };
  const { policy } = testConfig();
  const masterKey = new Uint8Array(randomBytes(32));
  const start: ChildStart = { database, masterKey, timing, policy, horizonUrl: network.url };
  const first = await startChild(program, start);
  orm = await openDatabase(database, entities);
  const { userId, accountId, address } = await first.calls.person('Ada');
  ada = { userId };
  accounts.push({ id: accountId, address });
  while (accounts.length < ACCOUNTS) accounts.push(await first.calls.account(userId, `Account ${accounts.length}`));
  await first.kill();
  crew = new RaceCrew(PROCESSES, () => startChild(program, start));
  await crew.ready();
};
const closeCrew = async (): Promise<void> => {
  await killChildren();
  await orm?.close();
  await network?.close();
};

const send = ({ calls }: ChildApp, index: number) =>
  calls.propose(ada.userId, {
    accountId: accounts[index % ACCOUNTS]!.id,
    destination: 'Coffee Corner',
    asset: 'XLM',
    amount: AMOUNT,
    idempotencyKey: `race-${index}`,
  } as never);

/** Until everything has ended, somebody dies every now and then. */
const killAtRandom = async (hasEnded: () => boolean): Promise<void> => {
  const random = seeded(SEED);
  while (!hasEnded()) {
    await wait(300 + random.below(1_500));
    if (!hasEnded() && crew.kills < 12) await crew.kill(random.below(PROCESSES));
  }
};

/** All of it against the daily cap of one person, with the same database and network for all processes. */
export const describeRace = (sends: number): void => {
  describe(`${sends} payments at once in ${PROCESSES} processes that are killed at random (RACE_SEED=${SEED})`, () => {
    beforeAll(openCrew, 300_000);
    afterAll(closeCrew);
    it('come to an end all the same', async () => {
      let ended = false;
      const killing = killAtRandom(() => ended);
      const jobs = Array.from({ length: sends }, (_, index) => index);
      try {
        // Each process begins its whole share at once.
        await crew.share(jobs, Math.ceil(sends / PROCESSES), send);
        await expect.poll(settled, { timeout: 600_000, interval: 200 }).toBe(true);
      } finally {
        ended = true;
        await killing;
      }
      expect(crew.kills).toBeGreaterThan(1);
    }, 900_000);

    it('end each with one row, and each that was not paid says why', async () => {
      const rows = await rowsOf();
      expect(rows).toHaveLength(sends);
      const ends = rows.map(({ status, failure }) => `${status} ${failure?.code}`);
      expect([...new Set(ends)].sort()).toEqual(['CONFIRMED undefined', 'DENIED SPENDING_LIMIT_EXCEEDED']);
    });

    it('pay no more than the cap of a day, and all that fits into it', async () => {
      const payments = (await Promise.all(accounts.map(({ address }) => paymentsFrom(network.url, address)))).flat();
      const paid = payments.reduce((sum, { amount }) => sum + toStroops(amount), 0n);
      expect(paid).toBeLessThanOrEqual(CAP);
      expect(paid).toBeGreaterThan(CAP - 2n * toStroops(AMOUNT));
      const signed = (await rowsOf()).filter(({ envelope }) => envelope !== null);
      expect(payments.map((payment) => payment.transaction_hash).sort()).toEqual(signed.map(({ hash }) => hash).sort());
    });

    it('have reserved exactly what was signed', async () => {
      const signed = (await rowsOf()).filter(({ envelope }) => envelope !== null);
      const transactionId = { $in: (await rowsOf()).map(({ id }) => id) };
      const holds = await orm.em.fork().find(Reservation, { transactionId });
      expect(holds.map((hold) => hold.transactionId).sort()).toEqual(signed.map(({ id }) => id).sort());
      expect(new Set(holds.map(({ state }) => state))).toEqual(new Set(['SPENT']));
      const worst = signed.map(({ feeMax }) => toStroops(AMOUNT) + feeMax);
      expect(holds.reduce((sum, { amount }) => sum + amount, 0n)).toBe(worst.reduce((sum, cost) => sum + cost, 0n));
      expect(holds.reduce((sum, { amount }) => sum + amount, 0n)).toBeLessThanOrEqual(CAP);
    });

    it('are written down once each, in a chain that holds', async () => {
      for (const { id } of await rowsOf()) {
        const acts = (await orm.em.fork().find(AuditRecord, { resource: id })).map(({ action }) => action);
        expect(acts).toEqual([...new Set(acts)]);
      }
      const judge = await crewMember();
      const { verifyAuditLog } = await judge.calls.as(ada.userId, '{ verifyAuditLog { valid } }', {});
      expect(verifyAuditLog).toEqual({ valid: true });
    });
  });
};

const crewMember = async (): Promise<ChildApp> => {
  let found: ChildApp | undefined;
  await crew.share([0], 1, async (child) => {
    found = child;
  });
  return found!;
};
