import {
  Account,
  Keypair,
  MuxedAccount,
  Operation,
  Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import { envelopeWith, ME, OTHER, SAMPLES, THIRD, tampered, XLM } from '../../../test/support/app/operation-samples.js';
import { ErrorCode } from '../../kernel/errors.js';
import { passphraseOf } from '../../kernel/networks.js';
import { intentOf } from '../../rulebook/intent.js';
import { rawIntent } from './raw-intent.js';

const networkPassphrase = passphraseOf('LOCAL');
const good = envelopeWith([SAMPLES.payment]);
const of = (envelope: string): Transaction => new Transaction(envelope, networkPassphrase);

const signed = (): string => {
  const transaction = of(good);
  transaction.sign(Keypair.random());
  return transaction.toXdr();
};
const muxed = (): string => {
  const builder = new TransactionBuilder(new MuxedAccount(new Account(ME, '1'), '7'), {
    fee: '100',
    networkPassphrase,
  });
  return builder.addOperation(SAMPLES.payment).setTimeout(60).build().toXdr();
};
const feeBump = (): string =>
  TransactionBuilder.buildFeeBumpTransaction(ME, '200', of(signed()), networkPassphrase).toXdr();
const version0 = (): string => {
  const { tx } = of(good) as unknown as { tx: xdr.Transaction };
  const sourceAccountEd25519 = Keypair.fromPublicKey(ME).rawPublicKey();
  const { fee, seqNum, memo, operations } = tx;
  const old = { sourceAccountEd25519, fee, seqNum, timeBounds: null, memo, operations, ext: xdr.TransactionV0Ext.v0() };
  const v0 = new xdr.TransactionV0(old as never);
  return xdr.TransactionEnvelope.envelopeTypeTxV0(new xdr.TransactionV0Envelope({ tx: v0, signatures: [] })).toXdr(
    'base64',
  );
};
const conditions = (change: Partial<xdr.PreconditionsV2>): string =>
  tampered(good, () => ({
    cond: xdr.Preconditions.precondV2(new xdr.PreconditionsV2({ ...NONE, ...change } as never)),
  }));
const NONE = {
  timeBounds: new xdr.TimeBounds({ minTime: 0n, maxTime: 99n }),
  ledgerBounds: null,
  minSeqNum: null,
  minSeqAge: 0n,
  minSeqLedgerGap: 0,
  extraSigners: [],
};
const resources = (fee: number, resourceFee: bigint): string =>
  tampered(envelopeWith([SAMPLES.invokeHostFunction]), () => {
    const footprint = new xdr.LedgerFootprint({ readOnly: [], readWrite: [] });
    const used = new xdr.SorobanResources({ footprint, instructions: 1, diskReadBytes: 1, writeBytes: 1 });
    const data = new xdr.SorobanTransactionData({
      ext: xdr.SorobanTransactionDataExt.v0(),
      resources: used,
      resourceFee,
    });
    return { fee, ext: xdr.TransactionExt.sorobanData(data) };
  });
const onePayment = () => Operation.payment({ destination: OTHER, asset: XLM, amount: '1' });
const many = (count: number) => envelopeWith(Array.from({ length: count }, onePayment));

describe('a transaction that was built elsewhere', () => {
  it('is taken without its sequence number and time bounds', () => {
    const { intent } = rawIntent(good, ME);
    expect(intent).toBe(intentOf(good));
    expect(of(intent)).toMatchObject({ sequence: '0', timeBounds: undefined, signatures: [] });
    expect(of(intent).operations).toEqual(of(good).operations);
  });

  it('is taken up to every limit', () => {
    expect(rawIntent(many(100), ME).transaction.operations).toHaveLength(100);
    expect(
      rawIntent(
        tampered(many(3), () => ({ fee: 30_000 })),
        ME,
      ).transaction.fee,
    ).toBe(30_000);
    expect(rawIntent(conditions({}), ME).intent).toBe(intentOf(good));
    expect(rawIntent(resources(10_010_000, 10_000_000n), ME).transaction.fee).toBe(10_010_000);
  });

  it.each<[string, () => string, RegExp]>([
    ['what is no envelope', () => 'AAAA', /no Stellar transaction envelope/],
    ['a signature', signed, /signed already/],
    ['a fee bump', feeBump, /fee bump/],
    ['version 0', version0, /version 1/],
    ['a muxed source', muxed, /M… address/],
    ['another source', () => envelopeWith([SAMPLES.payment], { source: THIRD }), /another account/],
    ['no operation', () => tampered(good, () => ({ operations: [] })), /no operation/],
    [
      'bounds of ledgers',
      () => conditions({ ledgerBounds: new xdr.LedgerBounds({ minLedger: 0, maxLedger: 9 }) }),
      /preconditions/,
    ],
    ['a least sequence number', () => conditions({ minSeqNum: 1n }), /preconditions/],
    ['a least age', () => conditions({ minSeqAge: 1n }), /preconditions/],
    ['a least gap', () => conditions({ minSeqLedgerGap: 1 }), /preconditions/],
    [
      'a signer besides',
      () =>
        conditions({
          extraSigners: [xdr.SignerKey.signerKeyTypeEd25519(Keypair.fromPublicKey(THIRD).rawPublicKey() as never)],
        }),
      /preconditions/,
    ],
    ['a fee that is too low', () => tampered(many(3), () => ({ fee: 299 })), /below 100 stroops/],
    ['a resource fee that is too high', () => resources(10_000_101, 10_000_001n), /resource fee must be at most 1 XLM/],
    ['a resource fee below 0', () => resources(100, -1n), /resource fee/],
    ['more for resources than for all', () => resources(5000, 5001n), /below 100 stroops/],
  ])('is refused with %s', (_what, envelope, message) => {
    expect(() => rawIntent(envelope(), ME)).toThrow(message);
    expect(() => rawIntent(envelope(), ME)).toThrow(expect.objectContaining({ code: ErrorCode.BAD_USER_INPUT }));
  });

  it('is refused with more operations than a ledger takes, which no builder would make', () => {
    const [full, one] = [Buffer.from(many(100), 'base64'), Buffer.from(onePayment().toXdr())];
    const at = full.indexOf(one);
    full.writeUInt32BE(101, at - 4);
    const envelope = Buffer.concat([full.subarray(0, at), one, full.subarray(at)]).toString('base64');
    expect(() => rawIntent(envelope, ME)).toThrow(/at most 100 operations/);
  });
});
