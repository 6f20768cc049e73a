import { Account, Keypair, Memo, MuxedAccount, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payment, Sandbox } from './testing/sandbox.js';

let sandbox: Sandbox;
let alice: Keypair;
let bob: Keypair;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  [alice, bob] = [await sandbox.funded(), await sandbox.funded()];
});
afterAll(() => sandbox.close());

/** Runs an attempt that must leave the account as it was: no fee, no sequence number used. */
async function untouched(account: Keypair, attempt: () => Promise<unknown>): Promise<unknown> {
  const before = [await sandbox.balance(account), await sandbox.sequence(account)];
  const result = await attempt();
  expect([await sandbox.balance(account), await sandbox.sequence(account)]).toEqual(before);
  return result;
}

describe('a transaction that is included', () => {
  it('is answered within 200 ms at the usual pace of ledgers', async () => {
    const network = await Sandbox.start({ closeAfterMs: 50 });
    const payer = await network.funded();
    const times: number[] = [];
    for (const amount of ['1', '2', '3']) {
      const transaction = await network.signed(payer, [payment(payer, amount)]);
      const start = performance.now();
      await network.server.submitTransaction(transaction, { skipMemoRequiredCheck: true });
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(200);
    await network.close();
  });

  it('is answered with all there is to know about it', async () => {
    const transaction = await sandbox.signed(alice, [payment(bob, '1')], { memo: Memo.text('grüße') });
    const answer = await sandbox.server.submitTransaction(transaction);
    expect(answer).toMatchObject({
      hash: Buffer.from(transaction.hash()).toString('hex'),
      successful: true,
      source_account: alice.publicKey(),
      source_account_sequence: transaction.sequence,
      fee_account: alice.publicKey(),
      fee_charged: '100',
      max_fee: '100',
      operation_count: 1,
      memo_type: 'text',
      memo: 'grüße',
      memo_bytes: Buffer.from('grüße').toString('base64'),
      preconditions: { timebounds: { min_time: '0', max_time: transaction.timeBounds!.maxTime } },
      envelope_xdr: transaction.toEnvelope().toXdr('base64'),
    });
  });

  it('carries a result and metadata that decode and tell the same story', async () => {
    const answer = await sandbox.send(alice, payment(bob, '3'));
    const result = xdr.TransactionResult.fromXdr(answer.result_xdr, 'base64');
    expect(result.feeCharged).toBe(100n);
    expect(result.result.type).toBe('txSuccess');
    const meta = xdr.TransactionMeta.fromXdr(answer.result_meta_xdr, 'base64');
    const changes = (meta.value as xdr.TransactionMetaV4).operations[0]!.changes;
    expect(changes.map(({ type }) => type)).toEqual([
      'ledgerEntryState',
      'ledgerEntryUpdated',
      'ledgerEntryState',
      'ledgerEntryUpdated',
    ]);
    const { fee_meta_xdr } = await sandbox.server.transactions().transaction(answer.hash).call();
    const [before, after] = xdr
      .decodeArray(xdr.LedgerEntryChange, fee_meta_xdr, 'base64')
      .map((change) => ((change.value as xdr.LedgerEntry).data.value as xdr.AccountEntry).balance);
    expect(before! - after!).toBe(100n);
  });

  it('is answered the same way when it is submitted again, and is paid once', async () => {
    const transaction = await sandbox.signed(alice, [payment(bob, '5')]);
    const before = Number(await sandbox.balance(bob));
    const first = await sandbox.server.submitTransaction(transaction);
    const second = await sandbox.server.submitTransaction(transaction);
    expect(second).toEqual(first);
    expect(Number(await sandbox.balance(bob))).toBe(before + 5);
  });

  it('gives two submissions of the same envelope at the same moment one inclusion', async () => {
    const transaction = await sandbox.signed(alice, [payment(bob, '5')]);
    const before = Number(await sandbox.balance(bob));
    const [first, second] = await Promise.all([1, 2].map(() => sandbox.server.submitTransaction(transaction)));
    expect(second).toEqual(first);
    expect(Number(await sandbox.balance(bob))).toBe(before + 5);
  });

  it.each([
    ['none', Memo.none(), undefined],
    ['id', Memo.id('18446744073709551615'), '18446744073709551615'],
    ['hash', Memo.hash('ab'.repeat(32)), Buffer.alloc(32, 0xab).toString('base64')],
    ['return', Memo.return('cd'.repeat(32)), Buffer.alloc(32, 0xcd).toString('base64')],
  ])('shows a memo of kind %s', async (kind, memo, shown) => {
    const { hash } = await sandbox.server.submitTransaction(await sandbox.signed(alice, [payment(bob, '1')], { memo }));
    const record = await sandbox.server.transactions().transaction(hash).call();
    expect([record.memo_type, record.memo]).toEqual([kind, shown]);
  });

  it('credits the account behind a multiplexed address and shows both addresses', async () => {
    const muxed = new MuxedAccount(new Account(bob.publicKey(), '0'), '42').accountId();
    const before = Number(await sandbox.balance(bob));
    const { hash } = await sandbox.send(alice, payment(muxed, '2'));
    expect(Number(await sandbox.balance(bob))).toBe(before + 2);
    const { records } = await sandbox.server.operations().forTransaction(hash).call();
    expect(records[0]).toMatchObject({ to: bob.publicKey(), to_muxed: muxed, to_muxed_id: '42' });
  });

  it('may be signed by a second account that one of its operations acts for', async () => {
    const transaction = await sandbox.build(alice, [payment(alice, '7', undefined, bob.publicKey())]);
    transaction.sign(alice, bob);
    const before = Number(await sandbox.balance(bob));
    await sandbox.server.submitTransaction(transaction);
    expect(Number(await sandbox.balance(bob))).toBe(before - 7);
  });
});

describe('a transaction that is refused costs nothing and uses no sequence number', () => {
  it.each([
    ['whose minimum time lies ahead', { timebounds: { minTime: 4_000_000_000, maxTime: 0 } }, 'tx_too_early'],
    ['whose maximum time has passed', { timebounds: { minTime: 0, maxTime: 1_000_000_000 } }, 'tx_too_late'],
    ['whose ledgers lie ahead', { ledgerbounds: { minLedger: 1_000_000, maxLedger: 0 } }, 'tx_too_early'],
    ['whose ledgers have passed', { ledgerbounds: { minLedger: 0, maxLedger: 2 } }, 'tx_too_late'],
    ['that offers less than the minimum fee', { fee: '99' }, 'tx_insufficient_fee'],
    ['that needs an older sequence number', { minAccountSequenceAge: 1_000_000n }, 'tx_bad_minseq_age_or_gap'],
    ['that needs more ledgers in between', { minAccountSequenceLedgerGap: 1_000 }, 'tx_bad_minseq_age_or_gap'],
    ['that offers a fee it cannot pay', { fee: '4000000000' }, 'tx_insufficient_balance'],
  ])('%s', async (_rule, options, code) => {
    const poor = await sandbox.accountWith('100', alice);
    await sandbox.send(poor, payment(poor, '1'));
    const transaction = await sandbox.signed(poor, [payment(bob, '1')], options);
    expect(await untouched(poor, () => sandbox.refusal(transaction))).toEqual({ transaction: code });
  });

  it('with no operations: tx_missing_operation', async () => {
    const transaction = await sandbox.signed(alice, [], { fee: '100' });
    expect(await untouched(alice, () => sandbox.refusal(transaction))).toEqual({ transaction: 'tx_missing_operation' });
  });

  it.each([
    ['ahead', 5n],
    ['already used', 0n],
  ])('with a sequence number that is %s: tx_bad_seq', async (_which, distance) => {
    const account = new Account(alice.publicKey(), ((await sandbox.sequence(alice)) + distance - 1n).toString());
    const transaction = new TransactionBuilder(account, { fee: '100', networkPassphrase: sandbox.network.passphrase })
      .addOperation(payment(bob, '1'))
      .setTimeout(30)
      .build();
    transaction.sign(alice);
    expect(await untouched(alice, () => sandbox.refusal(transaction))).toEqual({ transaction: 'tx_bad_seq' });
  });

  it('from an account that does not exist: tx_no_source_account', async () => {
    const stranger = Keypair.random();
    const transaction = new TransactionBuilder(new Account(stranger.publicKey(), '1'), {
      fee: '100',
      networkPassphrase: sandbox.network.passphrase,
    })
      .addOperation(payment(bob, '1'))
      .setTimeout(30)
      .build();
    transaction.sign(stranger);
    expect(await sandbox.refusal(transaction)).toEqual({ transaction: 'tx_no_source_account' });
  });

  it('without a signature, with a foreign one, or signed for another network: tx_bad_auth', async () => {
    const unsigned = await sandbox.build(alice, [payment(bob, '1')]);
    const foreign = await sandbox.build(alice, [payment(bob, '1')]);
    foreign.sign(Keypair.random());
    const elsewhere = await sandbox.signed(alice, [payment(bob, '1')], { networkPassphrase: 'Another Network' });
    for (const transaction of [unsigned, foreign, elsewhere]) {
      expect(await untouched(alice, () => sandbox.refusal(transaction))).toEqual({ transaction: 'tx_bad_auth' });
    }
  });

  it('with a signature nobody asked for: tx_bad_auth_extra', async () => {
    const transaction = await sandbox.signed(alice, [payment(bob, '1')]);
    transaction.sign(bob);
    expect(await untouched(alice, () => sandbox.refusal(transaction))).toEqual({ transaction: 'tx_bad_auth_extra' });
  });

  it('with an operation for an account that did not sign: op_bad_auth', async () => {
    const transaction = await sandbox.signed(alice, [
      payment(bob, '1'),
      payment(alice, '1', undefined, bob.publicKey()),
    ]);
    expect(await untouched(alice, () => sandbox.refusal(transaction))).toEqual({
      transaction: 'tx_failed',
      operations: ['op_success', 'op_bad_auth'],
    });
  });

  it('with an operation this network does not know: op_not_supported', async () => {
    const transaction = await sandbox.signed(alice, [
      payment(bob, '1'),
      Operation.manageData({ name: 'a', value: 'b' }),
      payment(bob, '1'),
    ]);
    expect(await untouched(alice, () => sandbox.refusal(transaction))).toEqual({
      transaction: 'tx_failed',
      operations: ['op_success', 'op_not_supported', 'op_success'],
    });
  });

  it('checks the time before the fee and the fee before the signature', async () => {
    const all = { fee: '1', timebounds: { minTime: 0, maxTime: 1_000_000_000 } };
    expect(await sandbox.refusal(await sandbox.build(alice, [payment(bob, '1')], all))).toEqual({
      transaction: 'tx_too_late',
    });
    expect(await sandbox.refusal(await sandbox.build(alice, [payment(bob, '1')], { fee: '1' }))).toEqual({
      transaction: 'tx_insufficient_fee',
    });
  });
});

describe('a transaction that fails in its ledger', () => {
  it('moves nothing, but pays its fee and uses its sequence number', async () => {
    const payer = await sandbox.funded();
    const [sequence, bobBefore] = [await sandbox.sequence(payer), await sandbox.balance(bob)];
    const transaction = await sandbox.signed(payer, [payment(bob, '10'), payment(bob, '99999'), payment(bob, '1')]);
    expect(await sandbox.refusal(transaction)).toEqual({
      transaction: 'tx_failed',
      operations: ['op_success', 'op_underfunded', 'op_success'],
    });
    expect(await sandbox.balance(payer)).toBe('9999.9999700');
    expect(await sandbox.sequence(payer)).toBe(sequence + 1n);
    expect(await sandbox.balance(bob)).toBe(bobBefore);
  });

  it('is answered with the same failure when it is submitted again', async () => {
    const transaction = await sandbox.signed(alice, [payment(bob, '99999')]);
    const codes = await sandbox.refusal(transaction);
    const sequence = await sandbox.sequence(alice);
    expect(await sandbox.refusal(transaction)).toEqual(codes);
    expect(await sandbox.sequence(alice)).toBe(sequence);
  });
});

describe('several transactions of one account', () => {
  it('are taken one a ledger, in the order of their sequence numbers', async () => {
    const first = await sandbox.signed(alice, [payment(bob, '1')]);
    const account = new Account(alice.publicKey(), first.sequence);
    const second = new TransactionBuilder(account, { fee: '100', networkPassphrase: sandbox.network.passphrase })
      .addOperation(payment(bob, '1'))
      .setTimeout(30)
      .build();
    second.sign(alice);
    const answers = await Promise.all([first, second].map((each) => sandbox.server.submitTransaction(each)));
    expect(answers[1]!.ledger).toBeGreaterThan(answers[0]!.ledger);
  });

  it('cannot share a sequence number: the later one is refused', async () => {
    const before = Number(await sandbox.balance(bob));
    const [one, other] = [
      await sandbox.signed(alice, [payment(bob, '1')]),
      await sandbox.signed(alice, [payment(bob, '2')]),
    ];
    const [first, second] = await Promise.all([sandbox.server.submitTransaction(one), sandbox.refusal(other)]);
    expect(first!.successful).toBe(true);
    expect(second).toEqual({ transaction: 'tx_bad_seq' });
    expect(Number(await sandbox.balance(bob))).toBe(before + 1);
  });
});
