import { xdr } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import { resultCodesOf as localCodesOf } from '../../../local-network/horizon/result-codes.js';
import { HORIZON_NAMES } from '../../../test/support/fakes/horizon-names.js';
import { resultCodesOf } from './result-xdr.js';

type Make = (value?: unknown) => never;
const sdk = xdr as unknown as Record<string, Record<string, Make> & { schema: { nameByValue: Map<number, string> } }>;

const hash = new Uint8Array(32);
const account = xdr.PublicKey.publicKeyTypeEd25519(hash);
const last = new xdr.SimplePaymentResult({ destination: account, asset: xdr.Asset.assetTypeNative(), amount: 1n });
const path = { offers: [], last };
const offer = new xdr.ManageOfferSuccessResult({
  offersClaimed: [],
  offer: xdr.ManageOfferSuccessResultOffer.manageOfferDeleted(),
});
const innerPair = new xdr.InnerTransactionResultPair({
  transactionHash: hash,
  result: new xdr.InnerTransactionResult({
    feeCharged: 0n,
    result: xdr.InnerTransactionResultResult.txBadSeq(),
    ext: xdr.InnerTransactionResultExt.v0(),
  }),
});

/** What comes with a code, where anything does. */
const contents: Record<string, unknown> = {
  accountMergeSuccess: 0n,
  inflationSuccess: [],
  invokeHostFunctionSuccess: hash,
  createClaimableBalanceSuccess: xdr.ClaimableBalanceId.claimableBalanceIdTypeV0(hash),
  manageSellOfferSuccess: offer,
  manageBuyOfferSuccess: offer,
  pathPaymentStrictReceiveSuccess: new xdr.PathPaymentStrictReceiveResultSuccess(path),
  pathPaymentStrictSendSuccess: new xdr.PathPaymentStrictSendResultSuccess(path),
  pathPaymentStrictReceiveNoIssuer: xdr.Asset.assetTypeNative(),
  pathPaymentStrictSendNoIssuer: xdr.Asset.assetTypeNative(),
  txSuccess: [],
  txFailed: [],
  txFeeBumpInnerSuccess: innerPair,
  txFeeBumpInnerFailed: innerPair,
};

const resultOf = (result: xdr.TransactionResultResult): xdr.TransactionResult =>
  new xdr.TransactionResult({ feeCharged: 100n, result, ext: xdr.TransactionResultExt.v0() });
const failedBy = (operation: xdr.OperationResult): xdr.TransactionResult =>
  resultOf(xdr.TransactionResultResult.txFailed([operation]));

const operations = [...xdr.OperationType.schema.nameByValue.values()];
/** The operations whose result is read by that enum. */
const operationsOf = (of: string): string[] => {
  const own = `${of[0]!.toLowerCase()}${of.slice(1)}`;
  return own === 'manageSellOffer' ? [own, 'createPassiveSellOffer'] : [own];
};

const resultsFor = (of: string, code: string): xdr.TransactionResult[] => {
  if (of === 'Transaction') return [resultOf(sdk.TransactionResultResult![code]!(contents[code]))];
  if (of === 'Operation') return [failedBy(sdk.OperationResult![code]!())];
  const value = sdk[`${of}Result`]![code]!(contents[code]);
  return operationsOf(of).map((name) => failedBy(xdr.OperationResult.opInner(sdk.OperationResultTr![name]!(value))));
};

const enums = Object.keys(sdk)
  .filter((name) => name.endsWith('ResultCode'))
  .map((name) => name.slice(0, -'ResultCode'.length));
const codes = enums.flatMap((of) => {
  const names = (HORIZON_NAMES[of] ?? '').split(' ');
  return [...sdk[`${of}ResultCode`]!.schema.nameByValue.values()].map(
    (code, index) => [code, names[index]!, of] as const,
  );
});

describe('the names of result codes', () => {
  it('are written down for every enum of the XDR, each code of it, and every operation', () => {
    expect(Object.keys(HORIZON_NAMES).sort()).toEqual([...enums].sort());
    for (const of of enums)
      expect([of, HORIZON_NAMES[of]!.split(' ').length]).toEqual([of, sdk[`${of}ResultCode`]!.schema.nameByValue.size]);
    const covered = enums.filter((of) => of !== 'Transaction' && of !== 'Operation').flatMap(operationsOf);
    expect(covered.sort()).toEqual([...operations].sort());
  });

  // `opInner` only says that the operation's own code follows.
  it.each(codes.filter(([code]) => code !== 'opInner'))('%s is %s, here and on the local network', (code, name, of) => {
    for (const result of resultsFor(of, code)) {
      const told = resultCodesOf(result.toXdr('base64'));
      expect(of === 'Transaction' ? told[0] : told[1]).toBe(name);
      const local = localCodesOf(result);
      expect(of === 'Transaction' ? local.transaction : local.operations![0]).toBe(name);
    }
  });
});
