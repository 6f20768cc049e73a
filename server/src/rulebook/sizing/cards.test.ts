import { Claimant, getLiquidityPoolId, nativeToScVal, Operation, xdr } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import {
  decodeAll,
  ME,
  OTHER,
  SAMPLES,
  scAddress,
  THIRD,
  tokenCall,
  usdc,
  XLM,
} from '../../../test/support/app/operation-samples.js';
import { fromStroops } from '../../kernel/amount.js';

const { predicateBeforeAbsoluteTime: before, predicateBeforeRelativeTime: within, predicateNot: not } = Claimant;
const { predicateAnd: and, predicateOr: or } = Claimant;
const pool = Buffer.from(getLiquidityPoolId('constant_product', { assetA: XLM, assetB: usdc, fee: 30 })).toString(
  'hex',
);
const swap = { sendAsset: usdc, sendAmount: '5', destination: ME, destAsset: XLM, destMin: '1', path: [] };
const aside = (...claimants: Claimant[]) => Operation.createClaimableBalance({ asset: usdc, amount: '5', claimants });

/** What the table’s samples do not show. */
const MORE: Record<string, xdr.Operation[]> = {
  'a path payment to oneself': [Operation.pathPaymentStrictSend(swap)],
  'an offer that is cancelled': [
    Operation.manageSellOffer({ selling: usdc, buying: XLM, price: '2', offerId: '12', amount: '0' }),
  ],
  'a deposit into a known pool': [
    Operation.liquidityPoolDeposit({
      liquidityPoolId: pool,
      maxAmountA: '5',
      maxAmountB: '6',
      minPrice: '0.5',
      maxPrice: '2',
    }),
  ],
  'a withdrawal from a known pool': [
    Operation.liquidityPoolWithdraw({ liquidityPoolId: pool, amount: '5', minAmountA: '0', minAmountB: '2' }),
  ],
  'a payment back to the issuer': [Operation.payment({ destination: usdc.getIssuer()!, asset: usdc, amount: '5' })],
  'an offer and its end': [
    SAMPLES.manageSellOffer,
    Operation.manageSellOffer({ selling: usdc, buying: XLM, price: '2', offerId: '12', amount: '0' }),
  ],
  'a merge after a payment': [SAMPLES.payment, SAMPLES.accountMerge],
  'times to claim': [
    aside(
      new Claimant(OTHER, or(and(not(before('1800000000')), before('1900000000')), not(within('90061')))),
      new Claimant(THIRD, not(and(before('9223372036854775807'), within('1')))),
      new Claimant(ME),
    ),
  ],
  'a contract with arguments': [
    Operation.invokeContractFunction(
      tokenCall('swap', [
        scAddress(OTHER),
        nativeToScVal(-(2n ** 100n), { type: 'i128' }),
        nativeToScVal(Buffer.from('c0ffee', 'hex')),
        nativeToScVal('a, "b": \u202e'),
        nativeToScVal({ path: [1n, true, null], deadline: 7 }),
        xdr.ScVal.scvVoid(),
      ]),
    ),
  ],
  'the last number of an account': [Operation.bumpSequence({ bumpTo: '9223372036854775806' })],
  'a number like any other': [Operation.bumpSequence({ bumpTo: '9000000000000000000' })],
  'no key that signs': [Operation.setOptions({ masterWeight: 0 })],
  'another key in the place of its own': [
    Operation.setOptions({ masterWeight: 0, signer: { ed25519PublicKey: OTHER, weight: 1 } }),
  ],
  'a threshold that nobody reaches': [Operation.setOptions({ highThreshold: 200 })],
};
const SINGLE = Object.entries(SAMPLES).map(([type, operation]) => [type, [operation]] as const);
const CASES = [...SINGLE, ...Object.entries(MORE)] as [string, xdr.Operation[]][];

const cardOf = (operations: xdr.Operation[]) => {
  const { summary, operations: shown, outflows, destinations, effects } = decodeAll(operations);
  return {
    summary,
    operations: shown,
    effects,
    destinations,
    outflows: outflows.map(({ asset, amount, fee, reserve = 0n }) => ({
      asset,
      amount: fromStroops(amount),
      fee: fromStroops(fee),
      reserve: fromStroops(reserve),
    })),
  };
};

describe('what a card is told of every operation there is', () => {
  it('is written down, and a change of it shows', async () => {
    const cards = Object.fromEntries(CASES.map(([name, operations]) => [name, cardOf(operations)]));
    // The client’s own test draws these cards.
    await expect(`${JSON.stringify(cards, null, 2)}\n`).toMatchFileSnapshot(
      '../../../test/support/app/operation-cards.snapshot',
    );
  });

  it.each(CASES)('never says that nothing leaves where it does not know that: %s', (_name, operations) => {
    const decoded = decodeAll(operations);
    const said = decoded.effects.join(' ');
    const spends = decoded.outflows.some(({ amount, fee }) => amount > fee);
    const isOpen = decoded.unsized.length + decoded.controlChanges.length + decoded.trades.length > 0;
    expect(said.includes('Nothing leaves')).toBe(!spends && !isOpen);
    if (!spends) expect(said).not.toBe('');
    if (decoded.unknownCost) expect(said).toContain('not known');
  });

  it('says that a merge leaves nothing', () => {
    expect(decodeAll([SAMPLES.accountMerge]).effects).toEqual([
      'The account is closed: all the XLM that it holds by then leaves, and 0 XLM is left.',
    ]);
  });
});
