import {
  Asset,
  Claimant,
  getLiquidityPoolId,
  Keypair,
  Memo,
  nativeToScVal,
  Operation,
  xdr,
} from '@stellar/stellar-sdk/base';
import {
  envelopeWith,
  ME,
  ODD,
  OTHER,
  odd,
  poolShare,
  SAMPLES,
  scAddress,
  scAmount,
  THIRD,
  tampered,
  tokenCall,
  transferArgs,
  usdc,
  XLM,
} from '../../app/operation-samples.js';
import { type Case, MUXED_7 } from './case.js';

const NAMES = { [OTHER]: 'Other', [MUXED_7]: 'Exchange 7' };
type Frame = Parameters<typeof envelopeWith>[1];

const envelope = (name: string, bytes: string, network = 'LOCAL'): Case => ({
  kind: 'decode',
  name: `the bytes of ${name}`,
  input: { envelope: bytes, network, names: NAMES },
});
const read = (name: string, operations: xdr.Operation[], frame?: Frame): Case =>
  envelope(name, envelopeWith(operations, frame));

const samples = Object.entries(SAMPLES).map(([type, operation]) => read(type, [operation]));
const all = read('every operation together', Object.values(SAMPLES));
const fromAnother = Object.values(SAMPLES).map(
  ({ body }) =>
    new xdr.Operation({
      sourceAccount: xdr.MuxedAccount.keyTypeEd25519(Keypair.fromPublicKey(OTHER).rawPublicKey()),
      body,
    }),
);
const others = Object.keys(SAMPLES).map((type, at) => read(`${type} of another account`, [fromAnother[at]!]));

const pay = (amount: string, asset: Asset, destination = OTHER) => Operation.payment({ destination, asset, amount });
const payments: Case[] = [
  read('lumens', [pay('1', XLM)]),
  read('the least amount', [pay('0.0000001', usdc)]),
  read('the most that a ledger holds', [pay('922337203685.4775807', usdc)]),
  read('lumens under a high fee', [pay('1', XLM)], { fee: '2000000' }),
  read('a payment to oneself', [pay('5', usdc, ME)]),
  read('a payment to a customer', [pay('5', usdc, MUXED_7)]),
  read('a payment to a stranger', [pay('5', usdc, THIRD)]),
  read('an unknown asset', [pay('5', odd)]),
  read('a payment back to its issuer', [pay('5', usdc, usdc.getIssuer()!)]),
  read('an asset of its own issuer', [pay('5', new Asset('MINE', ME))]),
  read('two payments to two', [pay('5', usdc), pay('6', usdc, THIRD), pay('7', XLM)]),
  read(
    'twenty payments',
    Array.from({ length: 20 }, () => pay('92233720368', usdc)),
  ),
  read('an account that gets nothing', [Operation.createAccount({ destination: THIRD, startingBalance: '0' })]),
  envelope('a payment on the test network', envelopeWith([pay('5', usdc)]), 'TESTNET'),
];

const MEMOS: [string, Memo][] = [
  ['text', Memo.text('INV-2291')],
  ['empty text', Memo.text('')],
  ['text turned round', Memo.text('pay\u202Eecneics')],
  ['a number', Memo.id('18446744073709551615')],
  ['a hash', Memo.hash('ab'.repeat(32))],
  ['a returned hash', Memo.return('cd'.repeat(32))],
];
const memos = MEMOS.map(([words, memo]) => read(`a memo of ${words}`, [pay('5', usdc)], { memo }));
const brokenMemo = envelope(
  'a memo that is no text',
  tampered(envelopeWith([pay('5', usdc)]), () => ({ memo: xdr.Memo.memoText(new Uint8Array([0xff, 0x00, 0x41])) })),
);

const { predicateBeforeAbsoluteTime: before, predicateBeforeRelativeTime: within, predicateNot: not } = Claimant;
const { predicateAnd: and, predicateOr: or, predicateUnconditional: always } = Claimant;
const aside = (...claimants: Claimant[]) => Operation.createClaimableBalance({ asset: usdc, amount: '5', claimants });
const when = (predicate: xdr.ClaimPredicate) => aside(new Claimant(OTHER, predicate));
const claims: Case[] = [
  read('money aside for oneself', [aside(new Claimant(ME))]),
  read('money aside that nobody can claim', [when(not(always()))]),
  read('money aside until a time', [when(before('1800000000'))]),
  read('money aside for a while', [when(within('86461'))]),
  read('money aside from a time on', [when(and(not(before('1800000000')), before('1900000000')))]),
  read('money aside at one of two times', [when(or(within('60'), not(within('7200'))))]),
  read('money aside beyond all time', [when(not(before('9223372036854775807')))]),
  read('money aside too deep to read', [when(not(not(not(not(always())))))]),
];

const pool = Buffer.from(getLiquidityPoolId('constant_product', { assetA: XLM, assetB: usdc, fee: 30 })).toString(
  'hex',
);
const offer = { selling: usdc, buying: XLM, price: '2' };
const markets: Case[] = [
  read('a path to oneself', [
    Operation.pathPaymentStrictSend({
      sendAsset: usdc,
      sendAmount: '5',
      destination: ME,
      destAsset: XLM,
      destMin: '1',
    }),
  ]),
  read('an offer that is cancelled', [Operation.manageSellOffer({ ...offer, offerId: '12', amount: '0' })]),
  read('an offer that is changed', [Operation.manageSellOffer({ ...offer, offerId: '12', amount: '3' })]),
  read('an odd price of an offer', [
    Operation.manageBuyOffer({ selling: usdc, buying: XLM, buyAmount: '0.0000001', price: { n: 1, d: 3 } }),
  ]),
  read('a deposit into a known pool', [
    Operation.liquidityPoolDeposit({
      liquidityPoolId: pool,
      maxAmountA: '5',
      maxAmountB: '6',
      minPrice: '0.5',
      maxPrice: '2',
    }),
  ]),
  read('a withdrawal from a known pool', [
    Operation.liquidityPoolWithdraw({ liquidityPoolId: pool, amount: '5', minAmountA: '0', minAmountB: '2' }),
  ]),
  read('trust in a pool, and a deposit', [Operation.changeTrust({ asset: poolShare }), SAMPLES.liquidityPoolDeposit]),
];

const account: Case[] = [
  read('trust that is ended', [Operation.changeTrust({ asset: usdc, limit: '0' })]),
  read('trust with a limit', [Operation.changeTrust({ asset: odd, limit: '10' })]),
  read('a data entry that is removed', [Operation.manageData({ name: 'note', value: null })]),
  read('no key that signs', [Operation.setOptions({ masterWeight: 0 })]),
  read('a threshold that nobody reaches', [Operation.setOptions({ highThreshold: 200 })]),
  read('a signer that is removed', [Operation.setOptions({ signer: { ed25519PublicKey: OTHER, weight: 0 } })]),
  read('all options at once', [
    Operation.setOptions({
      inflationDest: OTHER,
      clearFlags: 1,
      setFlags: 2,
      masterWeight: 2,
      lowThreshold: 1,
      medThreshold: 2,
      highThreshold: 3,
      homeDomain: 'a\u202Eb.org',
      signer: { sha256Hash: 'ab'.repeat(32), weight: 1 },
    }),
  ]),
  read('options of which nothing is set', [Operation.setOptions({})]),
  read('a sponsored entry', [
    SAMPLES.beginSponsoringFutureReserves,
    pay('5', usdc),
    SAMPLES.endSponsoringFutureReserves,
  ]),
  read('a merge after a payment', [SAMPLES.payment, SAMPLES.accountMerge]),
  read('the last number of an account', [Operation.bumpSequence({ bumpTo: '9223372036854775806' })]),
  read('an offer and its end', [
    SAMPLES.manageSellOffer,
    Operation.manageSellOffer({ ...offer, offerId: '1', amount: '0' }),
  ]),
];

const call = (...of: Parameters<typeof tokenCall>) => Operation.invokeContractFunction(tokenCall(...of));
const contracts: Case[] = [
  read('a transfer of dollars by contract', [call('transfer', transferArgs(7n), usdc.contractId('Local'))]),
  read('a transfer of odd money by contract', [call('transfer', transferArgs(7n), odd.contractId('x'))]),
  read('a transfer of less than nothing', [call('transfer', transferArgs(-1n))]),
  read('a transfer from somebody else', [call('transfer', transferArgs(7n, THIRD, OTHER))]),
  read('a transfer for others by a contract', [call('transfer_from', [scAddress(THIRD), ...transferArgs(9n)])]),
  read('an allowance', [call('approve', [scAddress(ME), scAddress(OTHER), scAmount(50n), xdr.ScVal.scvU32(9000)])]),
  read('a burn by contract', [call('burn', [scAddress(ME), scAmount(50n)])]),
  read('a call with arguments', [
    call('swap', [scAddress(OTHER), nativeToScVal({ path: [1n, true, null], deadline: 7 }), nativeToScVal('a "b"')]),
  ]),
  read('a call of many arguments', [
    call(
      'swap',
      Array.from({ length: 200 }, () => scAddress(OTHER)),
    ),
  ]),
  envelope('a call with resources', withResources(1_000_100, 1_000_000n)),
  envelope('a call with too many resources', withResources(20_000_000, 19_000_000n)),
];

function withResources(fee: number, resourceFee: bigint): string {
  return tampered(envelopeWith([SAMPLES.invokeHostFunction]), () => {
    const footprint = new xdr.LedgerFootprint({ readOnly: [], readWrite: [] });
    const used = new xdr.SorobanResources({ footprint, instructions: 1, diskReadBytes: 1, writeBytes: 1 });
    const none = xdr.SorobanTransactionDataExt.v0();
    const data = new xdr.SorobanTransactionData({ ext: none, resources: used, resourceFee });
    return { fee, ext: xdr.TransactionExt.sorobanData(data) };
  });
}

export const READ_BYTES: Case[] = [
  ...samples,
  all,
  ...others,
  ...payments,
  ...memos,
  brokenMemo,
  ...claims,
  ...markets,
  ...account,
  ...contracts,
  read(`trust in ${ODD.slice(0, 3)} of a long name`, [
    Operation.changeTrust({ asset: new Asset('TWELVELETTER', THIRD) }),
  ]),
];
