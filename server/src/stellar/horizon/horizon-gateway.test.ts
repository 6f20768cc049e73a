import { Account, Asset, Keypair, Memo, Operation, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localKeypair } from '../../../local-network/ledger/assets.js';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import { fromStroops7, toStroops } from '../../kernel/amount.js';
import { canonicalAsset, toSdkAsset } from '../../kernel/assets.js';
import { networkDefinition } from '../../kernel/networks.js';
import { explainResultCodes } from '../results/result-codes.js';
import { HorizonGateway } from './horizon-gateway.js';

const usdc = canonicalAsset('USDC', 'LOCAL');
const shop = localKeypair('Coffee Corner').publicKey();

let network: LocalNetwork;
let gateway: HorizonGateway;
beforeAll(async () => {
  network = await startLocalNetwork({ port: 0 });
  gateway = new HorizonGateway(networkDefinition('LOCAL', network.url));
});
afterAll(() => network.close());

type Change = { sequence?: bigint; memo?: string; maxTime?: number };

const build = async (keypair: Keypair, operations: ReturnType<typeof Operation.payment>[], change: Change = {}) => {
  const sequence = change.sequence ?? (await gateway.loadAccount(keypair.publicKey()))!.sequence;
  const builder = new TransactionBuilder(new Account(keypair.publicKey(), sequence.toString()), {
    fee: '100',
    networkPassphrase: network.passphrase,
    timebounds: { minTime: 0, maxTime: change.maxTime ?? Math.floor(Date.now() / 1000) + 60 },
  });
  for (const operation of operations) builder.addOperation(operation);
  if (change.memo) builder.addMemo(Memo.text(change.memo));
  const transaction = builder.build();
  transaction.sign(keypair);
  const hash = Buffer.from(transaction.hash()).toString('hex');
  return { envelope: transaction.toEnvelope().toXdr('base64'), hash, sequence };
};
const pay = (amount: string, destination = shop, asset = 'XLM') =>
  Operation.payment({ destination, asset: toSdkAsset(asset), amount });
const funded = async (): Promise<Keypair> => {
  const keypair = Keypair.random();
  await gateway.fund(keypair.publicKey());
  return keypair;
};

describe('an account on the ledger', () => {
  it('is null before it is funded, and funding it twice is fine', async () => {
    const address = Keypair.random().publicKey();
    expect(await gateway.loadAccount(address)).toBeNull();
    await gateway.fund(address);
    await gateway.fund(address);
    expect((await gateway.loadAccount(address))!.balances).toMatchObject([
      { asset: 'XLM', amount: toStroops('10000') },
    ]);
  });

  it('can spend all but its reserve, and each trust line takes half an XLM more', async () => {
    const keypair = await funded();
    const before = (await gateway.loadAccount(keypair.publicKey()))!;
    expect(before.balances[0]!.spendable).toBe(before.balances[0]!.amount - toStroops('1'));
    const trust = await build(keypair, [Operation.changeTrust({ asset: toSdkAsset(usdc), limit: '50000' })]);
    expect(await gateway.submit(trust.envelope)).toMatchObject({
      kind: 'CONFIRMED',
      hash: trust.hash,
      feeCharged: 100n,
    });
    await gateway.fund(keypair.publicKey(), 'USDC');

    const after = (await gateway.loadAccount(keypair.publicKey()))!;
    expect(after.sequence).toBe(before.sequence + 1n);
    expect(after.subentryCount).toBe(1);
    const [xlm, dollars] = after.balances;
    expect(xlm!.spendable).toBe(xlm!.amount - toStroops('1.5'));
    expect(dollars).toMatchObject({ asset: usdc, limit: toStroops('50000'), authorized: true, sellingLiabilities: 0n });
    expect(dollars!.spendable).toBe(dollars!.amount);
    expect(dollars!.amount).toBeGreaterThan(0n);
    expect(after.signers).toMatchObject([{ key: keypair.publicKey(), weight: 1 }]);
    expect(after.memoRequired).toBe(false);
  });

  it('may spend exactly the spendable amount less the fee, and not a stroop more', async () => {
    const keypair = await funded();
    const [xlm] = (await gateway.loadAccount(keypair.publicKey()))!.balances;
    const tooMuch = await build(keypair, [pay(fromStroops7(xlm!.spendable - 99n))]);
    const refused = await gateway.submit(tooMuch.envelope);
    expect(refused).toMatchObject({ kind: 'FAILED', resultCodes: ['tx_failed', 'op_underfunded'], feeCharged: 100n });
    const rest = await build(keypair, [pay(fromStroops7(xlm!.spendable - 200n))]);
    expect(await gateway.submit(rest.envelope)).toMatchObject({ kind: 'CONFIRMED' });
    expect((await gateway.loadAccount(keypair.publicKey()))!.balances[0]!.spendable).toBe(0n);
  });
});

describe('a transaction', () => {
  it('is confirmed, found by its hash, and confirmed again without a second payment when sent twice', async () => {
    const keypair = await funded();
    const { envelope, hash } = await build(keypair, [pay('25')]);
    expect(await gateway.findTransaction(hash)).toBeNull();
    const first = await gateway.submit(envelope);
    expect(first).toMatchObject({ kind: 'CONFIRMED', hash, feeCharged: 100n });
    expect(await gateway.submit(envelope)).toEqual(first);
    expect(await gateway.findTransaction(hash)).toMatchObject({
      ledger: (first as { ledger: number }).ledger,
      successful: true,
      feeCharged: 100n,
      resultCodes: ['tx_success', 'op_success'],
    });
    expect((await gateway.loadAccount(keypair.publicKey()))!.balances[0]!.amount).toBe(toStroops('9974.99999'));
  });

  it.each<[string, Change, () => ReturnType<typeof Operation.payment>, string[]]>([
    ['an old sequence number', { sequence: 1n }, () => pay('1'), ['tx_bad_seq']],
    ['time bounds in the past', { maxTime: 1 }, () => pay('1'), ['tx_too_late']],
    [
      'a destination that is not there',
      {},
      () => pay('1', Keypair.random().publicKey()),
      ['tx_failed', 'op_no_destination'],
    ],
    ['an asset the sender does not hold', {}, () => pay('1', shop, usdc), ['tx_failed', 'op_src_no_trust']],
    [
      'a second opening of an account',
      {},
      () => Operation.createAccount({ destination: shop, startingBalance: '5' }) as never,
      ['tx_failed', 'op_already_exists'],
    ],
    [
      'an opening below the reserve',
      {},
      () => Operation.createAccount({ destination: Keypair.random().publicKey(), startingBalance: '0.5' }) as never,
      ['tx_failed', 'op_low_reserve'],
    ],
    [
      'a missing issuer',
      {},
      () => Operation.changeTrust({ asset: new Asset('NONE', Keypair.random().publicKey()) }) as never,
      ['tx_failed', 'op_no_issuer'],
    ],
  ])('fails with the codes of %s, and they have a sentence', async (_why, change, operation, resultCodes) => {
    const keypair = await funded();
    const { envelope } = await build(keypair, [operation()], change);
    expect(await gateway.submit(envelope)).toMatchObject({ kind: 'FAILED', resultCodes });
    expect(explainResultCodes(resultCodes).message).toMatch(/\.$/);
  });
});

describe('the network', () => {
  it('tells its latest ledger and its fees', async () => {
    const ledger = await gateway.latestLedger();
    expect(ledger.sequence).toBeGreaterThan(1);
    expect(Math.abs(Date.now() - ledger.closedAt.getTime())).toBeLessThan(60_000);
    expect(ledger.baseFee).toBe(100n);
    expect(ledger.protocol).toBeGreaterThan(20);
    const fees = await gateway.feeStats();
    expect(fees.p50).toBeGreaterThanOrEqual(100n);
    expect(fees.p95).toBeGreaterThanOrEqual(fees.p50);
  });
});

describe('activity', () => {
  it('tells what happened, newest first, page by page, with failures of our own', async () => {
    const [alice, bob] = [await funded(), await funded()];
    const [a, b] = [alice.publicKey(), bob.publicKey()];
    const send = async (keypair: Keypair, operation: ReturnType<typeof Operation.payment>, memo?: string) =>
      gateway.submit((await build(keypair, [operation], memo ? { memo } : {})).envelope);
    await send(alice, pay('5', b), 'lunch');
    await send(bob, pay('2.5', a));
    await send(alice, Operation.changeTrust({ asset: toSdkAsset(usdc) }) as never);
    await send(alice, Operation.changeTrust({ asset: toSdkAsset(usdc), limit: '0' }) as never);
    await send(alice, pay('99999', b));
    await send(bob, pay('99999', a));

    const all = await gateway.activity(a, { limit: 50 });
    expect(
      all.items.map(({ kind, asset, amount, counterparty, memo, successful }) => [
        kind,
        asset,
        amount,
        counterparty,
        memo,
        successful,
      ]),
    ).toEqual([
      ['SENT', 'XLM', toStroops('99999'), b, null, false],
      ['TRUST_REMOVED', usdc, null, null, null, true],
      ['TRUST_ADDED', usdc, null, null, null, true],
      ['RECEIVED', 'XLM', toStroops('2.5'), b, null, true],
      ['SENT', 'XLM', toStroops('5'), b, 'lunch', true],
      ['CREATED', 'XLM', toStroops('10000'), expect.any(String), null, true],
    ]);
    const sent = all.items[4]!;
    expect(await gateway.findTransaction(sent.transactionHash)).toMatchObject({ ledger: sent.ledger });

    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await gateway.activity(a, { limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      [cursor, more] = [page.cursor ?? undefined, page.hasNextPage];
    }
    expect(seen).toEqual(all.items.map(({ id }) => id));
  });
});
