import { type Keypair, Keypair as Keys } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payment, Sandbox } from '../testing/sandbox.js';

describe('lists', () => {
  let page: Sandbox;
  let payer: Keypair;
  beforeAll(async () => {
    page = await Sandbox.start();
    payer = await page.funded();
    for (const amount of ['1', '2', '3', '4', '5']) await page.send(payer, payment(payer, amount));
    await page.codes(payer, payment(payer, '1'), payment(Keys.random(), '6'));
  });
  afterAll(() => page.close());

  const amounts = (records: object[]) => records.map((record) => Number((record as { amount?: string }).amount ?? 0));

  it('can be walked forwards and back again', async () => {
    const first = await page.server.payments().limit(2).call();
    expect(amounts(first.records)).toEqual([0, 1]);
    const second = await first.next();
    expect(amounts(second.records)).toEqual([2, 3]);
    const third = await second.next();
    expect(amounts(third.records)).toEqual([4, 5]);
    expect((await third.next()).records).toEqual([]);
    expect(amounts((await third.prev()).records)).toEqual([3, 2]);
    expect(amounts((await second.prev()).records)).toEqual([1, 0]);
  });

  it('can be walked from the newest', async () => {
    const newest = await page.server.payments().order('desc').limit(4).call();
    expect(amounts(newest.records)).toEqual([5, 4, 3, 2]);
    expect(amounts((await newest.next()).records)).toEqual([1, 0]);
    expect((await page.server.payments().cursor('now').call()).records).toEqual([]);
    expect(amounts((await page.server.payments().cursor('now').order('desc').limit(1).call()).records)).toEqual([5]);
  });

  it('name each record by ledger, place of the transaction and place of the operation', async () => {
    const { records } = await page.server.operations().order('desc').limit(1).call();
    const transaction = await records[0]!.transaction();
    expect(BigInt(records[0]!.id)).toBe((BigInt(transaction.ledger_attr) << 32n) + (1n << 12n) + 1n);
    expect(BigInt(transaction.paging_token)).toBe((BigInt(transaction.ledger_attr) << 32n) + (1n << 12n));
    expect((await page.server.operations().operation(records[0]!.id).call()).id).toBe(records[0]!.id);
  });

  it('leave failed transactions out unless asked for', async () => {
    const failed = (records: object[]) =>
      records.filter((each) => !(each as { successful: boolean }).successful).length;
    const account = payer.publicKey();
    const without = await page.server.transactions().forAccount(account).limit(200).call();
    const all = await page.server.transactions().forAccount(account).limit(200).includeFailed(true).call();
    expect([failed(without.records), failed(all.records)]).toEqual([0, 1]);

    const payments = await page.server.payments().forAccount(account).limit(200).includeFailed(true).call();
    expect(payments.records.filter((each) => !each.transaction_successful)).toHaveLength(2);
    const hash = all.records.find((each) => !each.successful)!.hash;
    expect((await page.server.operations().forTransaction(hash).call()).records).toHaveLength(2);
  });

  it('carry the transactions along when joined', async () => {
    const { records } = await page.server.payments().join('transactions').limit(1).call();
    const joined = await records[0]!.transaction();
    expect(joined.hash).toBe(records[0]!.transaction_hash);
  });

  it('hold only what concerns the account asked about', async () => {
    const other = await page.funded();
    const { records } = await page.server.payments().forAccount(other.publicKey()).call();
    expect(records.map(({ type }) => type)).toEqual(['create_account']);
    const mine = await page.server.transactions().forAccount(payer.publicKey()).limit(200).call();
    expect(mine.records).toHaveLength(6);
  });
});
