import type { Asset, OperationRecord } from '@stellar/stellar-sdk/base';
import type { NetworkName } from '../config.js';
import { fromStroops, toStroops } from '../stellar/amount.js';
import { assetCode, assetOf, isWellKnown } from '../stellar/assets.js';
import type { DecodedField } from './decoded.js';

/** What one operation can cost, whom it pays, and how it reads. */
export type Sized = {
  name: string;
  intent: string;
  fields: DecodedField[];
  outflow: { asset: string; amount: bigint } | null;
  destination: string | null;
  unknownTrust: string | null;
  changesControl: boolean;
  unsized: boolean;
};

type Labels = (address: string) => string;
type Row<T extends OperationRecord['type']> = (
  operation: Extract<OperationRecord, { type: T }>,
  labels: Labels,
  network: NetworkName,
) => Partial<Sized> & Pick<Sized, 'name' | 'intent' | 'fields'>;

const amountField = (amount: bigint, asset: string): DecodedField => ({
  label: 'Amount',
  value: `${fromStroops(amount)} ${assetCode(asset)}`,
  kind: 'AMOUNT',
});
const assetFields = (asset: string): DecodedField[] =>
  asset === 'XLM' ? [] : [{ label: 'Issuer', value: asset.split(':')[1] ?? '', kind: 'ADDRESS' }];
const to = (address: string): DecodedField => ({ label: 'To', value: address, kind: 'ADDRESS' });

const payment: Row<'payment'> = (operation, labels) => {
  const asset = assetOf(operation.asset);
  const amount = toStroops(operation.amount);
  return {
    name: 'Payment',
    intent: `Send ${fromStroops(amount)} ${assetCode(asset)} to ${labels(operation.destination)}`,
    fields: [amountField(amount, asset), ...assetFields(asset), to(operation.destination)],
    outflow: { asset, amount },
    destination: operation.destination,
  };
};

const createAccount: Row<'createAccount'> = (operation, labels) => {
  const amount = toStroops(operation.startingBalance);
  return {
    name: 'Create account',
    intent: `Send ${fromStroops(amount)} XLM to ${labels(operation.destination)}, which opens the account`,
    fields: [amountField(amount, 'XLM'), to(operation.destination)],
    outflow: { asset: 'XLM', amount },
    destination: operation.destination,
  };
};

const changeTrust: Row<'changeTrust'> = (operation, labels, network) => {
  const asset = assetOf(operation.line as Asset);
  const removes = toStroops(operation.limit) === 0n;
  return {
    name: 'Change trust',
    intent: removes
      ? `Stop holding ${assetCode(asset)}`
      : `Hold ${assetCode(asset)} of issuer ${labels(asset.split(':')[1] ?? '')}`,
    fields: [
      { label: 'Asset', value: asset, kind: 'ASSET' },
      { label: 'Limit', value: fromStroops(toStroops(operation.limit)), kind: 'TEXT' },
    ],
    unknownTrust: removes || isWellKnown(asset, network) ? null : asset,
  };
};

const ROWS: { [T in OperationRecord['type']]?: Row<T> } = { payment, createAccount, changeTrust };

/** Sizes one decoded operation. A type without a row is unsized, which the policy refuses. */
export const size = (operation: OperationRecord, labels: Labels, network: NetworkName): Sized => {
  const row = ROWS[operation.type] as Row<never> | undefined;
  const nothing = { outflow: null, destination: null, unknownTrust: null, changesControl: false, unsized: false };
  if (row) return { ...nothing, ...row(operation as never, labels, network) };
  return {
    ...nothing,
    name: operation.type,
    intent: `Tuxedo cannot read this operation (${operation.type})`,
    fields: [],
    unsized: true,
  };
};
