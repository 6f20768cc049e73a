import { type Keypair, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payment, Sandbox } from './testing/sandbox.js';
import { openEnvelope } from './transactions/transaction-frame.js';

let sandbox: Sandbox;
let alice: Keypair;
let bob: Keypair;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  [alice, bob] = [await sandbox.funded(), await sandbox.funded()];
});
afterAll(() => sandbox.close());

describe('a fee bump', () => {
  const bump = (
    payer: Keypair,
    fee: string,
    inner: Parameters<typeof TransactionBuilder.buildFeeBumpTransaction>[2],
  ) => {
    const bumped = TransactionBuilder.buildFeeBumpTransaction(payer, fee, inner, sandbox.network.passphrase);
    bumped.sign(payer);
    return bumped;
  };

  it('makes another account pay, and is found under both hashes', async () => {
    const inner = await sandbox.signed(alice, [payment(bob, '1')]);
    const [aliceBefore, payer] = [Number(await sandbox.balance(alice)), await sandbox.funded()];
    const bumped = bump(payer, '500', inner);
    const answer = await sandbox.server.submitTransaction(bumped);
    expect(answer).toMatchObject({ fee_account: payer.publicKey(), fee_charged: '200', max_fee: '1000' });
    expect(await sandbox.balance(payer)).toBe('9999.9999800');
    expect(Number(await sandbox.balance(alice))).toBeCloseTo(aliceBefore - 1, 7);

    const innerHash = Buffer.from(inner.hash()).toString('hex');
    const byInner = await sandbox.server.transactions().transaction(innerHash).call();
    expect(byInner).toMatchObject({
      hash: innerHash,
      fee_bump_transaction: { hash: answer.hash },
      inner_transaction: { hash: innerHash, max_fee: '100' },
    });
    expect(byInner.ledger_attr).toBe(answer.ledger);
  });

  it('reports what went wrong inside', async () => {
    const payer = await sandbox.funded();
    const unsigned = await sandbox.build(alice, [payment(bob, '1')]);
    expect(await sandbox.refusal(bump(payer, '500', unsigned))).toEqual({
      transaction: 'tx_fee_bump_inner_failed',
      inner_transaction: 'tx_bad_auth',
    });
    const tooMuch = await sandbox.signed(alice, [payment(bob, '99999')]);
    expect(await sandbox.refusal(bump(payer, '500', tooMuch))).toEqual({
      transaction: 'tx_fee_bump_inner_failed',
      inner_transaction: 'tx_failed',
      operations: ['op_underfunded'],
    });
    expect(await sandbox.balance(payer)).toBe('9999.9999800');
  });

  it.each([
    ['less than the minimum for one operation more', '199', '1', 'tx_insufficient_fee'],
    ['less for each operation than the transaction inside', '500', '300', 'tx_insufficient_fee'],
    ['more than its payer can spend', '99990000001', '100', 'tx_insufficient_balance'],
  ])('is refused if it offers %s', async (_what, bumpFee, innerFee, code) => {
    const payer = await sandbox.funded();
    const inner = await sandbox.signed(alice, [payment(bob, '1')], { fee: innerFee });
    const { feeSource, innerTx, ext } = bump(payer, '100000', inner).tx;
    const tx = new xdr.FeeBumpTransaction({ feeSource, innerTx, ext, fee: BigInt(bumpFee) });
    const wrap = (signatures: xdr.DecoratedSignature[]) =>
      xdr.TransactionEnvelope.envelopeTypeTxFeeBump(new xdr.FeeBumpTransactionEnvelope({ tx, signatures }));
    const { feeBump } = openEnvelope(wrap([]).toXdr('base64'));
    const signed = wrap([payer.signDecorated(feeBump!.hash)]);
    const answer = await sandbox.post('/transactions', { tx: signed.toXdr('base64') });
    expect(answer.body.extras).toMatchObject({ result_codes: { transaction: code } });
    expect(await sandbox.balance(payer)).toBe('10000.0000000');
  });

  it('must be signed by who pays', async () => {
    const payer = await sandbox.funded();
    const inner = await sandbox.signed(alice, [payment(bob, '1')]);
    const bumped = TransactionBuilder.buildFeeBumpTransaction(payer, '500', inner, sandbox.network.passphrase);
    expect(await sandbox.refusal(bumped)).toEqual({ transaction: 'tx_bad_auth' });
    expect(await sandbox.balance(payer)).toBe('10000.0000000');
  });
});
