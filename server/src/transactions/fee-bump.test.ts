import { Transaction as Envelope, FeeBumpTransaction, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditRecord } from '../audit/audit.entity.js';
import { jsonHash } from '../audit/audit-hash.js';
import { newId } from '../ids.js';
import { Reservation } from '../policy/policy.entity.js';
import type { SubmitResult } from '../stellar/gateway.js';
import { passphraseOf } from '../stellar/networks.js';
import {
  actsOf,
  holdsOf,
  type MoneyApp,
  openMoney,
  PATIENT,
  pay,
  rowOf,
  SMALL,
  settled,
  sign,
} from '../testing/money-case.js';
import type { Person } from '../testing/test-app.js';
import { isVerdictSigned } from '../vault/judgement/verdict-statement.js';
import { raisedFee } from './fee-bump.js';
import type { Transaction } from './transaction.entity.js';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 120_000 });

const TOO_LOW: SubmitResult = { kind: 'FAILED', resultCodes: ['tx_insufficient_fee'] };
const UNKNOWN: SubmitResult = { kind: 'UNKNOWN', message: 'The connection was lost.' };
const tooLow = () => TOO_LOW;
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
  app.gateway.fees = { p50: 100n, p95: 200n };
  for (const list of [app.gateway.submitted, app.gateway.effects, app.signed, app.gateway.answers]) list.length = 0;
});

const send = async (...answers: ((envelope: string) => SubmitResult)[]): Promise<Transaction> => {
  app.gateway.answers.push(...answers);
  return settled(app, (await pay(app, ada, SMALL)).id, ada);
};
const read = (envelope: string) => TransactionBuilder.fromXdr(envelope, passphraseOf('LOCAL')) as FeeBumpTransaction;
const signatures = async ({ id }: Transaction) =>
  (await app.orm.em.fork().find(AuditRecord, { resource: id, action: 'transaction.signed' })).map((one) => one.details);

describe('a transaction that the network refuses for its fee', () => {
  it('goes again inside a fee bump: the same bytes, signed once, applied once', async () => {
    const row = await send(tooLow);
    expect(row).toMatchObject({ status: 'CONFIRMED', failure: null });
    const [first, second, ...none] = app.gateway.submitted;
    expect(none).toEqual([]);
    expect(first).toBe(row.envelope);
    expect(second).toBe(row.feeBump!.envelope);
    expect(read(second!)).toMatchObject({ feeSource: ada.address, fee: '4000' });
    expect(read(second!).innerTransaction.toXdr()).toBe(row.envelope);
    expect([app.signed.length, bumps.length, app.gateway.effects.length]).toEqual([1, 1, 1]);
    expect(await signatures(row)).toMatchObject([{ hash: row.hash }, { hash: row.hash, fee: '0.0004' }]);
  });

  it('has the vault’s word for the higher fee beside the one for the payment', async () => {
    const row = await send(tooLow);
    const { envelope, verdictProof } = row.feeBump!;
    expect(isVerdictSigned(verdictProof!)).toBe(true);
    expect(verdictProof!.publicKey).toBe((await app.vault.publicKeys()).verdict);
    const { intentHash } = row.verdictProof!.statement;
    expect(verdictProof!.statement).toMatchObject({
      ...{ transactionId: row.id, transactionHash: app.gateway.hashOf(envelope!), intentHash, decision: 'ALLOW' },
      ...{ authority: { kind: 'POLICY' }, outflows: [{ asset: 'XLM', amount: '0.0003800' }], rules: [] },
    });
    expect((await signatures(row)).map(({ verdictProofHash }) => verdictProofHash)).toEqual(
      [row.verdictProof, verdictProof].map(jsonHash),
    );
  });

  it('holds and spends the higher fee in the caps', async () => {
    const row = await send(tooLow);
    const held = await app.orm.em.fork().find(Reservation, { transactionId: row.id });
    expect(held.map(({ asset, amount, state }) => `${asset} ${amount} ${state}`).sort()).toEqual([
      'XLM 50004000 SPENT',
    ]);
  });

  it('offers what most pay where that is more, and never more than the bound', async () => {
    app.gateway.fees = { p50: 100n, p95: 200n };
    app.gateway.answers.push((): SubmitResult => {
      app.gateway.fees = { p50: 4_000n, p95: 9_000n };
      return TOO_LOW;
    });
    expect(read((await send()).feeBump!.envelope!).fee).toBe('18000');
    app.gateway.fees = { p50: 100n, p95: 200n };
    const row = await send((): SubmitResult => {
      app.gateway.fees = { p50: 4_000n, p95: 9_000_000n };
      return TOO_LOW;
    });
    expect(read(row.feeBump!.envelope!).fee).toBe('20000');
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

  it('is raised once: a second refusal waits for the clock, and all its room is free then', async () => {
    const row = await send(tooLow, () => {
      app.gateway.closedAt = later(120_000);
      return TOO_LOW;
    });
    expect(row).toMatchObject({ status: 'FAILED', failure: { resultCodes: ['tx_insufficient_fee'] } });
    expect(bumps).toHaveLength(1);
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
    const rest = 10_000_000_000n - 50_000_200n - 1_000n;
    await em
      .persist(em.create(Reservation, { id: newId('res'), ...owner, asset: 'XLM', amount: rest, ...state }))
      .flush();
    app.gateway.answers.push(tooLow);
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

  it('twice: the bump that is there stays', async () => {
    const row = await send(tooLow);
    expect(await app.outcomes.wantFee(row, 9_000n)).toBe(false);
    await expect(sign(app, ada, row.id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    expect((await rowOf(app, row.id)).feeBump).toEqual(row.feeBump);
    expect((await actsOf(app, row.id)).filter((act) => act === 'transaction.signed')).toHaveLength(2);
  });
});

it('a fee at the bound is not raised', async () => {
  const row = await send();
  const { operations } = new Envelope(row.envelope!, passphraseOf('LOCAL'));
  expect(operations).toHaveLength(1);
  expect(raisedFee(row, 200n)).toBe(4_000n);
  const high = TransactionBuilder.cloneFrom(new Envelope(row.envelope!, passphraseOf('LOCAL')), {
    fee: '10000',
  }).build();
  expect(raisedFee({ network: 'LOCAL', envelope: high.toXdr() }, 1_000_000n)).toBeNull();
});
