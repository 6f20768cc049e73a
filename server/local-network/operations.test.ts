import { Asset, type Keypair, Keypair as Keys, Operation, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payment, Sandbox } from './testing/sandbox.js';
import { openEnvelope } from './transactions/transaction-frame.js';

let sandbox: Sandbox;
let alice: Keypair;
let bob: Keypair;
let usdc: Asset;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  [alice, bob] = [await sandbox.funded(), await sandbox.holder()];
  usdc = sandbox.asset();
});
afterAll(() => sandbox.close());

const failed = (...operations: string[]) => ({ transaction: 'tx_failed', operations });
const trust = (asset: Asset, limit?: string) => Operation.changeTrust({ asset, ...(limit && { limit }) });
const create = (destination: string, startingBalance: string) =>
  Operation.createAccount({ destination, startingBalance });

const usdcWithCode = (code: string) =>
  new xdr.AlphaNum4({
    assetCode: Uint8Array.from(Buffer.from(code.padEnd(4, '\0'), 'latin1')),
    issuer: xdr.PublicKey.publicKeyTypeEd25519(Keys.fromPublicKey(usdc.getIssuer()!).rawPublicKey()),
  });

/** A signed envelope around an operation the SDK's builder refuses to touch. */
async function envelopeWith(source: Keypair, operation: xdr.Operation): Promise<string> {
  const { v1 } = (await sandbox.build(source, [payment(source, '1')])).toEnvelope() as xdr.TransactionEnvelopeTx;
  const tx = new xdr.Transaction({ ...v1.tx, operations: [operation] });
  const wrap = (signatures: xdr.DecoratedSignature[]) =>
    xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures })).toXdr('base64');
  return wrap([source.signDecorated(openEnvelope(wrap([])).contentHash)]);
}

/** An operation the SDK would not build. */
const raw = (body: xdr.OperationBody) => new xdr.Operation({ sourceAccount: null, body });

describe('createAccount', () => {
  it('opens an account whose sequence starts at its ledger', async () => {
    const fresh = Keys.random();
    const { ledger } = await sandbox.send(alice, create(fresh.publicKey(), '1'));
    expect(await sandbox.balance(fresh)).toBe('1.0000000');
    expect(await sandbox.sequence(fresh)).toBe(BigInt(ledger) << 32n);
  });

  it('refuses an account that exists', async () => {
    expect(await sandbox.codes(alice, create(bob.publicKey(), '5'))).toEqual(failed('op_already_exists'));
  });

  it('refuses less than the reserve of two entries, to the stroop', async () => {
    const fresh = Keys.random().publicKey();
    expect(await sandbox.codes(alice, create(fresh, '0.9999999'))).toEqual(failed('op_low_reserve'));
    await expect(sandbox.server.loadAccount(fresh)).rejects.toThrow('Not Found');
  });

  it('refuses more than the source can spend', async () => {
    expect(await sandbox.codes(alice, create(Keys.random().publicKey(), '20000'))).toEqual(failed('op_underfunded'));
  });

  it('refuses to create the source itself, or with a negative balance', async () => {
    expect(await sandbox.codes(alice, create(alice.publicKey(), '5'))).toEqual(failed('op_malformed'));
    const destination = xdr.PublicKey.publicKeyTypeEd25519(Keys.random().rawPublicKey());
    const negative = raw(
      xdr.OperationBody.createAccount(new xdr.CreateAccountOp({ destination, startingBalance: -1n })),
    );
    expect(await sandbox.codes(alice, negative)).toEqual(failed('op_malformed'));
  });

  it('lets the new account act in the very same transaction', async () => {
    const fresh = Keys.random();
    const transaction = await sandbox.build(alice, [
      create(fresh.publicKey(), '5'),
      payment(alice, '1', undefined, fresh.publicKey()),
    ]);
    transaction.sign(alice, fresh);
    await sandbox.server.submitTransaction(transaction);
    expect(await sandbox.balance(fresh)).toBe('4.0000000');
  });
});

describe('a payment in XLM', () => {
  it('moves the amount', async () => {
    const payer = await sandbox.funded();
    const before = Number(await sandbox.balance(bob));
    await sandbox.send(payer, payment(bob, '0.0000001'));
    expect(await sandbox.balance(payer)).toBe('9999.9999899');
    expect(Number(await sandbox.balance(bob))).toBeCloseTo(before + 0.0000001, 7);
  });

  it('may leave exactly the reserve, and not a stroop less', async () => {
    const poor = await sandbox.accountWith('10', alice);
    expect(await sandbox.codes(poor, payment(bob, '8.9999901'))).toEqual(failed('op_underfunded'));
    await sandbox.send(poor, payment(bob, '8.9999800'));
    expect(await sandbox.balance(poor)).toBe('1.0000000');
  });

  it('refuses a destination that does not exist', async () => {
    expect(await sandbox.codes(alice, payment(Keys.random(), '5'))).toEqual(failed('op_no_destination'));
  });

  it('to oneself succeeds and moves nothing but the fee', async () => {
    const payer = await sandbox.funded();
    await sandbox.send(payer, payment(payer, '999999'));
    expect(await sandbox.balance(payer)).toBe('9999.9999900');
  });

  it.each([0n, -5n])('refuses the amount %s', async (amount) => {
    const destination = xdr.MuxedAccount.keyTypeEd25519(bob.rawPublicKey());
    const asset = xdr.Asset.assetTypeNative();
    const body = xdr.OperationBody.payment(new xdr.PaymentOp({ destination, asset, amount }));
    expect(await sandbox.codes(alice, raw(body))).toEqual(failed('op_malformed'));
  });
});

describe('a payment in an issued asset', () => {
  it('moves the amount and nothing of the XLM of the receiver', async () => {
    const [payer, receiver] = [await sandbox.holder(), await sandbox.holder()];
    const xlm = await sandbox.balance(receiver);
    await sandbox.send(payer, payment(receiver, '12.5', usdc));
    expect(await sandbox.balance(payer, 'USDC')).toBe('9987.5000000');
    expect(await sandbox.balance(receiver, 'USDC')).toBe('10012.5000000');
    expect(await sandbox.balance(receiver)).toBe(xlm);
  });

  it('refuses a receiver without a trustline', async () => {
    expect(await sandbox.codes(bob, payment(alice, '1', usdc))).toEqual(failed('op_no_trust'));
  });

  it('refuses a payer without a trustline', async () => {
    expect(await sandbox.codes(alice, payment(bob, '1', usdc))).toEqual(failed('op_src_no_trust'));
  });

  it('refuses more than the payer holds', async () => {
    const receiver = await sandbox.holder();
    expect(await sandbox.codes(bob, payment(receiver, '10000.0000001', usdc))).toEqual(failed('op_underfunded'));
  });

  it('refuses what goes over the limit of the receiver, to the stroop', async () => {
    const receiver = await sandbox.funded();
    await sandbox.send(receiver, trust(usdc, '5'));
    expect(await sandbox.codes(bob, payment(receiver, '5.0000001', usdc))).toEqual(failed('op_line_full'));
    await sandbox.send(bob, payment(receiver, '5', usdc));
    expect(await sandbox.balance(receiver, 'USDC')).toBe('5.0000000');
  });

  it('refuses a destination that does not exist', async () => {
    expect(await sandbox.codes(bob, payment(Keys.random(), '5', usdc))).toEqual(failed('op_no_destination'));
  });

  it('may go back to the issuer, and is then gone', async () => {
    const payer = await sandbox.holder();
    await sandbox.send(payer, payment(usdc.getIssuer()!, '10000', usdc));
    expect(await sandbox.balance(payer, 'USDC')).toBe('0.0000000');
  });

  it('to oneself leaves the balance as it was', async () => {
    const payer = await sandbox.holder();
    await sandbox.send(payer, payment(payer, '10000', usdc));
    expect(await sandbox.balance(payer, 'USDC')).toBe('10000.0000000');
  });

  it('lets anybody issue an asset of their own', async () => {
    const receiver = await sandbox.funded();
    const own = new Asset('CHICKENS', alice.publicKey());
    await sandbox.send(receiver, trust(own));
    await sandbox.send(alice, payment(receiver, '3', own));
    expect(await sandbox.balance(receiver, 'CHICKENS')).toBe('3.0000000');
  });
});

describe('changeTrust', () => {
  it('opens a line, which counts as an entry, and closes it again', async () => {
    const account = await sandbox.funded();
    await sandbox.send(account, trust(usdc));
    expect((await sandbox.server.loadAccount(account.publicKey())).subentry_count).toBe(1);
    await sandbox.send(account, trust(usdc, '0'));
    const closed = await sandbox.server.loadAccount(account.publicKey());
    expect([closed.subentry_count, closed.balances.length]).toEqual([0, 1]);
  });

  it('refuses an account that cannot hold the reserve for it', async () => {
    const poor = await sandbox.accountWith('1.4999999', alice);
    expect(await sandbox.codes(poor, trust(usdc))).toEqual(failed('op_low_reserve'));
    expect((await sandbox.server.loadAccount(poor.publicKey())).subentry_count).toBe(0);
    const justEnough = await sandbox.accountWith('1.50001', alice);
    await sandbox.send(justEnough, trust(usdc));
  });

  it('refuses an issuer that does not exist', async () => {
    const unknown = new Asset('GHOST', Keys.random().publicKey());
    expect(await sandbox.codes(alice, trust(unknown))).toEqual(failed('op_no_issuer'));
  });

  it('refuses a limit below the balance, and closing a line that is not empty or not there', async () => {
    const holder = await sandbox.holder();
    expect(await sandbox.codes(holder, trust(usdc, '9999.9999999'))).toEqual(failed('op_invalid_limit'));
    expect(await sandbox.codes(holder, trust(usdc, '0'))).toEqual(failed('op_invalid_limit'));
    expect(await sandbox.codes(alice, trust(usdc, '0'))).toEqual(failed('op_invalid_limit'));
    await sandbox.send(holder, trust(usdc, '10000'));
  });

  it('refuses the own asset of the source and a negative limit', async () => {
    expect(await sandbox.codes(alice, trust(new Asset('MINE', alice.publicKey())))).toEqual(failed('op_malformed'));
    const line = xdr.ChangeTrustAsset.assetTypeCreditAlphanum4(usdcWithCode('USDC'));
    const body = xdr.OperationBody.changeTrust(new xdr.ChangeTrustOp({ line, limit: -1n }));
    expect(await sandbox.codes(alice, raw(body))).toEqual(failed('op_malformed'));
  });

  it.each(['U D', '', 'A\0B', 'EÜ'])('refuses the broken code "%s"', async (code) => {
    const line = xdr.ChangeTrustAsset.assetTypeCreditAlphanum4(usdcWithCode(code));
    const body = xdr.OperationBody.changeTrust(new xdr.ChangeTrustOp({ line, limit: 5n }));
    const answer = await sandbox.post('/transactions', { tx: await envelopeWith(alice, raw(body)) });
    expect(answer.body.extras).toMatchObject({ result_codes: failed('op_malformed') });
  });

  it('keeps the reserve of a line out of what may be spent', async () => {
    const poor = await sandbox.accountWith('10', alice);
    await sandbox.send(poor, trust(usdc));
    expect(await sandbox.codes(poor, payment(bob, '8.4999801'))).toEqual(failed('op_underfunded'));
    await sandbox.send(poor, payment(bob, '8.4999700'));
    expect(await sandbox.balance(poor)).toBe('1.5000000');
  });
});
