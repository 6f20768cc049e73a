import {
  Asset,
  getLiquidityPoolId,
  LiquidityPoolAsset,
  LiquidityPoolFeeV18,
  type xdr,
} from '@stellar/stellar-sdk/base';
import { fromStroops, toStroops } from '../../kernel/amount.js';
import { assetOf, canonicalAsset, knownCodes, toSdkAsset } from '../../kernel/assets.js';
import type { Network } from '../../kernel/networks.js';
import { amountFields, assetName, moneyText, textField } from './fields.js';
import type { Pools, Row, Rows } from './sized.js';

const liquidityPoolDeposit: Row<'liquidityPoolDeposit'> = (operation, context) => {
  const amounts = [toStroops(operation.maxAmountA), toStroops(operation.maxAmountB)];
  const pool = context.pools.get(operation.liquidityPoolId);
  const id = textField('Pool', operation.liquidityPoolId);
  const [first, second] = pool ? pool.map((asset) => assetName(asset, context)) : ['asset 1', 'asset 2'];
  const bounds = [
    textField('Least price', `${operation.minPrice} of ${first} for each of ${second}`),
    textField('Highest price', `${operation.maxPrice} of ${first} for each of ${second}`),
  ];
  if (!pool)
    return {
      name: 'Pool deposit',
      intent: 'Put two assets into a liquidity pool, which Tuxedo does not know',
      fields: [
        id,
        ...amounts.map((amount, index) => textField(`At most of asset ${index + 1}`, fromStroops(amount))),
        ...bounds,
      ],
      counterparty: { market: { pays: null, least: null, assets: [], stays: false } },
      ...SHARES,
      unsized: true,
    };
  const outflows = pool.map((asset, index) => ({ asset, amount: amounts[index]! }));
  return {
    name: 'Pool deposit',
    intent: `Put up to ${outflows.map(({ asset, amount }) => moneyText(amount, asset, context)).join(' and ')} into a liquidity pool`,
    fields: [
      ...outflows.flatMap(({ asset, amount }) => amountFields('Pays at most', { amount, asset }, context)),
      ...bounds,
      id,
    ],
    outflows,
    counterparty: { market: { pays: outflows, least: null, assets: [...pool], stays: false } },
    ...SHARES,
  };
};

/** Nobody quotes a price for shares, and what they bring one day is up to whoever trades with the pool. */
const SHARES = { brings: null, reserves: 0 };

// Shares go back to the pool and their part of it comes out: nothing else leaves, but nobody knows what they are worth.
const liquidityPoolWithdraw: Row<'liquidityPoolWithdraw'> = (operation, context) => {
  const pool = context.pools.get(operation.liquidityPoolId);
  const least = [toStroops(operation.minAmountA), toStroops(operation.minAmountB)];
  const brings = pool ? pool.map((asset, index) => ({ asset, amount: least[index]! })) : null;
  const whose = pool ? ` of ${pool.map((asset) => assetName(asset, context)).join(' and ')}` : '';
  return {
    name: 'Pool withdrawal',
    intent: `Take ${fromStroops(toStroops(operation.amount))} shares out of a liquidity pool${whose}`,
    fields: [
      textField('Shares', fromStroops(toStroops(operation.amount))),
      ...(brings?.flatMap(({ asset, amount }) => amountFields('Brings at least', { amount, asset }, context)) ??
        least.map((amount, index) => textField(`At least of asset ${index + 1}`, fromStroops(amount)))),
      textField('Pool', operation.liquidityPoolId),
    ],
    counterparty: { market: { pays: null, least: brings, assets: pool ? [...pool] : [], stays: false } },
    brings,
    reserves: 0,
  };
};

/**
 * A pool's id is a hash of its assets. Known are the pools of well-known assets, and those whose assets the
 * transaction itself spells out when it opens their trustlines.
 */
export const poolsOf = (operations: readonly xdr.Operation[], network: Network): Pools => {
  const wellKnown = knownCodes(network).map((code) => toSdkAsset(canonicalAsset(code, network)));
  const pairs = wellKnown.flatMap((a) => wellKnown.flatMap((b) => (Asset.compare(a, b) < 0 ? [[a, b] as const] : [])));
  const opened = operations.flatMap(({ body }) =>
    body.type === 'changeTrust' && body.changeTrustOp.line.type === 'assetTypePoolShare'
      ? pairOf(body.changeTrustOp.line)
      : [],
  );
  return new Map([...pairs, ...opened].map(([a, b]) => [idOf(a, b), [assetOf(a), assetOf(b)]]));
};

const pairOf = (line: xdr.ChangeTrustAsset): (readonly [Asset, Asset])[] => {
  try {
    const { assetA, assetB } = LiquidityPoolAsset.fromOperation(line).getLiquidityPoolParameters();
    return [[assetA, assetB]];
  } catch {
    // No such pool can exist, and the operation that names it is unreadable by itself.
    return [];
  }
};

const idOf = (assetA: Asset, assetB: Asset): string =>
  Buffer.from(getLiquidityPoolId('constant_product', { assetA, assetB, fee: LiquidityPoolFeeV18 })).toString('hex');

export const poolRows: Rows<'liquidityPoolDeposit' | 'liquidityPoolWithdraw'> = {
  liquidityPoolDeposit,
  liquidityPoolWithdraw,
};
