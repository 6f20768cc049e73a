import { type Asset, LiquidityPoolAsset } from '@stellar/stellar-sdk/base';
import { fromStroops, toStroops } from '../../kernel/amount.js';
import { assetIssuer, assetOf, isWellKnown } from '../../kernel/assets.js';
import { addressField, amountFields, assetField, assetName, moneyText, STILL, textField } from './fields.js';
import type { Row, Rows, SizingContext } from './sized.js';
import { visible } from './visible.js';

const changeTrust: Row<'changeTrust'> = (operation, context) => {
  if (operation.line instanceof LiquidityPoolAsset) return changePoolTrust(operation.line, operation.limit, context);
  const asset = assetOf(operation.line as Asset);
  const limit = toStroops(operation.limit);
  return {
    name: 'Change trust',
    intent: limit === 0n ? `Stop holding ${assetName(asset, context)}` : `Hold ${assetName(asset, context)}`,
    fields: [assetField('Asset', asset), textField('Limit', fromStroops(limit))],
    ...STILL,
    reserves: limit === 0n ? -1 : 1,
    unknownTrust: limit === 0n || isWellKnown(asset, context.network) ? null : asset,
  };
};

const changePoolTrust = (line: LiquidityPoolAsset, limitText: string, context: SizingContext) => {
  const { assetA, assetB } = line.getLiquidityPoolParameters();
  const assets = [assetOf(assetA), assetOf(assetB)];
  const limit = toStroops(limitText);
  const pool = `shares of the pool of ${assets.map((asset) => assetName(asset, context)).join(' and ')}`;
  const unknown = assets.find((asset) => !isWellKnown(asset, context.network)) ?? null;
  return {
    name: 'Change trust',
    intent: limit === 0n ? `Stop holding ${pool}` : `Hold ${pool}`,
    fields: [...assets.map((asset) => assetField('Pool of', asset)), textField('Limit', fromStroops(limit))],
    ...STILL,
    reserves: limit === 0n ? -2 : 2,
    unknownTrust: limit === 0n ? null : unknown,
  };
};

const TRUSTED: Record<string, string> = { 0: 'not allowed', 1: 'allowed', 2: 'allowed to keep offers only' };

// Whoever issues an asset decides over money of others: that is never done alone.
const allowTrust: Row<'allowTrust'> = ({ trustor, assetCode, authorize }) => {
  const state = TRUSTED[Number(authorize ?? 0)] ?? `state ${String(authorize)}`;
  return {
    name: 'Allow trust',
    intent: `Set who may hold your ${visible(assetCode)}: one account becomes ${state}`,
    fields: [addressField('Holder', trustor), textField('Asset code', assetCode), textField('Holder is', state)],
    ...STILL,
    changesControl: true,
  };
};

const setTrustLineFlags: Row<'setTrustLineFlags'> = ({ trustor, asset, flags }, context) => {
  const line = assetOf(asset);
  const changes = Object.entries(flags).filter(([, on]) => on !== undefined);
  return {
    name: 'Set trustline flags',
    intent: `Change what one account may do with its ${assetName(line, context)}`,
    fields: [
      addressField('Holder', trustor),
      assetField('Asset', line),
      ...changes.map(([flag, on]) => textField(FLAGS[flag] ?? flag, on ? 'on' : 'off')),
    ],
    ...STILL,
    changesControl: true,
  };
};

const FLAGS: Record<string, string> = {
  authorized: 'Allowed to hold',
  authorizedToMaintainLiabilities: 'Allowed to keep offers only',
  clawbackEnabled: 'Can be clawed back',
};

const clawback: Row<'clawback'> = ({ asset, amount, from }, context) => {
  const taken = assetOf(asset);
  return {
    name: 'Clawback',
    intent: `Take ${moneyText(toStroops(amount), taken, context)} away from one account`,
    fields: [
      ...amountFields('Takes', { amount: toStroops(amount), asset: taken }, context),
      addressField('From', from),
      ...(assetIssuer(taken) === context.account ? [] : [textField('Note', 'This account does not issue the asset.')]),
    ],
    ...STILL,
    changesControl: true,
  };
};

export const trustRows: Rows<'changeTrust' | 'allowTrust' | 'setTrustLineFlags' | 'clawback'> = {
  changeTrust,
  allowTrust,
  setTrustLineFlags,
  clawback,
};
