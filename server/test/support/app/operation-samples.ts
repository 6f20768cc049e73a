import {
  Account,
  Asset,
  Claimant,
  Keypair,
  LiquidityPoolAsset,
  LiquidityPoolId,
  Memo,
  nativeToScVal,
  Operation,
  type OperationRecord,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk/base';
import { canonicalAsset, toSdkAsset } from '../../../src/kernel/assets.js';
import { passphraseOf } from '../../../src/kernel/networks.js';
import { type Decoded, decode } from '../../../src/rulebook/decode.js';
import { intentOf } from '../../../src/rulebook/intent.js';

const key = (fill: number): string => Keypair.fromRawEd25519Seed(Buffer.alloc(32, fill)).publicKey();
export const ME = key(1);
export const OTHER = key(2);
export const THIRD = key(3);
export const USDC = canonicalAsset('USDC', 'LOCAL');
export const usdc = toSdkAsset(USDC);
export const ODD = `ODD:${THIRD}`;
export const odd = toSdkAsset(ODD);
export const XLM = Asset.native();
const POOL = 'ab'.repeat(32);
const BALANCE = `00000000${'cd'.repeat(32)}`;
const offer = { selling: usdc, buying: XLM, price: '2' };
const sponsored = { account: OTHER };

export const tokenCall = (
  name: string,
  args: xdr.ScVal[],
  contract = XLM.contractId(passphraseOf('LOCAL')),
): Parameters<typeof Operation.invokeContractFunction>[0] => ({ contract, function: name, args });
export const scAddress = (address: string): xdr.ScVal => nativeToScVal(address, { type: 'address' });
export const scAmount = (amount: bigint): xdr.ScVal => nativeToScVal(amount, { type: 'i128' });
export const transferArgs = (amount: bigint, to = OTHER, from = ME): xdr.ScVal[] => [
  scAddress(from),
  scAddress(to),
  scAmount(amount),
];

/** One operation of every type there is, at least. A type without one fails to compile. */
export const SAMPLES: { readonly [T in OperationRecord['type']]: xdr.Operation } = {
  createAccount: Operation.createAccount({ destination: OTHER, startingBalance: '5' }),
  payment: Operation.payment({ destination: OTHER, asset: usdc, amount: '5' }),
  pathPaymentStrictSend: Operation.pathPaymentStrictSend({
    sendAsset: usdc,
    sendAmount: '5',
    destination: OTHER,
    destAsset: XLM,
    destMin: '1',
    path: [odd],
  }),
  pathPaymentStrictReceive: Operation.pathPaymentStrictReceive({
    sendAsset: usdc,
    sendMax: '5',
    destination: OTHER,
    destAsset: XLM,
    destAmount: '1',
  }),
  manageSellOffer: Operation.manageSellOffer({ ...offer, amount: '5' }),
  createPassiveSellOffer: Operation.createPassiveSellOffer({ ...offer, amount: '5' }),
  manageBuyOffer: Operation.manageBuyOffer({ ...offer, buyAmount: '2.5' }),
  setOptions: Operation.setOptions({ signer: { ed25519PublicKey: OTHER, weight: 1 }, homeDomain: 'example.org' }),
  changeTrust: Operation.changeTrust({ asset: odd }),
  allowTrust: Operation.allowTrust({ trustor: OTHER, assetCode: 'ODD', authorize: true }),
  accountMerge: Operation.accountMerge({ destination: OTHER }),
  inflation: Operation.inflation({}),
  manageData: Operation.manageData({ name: 'note', value: 'hello' }),
  bumpSequence: Operation.bumpSequence({ bumpTo: '9223372036854775807' }),
  createClaimableBalance: Operation.createClaimableBalance({
    asset: usdc,
    amount: '5',
    claimants: [new Claimant(OTHER), new Claimant(THIRD, Claimant.predicateBeforeRelativeTime('60'))],
  }),
  claimClaimableBalance: Operation.claimClaimableBalance({ balanceId: BALANCE }),
  clawbackClaimableBalance: Operation.clawbackClaimableBalance({ balanceId: BALANCE }),
  beginSponsoringFutureReserves: Operation.beginSponsoringFutureReserves({ sponsoredId: OTHER }),
  endSponsoringFutureReserves: Operation.endSponsoringFutureReserves({}),
  revokeAccountSponsorship: Operation.revokeAccountSponsorship(sponsored),
  revokeTrustlineSponsorship: Operation.revokeTrustlineSponsorship({ ...sponsored, asset: new LiquidityPoolId(POOL) }),
  revokeOfferSponsorship: Operation.revokeOfferSponsorship({ seller: OTHER, offerId: '12' }),
  revokeDataSponsorship: Operation.revokeDataSponsorship({ ...sponsored, name: 'note' }),
  revokeClaimableBalanceSponsorship: Operation.revokeClaimableBalanceSponsorship({ balanceId: BALANCE }),
  revokeLiquidityPoolSponsorship: Operation.revokeLiquidityPoolSponsorship({ liquidityPoolId: POOL }),
  revokeSignerSponsorship: Operation.revokeSignerSponsorship({ ...sponsored, signer: { ed25519PublicKey: THIRD } }),
  clawback: Operation.clawback({ asset: new Asset('MINE', ME), amount: '5', from: OTHER }),
  setTrustLineFlags: Operation.setTrustLineFlags({
    trustor: OTHER,
    asset: new Asset('MINE', ME),
    flags: { authorized: false },
  }),
  liquidityPoolDeposit: Operation.liquidityPoolDeposit({
    liquidityPoolId: POOL,
    maxAmountA: '5',
    maxAmountB: '6',
    minPrice: '1',
    maxPrice: '2',
  }),
  liquidityPoolWithdraw: Operation.liquidityPoolWithdraw({
    liquidityPoolId: POOL,
    amount: '5',
    minAmountA: '1',
    minAmountB: '1',
  }),
  invokeHostFunction: Operation.invokeContractFunction(tokenCall('transfer', transferArgs(50_000_000n))),
  extendFootprintTtl: Operation.extendFootprintTtl({ extendTo: 1000 }),
  restoreFootprint: Operation.restoreFootprint({}),
};

export const poolShare = new LiquidityPoolAsset(XLM, odd, 30);

// The same bytes at each call, as a caller that retries would send them.
const ALWAYS = { minTime: 0, maxTime: 4_000_000_000 };
type Frame = { source?: string; fee?: string; memo?: Memo };

/** An unsigned envelope as a wallet would build it. */
export const envelopeWith = (
  operations: xdr.Operation[],
  { source = ME, fee = '100', memo = Memo.none() }: Frame = {},
): string =>
  operations
    .reduce(
      (builder, operation) => builder.addOperation(operation),
      new TransactionBuilder(new Account(source, '41'), {
        fee,
        networkPassphrase: passphraseOf('LOCAL'),
        timebounds: ALWAYS,
      }),
    )
    .addMemo(memo)
    .build()
    .toXdr();

/** The envelope with a change to its transaction that no builder would make. */
export const tampered = (envelope: string, change: (tx: xdr.Transaction) => Partial<xdr.Transaction>): string => {
  const parsed = xdr.TransactionEnvelope.fromXdr(envelope, 'base64') as Extract<
    xdr.TransactionEnvelope,
    { type: 'envelopeTypeTx' }
  >;
  const tx = new xdr.Transaction({ ...parsed.v1.tx, ...change(parsed.v1.tx) });
  return xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [] })).toXdr('base64');
};

export const decodeEnvelope = (envelope: string): Decoded =>
  decode(intentOf(envelope), passphraseOf('LOCAL'), 'LOCAL', (address) => (address === OTHER ? 'Other' : 'a stranger'));
export const decodeAll = (operations: xdr.Operation[], frame?: Frame): Decoded =>
  decodeEnvelope(envelopeWith(operations, frame));
