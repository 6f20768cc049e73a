import { type FeeBumpTransaction, TransactionBuilder } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  actsOf,
  holdsOf,
  type MoneyApp,
  openMoney,
  PATIENT,
  passkeyPerson,
  pay,
  rowOf,
  SMALL,
  settled,
  sign,
} from '../../../test/support/app/money-case.js';
import { loosen, updatePolicy } from '../../../test/support/app/policy-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { newId } from '../../kernel/ids.js';
import { passphraseOf } from '../../kernel/networks.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { jsonHash } from '../../platform/audit/audit-hash.js';
import { raisedFee } from '../../rulebook/fee-bump.js';
import type { SubmitResult } from '../../stellar/gateway.js';
import { isVerdictSigned } from '../../vault/contract/verdict-statement.js';
import { Reservation } from '../policy/policy.entity.js';
import type { Transaction } from '../proposals/transaction.entity.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TOO_LOW: SubmitResult = { kind: 'FAILED', resultCodes: ['tx_insufficient_fee'] };
const UNKNOWN: SubmitResult = { kind: 'UNKNOWN', message: 'The connection was lost.' };
const tooLow = () => TOO_LOW;
const calm = { p50: 100n, p95: 200n, suggested: 100n };
const later = (ms: number): Date => new Date(Date.now() + ms);

let app: MoneyApp;
let ada: Person;
let bumps: unknown[];
beforeAll(async () => {
  app = await openMoney({ working: true });
  const signFeeBump = app.vault.signFeeBump.bind(app.vault);
  app.vault.signFeeBump = (request) => {
    bumps.push(request);
    return signFeeBump(request);
  };
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(async () => {
  bumps = [];
  ada = await app.person();
  app.gateway.closedAt = new Date();
  app.gateway.fees = calm;
  for (const list of [app.gateway.submitted, app.gateway.effects, app.signed, app.gateway.answers]) list.length = 0;
});

const send = async (...answers: ((envelope: string) => SubmitResult)[]): Promise<Transaction> => {
  app.gateway.answers.push(...answers);
  return settled(app, (await pay(app, ada, SMALL)).id, ada);
};
const read = (envelope: string) => TransactionBuilder.fromXdr(envelope, passphraseOf('LOCAL')) as FeeBumpTransaction;
const signatures = async ({ id }: Transaction) =>
  (
    await app.orm.em
      .fork()
      .find(AuditRecord, { resource: id, action: 'transaction.signed' }, { orderBy: { seq: 'asc' } })
  ).map((one) => one.details);

describe('a transaction that the network refuses for its fee', () => {
  it('goes again inside a fee bump: the same bytes, signed once, applied once', async () => {
    const row = await send(tooLow);
    expect(row).toMatchObject({ status: 'CONFIRMED', failure: null });
    const [first, second, ...none] = app.gateway.submitted;
    expect(none).toEqual([]);
    expect(first).toBe(row.envelope);
    expect(second).toBe(row.feeBump!.envelope);
    expect(read(second!)).toMatchObject({ feeSource: ada.address, fee: '2000' });
    expect(read(second!).innerTransaction.toXdr()).toBe(row.envelope);
    expect([app.signed.length, bumps.length, app.gateway.effects.length]).toEqual([1, 1, 1]);
    expect(await signatures(row)).toMatchObject([{ hash: row.hash }, { hash: row.hash, fee: '0.0002' }]);
  });

  it('has the vault’s word for the higher fee beside the one for the payment', async () => {
    const row = await send(tooLow);
    const { envelope, verdictProof } = row.feeBump!;
    expect(isVerdictSigned(verdictProof!)).toBe(true);
    expect(verdictProof!.publicKey).toBe((await app.vault.publicKeys()).verdict);
    const { intentHash } = row.verdictProof!.statement;
    expect(verdictProof!.statement).toMatchObject({
      transactionId: row.id,
      transactionHash: app.gateway.hashOf(envelope!),
      intentHash,
      decision: 'ALLOW',
      authority: { kind: 'POLICY' },
      outflows: [{ asset: 'XLM', amount: '0.0001900' }],
      rules: [],
    });
    expect((await signatures(row)).map(({ verdictProofHash }) => verdictProofHash)).toEqual(
      [row.verdictProof, verdictProof].map(jsonHash),
    );
  });

  it('holds and spends the higher fee in the caps', async () => {
    const row = await send(tooLow);
    const held = await app.orm.em.fork().find(Reservation, { transactionId: row.id });
    expect(held.map(({ asset, amount, state }) => `${asset} ${amount} ${state}`).sort()).toEqual([
      'XLM 50002000 SPENT',
    ]);
  });

  it('offers what it takes now where that is more, and never more than the policy allows', async () => {
    const surge = (suggested: bigint) => (): SubmitResult => {
      app.gateway.fees = { ...calm, suggested };
      return TOO_LOW;
    };
    expect(read((await send(surge(9_000n))).feeBump!.envelope!).fee).toBe('18000');
    app.gateway.fees = calm;
    expect(read((await send(surge(9_000_000n))).feeBump!.envelope!).fee).toBe('1000000');
    app.gateway.fees = calm;
    await updatePolicy(app, ada, { feeMax: '0.001' });
    expect(read((await send(surge(9_000_000n))).feeBump!.envelope!).fee).toBe('10000');
  });

  it('is raised up to five times, each signed, judged and counted before it is sent, and found in the end', async () => {
    const grace = await passkeyPerson(app);
    await loosen(app, grace, { feeMax: '1' });
    ada = grace;
    const row = await send(tooLow, tooLow, tooLow, tooLow, tooLow);
    const fees = ['2000', '20000', '200000', '2000000', '10000000'];
    expect(row).toMatchObject({ status: 'CONFIRMED', failure: null });
    expect(app.gateway.submitted.slice(1).map((envelope) => read(envelope).fee)).toEqual(fees);
    expect(new Set(app.gateway.submitted.slice(1).map((one) => read(one).innerTransaction.toXdr()))).toEqual(
      new Set([row.envelope]),
    );
    expect([app.signed.length, bumps.length, app.gateway.effects.length]).toEqual([1, 5, 1]);
    const held = await app.orm.em.fork().find(Reservation, { transactionId: row.id });
    expect(held.map(({ amount, state }) => `${amount} ${state}`)).toEqual(['60000000 SPENT']);
    expect((await signatures(row)).map(({ fee }) => fee)).toEqual([undefined, '0.0002', '0.002', '0.02', '0.2', '1']);
  });

  it('is found by the hash of what is inside where the answer to the bump was lost', async () => {
    const row = await send(tooLow, (envelope) => {
      app.gateway.include(envelope);
      return UNKNOWN;
    });
    expect(row.status).toBe('CONFIRMED');
    expect(app.gateway.effects).toHaveLength(1);
    expect((await holdsOf(app, row.id)).sort()).toEqual(['SPENT']);
  });

  it('is found by the hash of the bump where the network knows it by no other', async () => {
    const row = await send(tooLow, (envelope) => {
      app.gateway.include(envelope);
      const inner = app.gateway.hashOf(app.gateway.submitted[0]!);
      app.gateway.transactions.delete(inner);
      for (const [number, { hashes, found }] of app.gateway.takers)
        app.gateway.takers.set(number, { hashes: hashes.filter((hash) => hash !== inner), found });
      app.gateway.closedAt = later(120_000);
      return UNKNOWN;
    });
    expect(row.status).toBe('CONFIRMED');
    expect(app.gateway.effects).toHaveLength(1);
  });

  it('is not raised a sixth time, nor above the policy: it waits for the clock, and all its room is free then', async () => {
    const row = await send(tooLow, tooLow, tooLow, tooLow, () => {
      app.gateway.closedAt = later(120_000);
      return TOO_LOW;
    });
    expect(row).toMatchObject({ status: 'FAILED', failure: { resultCodes: ['tx_insufficient_fee'] } });
    expect(bumps).toHaveLength(4);
    expect(app.gateway.effects).toEqual([]);
    expect((await holdsOf(app, row.id)).sort()).toEqual(['FREED']);
  });

  it('is not raised where the cap has no room for the fee: nothing more is signed, its own room stays held', async () => {
    const em = app.orm.em.fork();
    const owner = {
      userId: ada.actor.userId,
      accountId: ada.accountId,
      transactionId: 'txn_x',
      network: 'LOCAL' as const,
    };
    const state = { state: 'SPENT' as const, at: new Date(), settledAt: null, valueUsd: null };
    const rest = 10_000_000_000n - 50_000_100n - 1_000n;
    await em
      .persist(em.create(Reservation, { id: newId('res'), ...owner, asset: 'XLM', amount: rest, ...state }))
      .flush();
    // However slow this machine is, and however often the same bytes go again meanwhile.
    app.gateway.answers.push(...Array.from({ length: 1_000 }, () => tooLow));
    const { id } = await pay(app, ada, SMALL);
    await expect.poll(async () => (await rowOf(app, id)).feeBump, PATIENT).toMatchObject({ refused: true });
    await expect.poll(async () => (await rowOf(app, id)).status, PATIENT).toBe('UNKNOWN');
    expect((await rowOf(app, id)).failure).toMatchObject({ resultCodes: ['tx_insufficient_fee'] });
    expect(await holdsOf(app, id)).toEqual(['RESERVED']);
    app.gateway.closedAt = later(120_000);
    const row = await settled(app, id, ada);
    expect(row).toMatchObject({ status: 'FAILED', failure: { resultCodes: ['tx_insufficient_fee'] } });
    expect(row.feeBump).toMatchObject({ envelope: null, refused: true });
    expect(bumps).toEqual([]);
    expect(await signatures(row)).toHaveLength(1);
    expect(await holdsOf(app, row.id)).toEqual(['FREED']);
  });

  it('is raised after an unknown send as well: the number inside lets only one of the two apply', async () => {
    const row = await send(
      () => UNKNOWN,
      () => {
        app.gateway.closedAt = later(-1_000);
        return TOO_LOW;
      },
    );
    expect(row.status).toBe('CONFIRMED');
    expect(bumps).toHaveLength(1);
  });
});

describe('nobody gets a higher fee signed', () => {
  it('that the network did not ask for', async () => {
    const row = await send();
    await expect(sign(app, ada, row.id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    expect(bumps).toEqual([]);
  });

  it('of another person', async () => {
    const row = await send(tooLow);
    await expect(sign(app, await app.person('Mallory'), row.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(bumps).toHaveLength(1);
  });

  it('once it has ended: the bump that is there stays', async () => {
    const row = await send(tooLow);
    expect(await app.outcomes.wantFee(row, 9_000n)).toBe(false);
    await expect(sign(app, ada, row.id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    expect((await rowOf(app, row.id)).feeBump).toEqual(row.feeBump);
    expect((await actsOf(app, row.id)).filter((act) => act === 'transaction.signed')).toHaveLength(2);
  });
});

describe('the next fee', () => {
  const bumped = (...fees: string[]) => {
    const [newest, ...earlier] = fees.toReversed().map((fee) => ({ fee, envelope: 'AAAA' }));
    return newest ? { ...newest, earlier: earlier.toReversed() } : null;
  };
  const next = (row: Transaction, fees: string[], suggested: bigint, limit: bigint) =>
    raisedFee({ ...pick(row), feeBump: bumped(...fees) }, { suggested, limit });
  const pick = ({ envelope, network }: Transaction) => ({ envelope, network });

  it('is at least ten times the last one, within the limit, and there are five at most', async () => {
    const row = await send();
    expect(next(row, [], 200n, 1_000_000n)).toBe(2_000n);
    expect(next(row, ['2000'], 200n, 1_000_000n)).toBe(20_000n);
    expect(next(row, ['2000'], 200n, 15_001n)).toBe(15_000n);
    expect(next(row, ['1000000'], 9_000_000n, 1_000_000n)).toBeNull();
    expect(next(row, ['2000', '4000', '6000', '8000', '10000'], 9_000n, 1_000_000n)).toBeNull();
  });

  it('whatever the market says, never passes the limit and always grows', async () => {
    const row = await send();
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 9n),
        fc.bigInt(100n, 10n ** 8n),
        fc.bigInt(51n, 10n ** 6n),
        (market, limit, rate) => {
          const before = rate * 2n;
          const fee = next(row, [`${before}`], market, limit);
          if (fee !== null) expect(fee <= limit && fee > before && fee % 2n === 0n).toBe(true);
          else expect(limit / 2n).toBeLessThanOrEqual(rate);
        },
      ),
    );
  });
});
