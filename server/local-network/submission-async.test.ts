import { Account, type Keypair, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payment, Sandbox } from './testing/sandbox.js';

describe('submitting without waiting', () => {
  let slow: Sandbox;
  let payer: Keypair;
  beforeAll(async () => {
    slow = await Sandbox.start({ closeAfterMs: 600_000 });
    payer = await slow.funded();
  });
  afterAll(() => slow.close());

  /** The faucet does not wait for company, so whatever waits goes along. */
  const closeLedger = () => slow.funded();
  const hashOf = (transaction: { hash(): Uint8Array }) => Buffer.from(transaction.hash()).toString('hex');
  const refused = (transaction: Parameters<Sandbox['server']['submitAsyncTransaction']>[0]) =>
    slow.server.submitAsyncTransaction(transaction).then(
      () => expect.unreachable(),
      (error) => error.getResponse(),
    );

  it('says PENDING, then DUPLICATE for the same and TRY_AGAIN_LATER for the next, until the ledger has closed', async () => {
    const first = await slow.signed(payer, [payment(payer, '1')]);
    const account = new Account(payer.publicKey(), first.sequence);
    const next = new TransactionBuilder(account, { fee: '100', networkPassphrase: slow.network.passphrase })
      .addOperation(payment(payer, '1'))
      .setTimeout(30)
      .build();
    next.sign(payer);

    expect(await slow.server.submitAsyncTransaction(first)).toEqual({ tx_status: 'PENDING', hash: hashOf(first) });
    expect(await refused(first)).toMatchObject({ status: 409, data: { tx_status: 'DUPLICATE', hash: hashOf(first) } });
    expect(await refused(next)).toMatchObject({ status: 503, data: { tx_status: 'TRY_AGAIN_LATER' } });

    await closeLedger();
    expect(await refused(first)).toMatchObject({ status: 503, data: { tx_status: 'TRY_AGAIN_LATER' } });
    expect(await slow.server.submitAsyncTransaction(next)).toMatchObject({ tx_status: 'PENDING' });
    await closeLedger();
    expect(await slow.sequence(payer)).toBe(BigInt(next.sequence));
  });

  it('says ERROR with the result for a transaction that cannot be included', async () => {
    const transaction = await slow.build(payer, [payment(payer, '1')]);
    const { status, data } = await refused(transaction);
    expect([status, data.tx_status]).toEqual([400, 'ERROR']);
    expect(xdr.TransactionResult.fromXdr(data.error_result_xdr, 'base64').result.type).toBe('txBadAuth');
  });
});
