import { toStroops } from '../../kernel/amount.js';
import { assetOf } from '../../kernel/assets.js';
import type { DecodedField } from '../facts/decoded.js';
import {
  addressField,
  addressName,
  amountFields,
  burned,
  burnFields,
  burnWords,
  comesBack,
  moneyText,
  othersOf,
  said,
  textField,
} from './fields.js';
import type { Amount, Row, Rows, SizingContext } from './sized.js';

/** What an account without any entry locks. */
const RESERVES_OF_ACCOUNT = 2;

const payment: Row<'payment'> = (operation, context) => {
  const asset = assetOf(operation.asset);
  const amount = toStroops(operation.amount);
  const burns = burned([operation.destination], { asset, amount }, context);
  return {
    name: 'Payment',
    intent: said`Send ${moneyText(amount, asset, context)} to ${addressName(operation.destination, context)}${burnWords(burns)}`,
    fields: [
      ...amountFields('Amount', { amount, asset }, context),
      addressField('To', operation.destination),
      ...burnFields(burns, context),
    ],
    burns,
    outflows: [{ asset, amount }],
    counterparty: 'named',
    brings: comesBack(operation.destination, [{ asset, amount }], context),
    reserves: 0,
    destinations: othersOf([operation.destination], context),
  };
};

const createAccount: Row<'createAccount'> = (operation, context) => {
  const amount = toStroops(operation.startingBalance);
  const whom = addressName(operation.destination, context);
  return {
    name: 'Create account',
    intent: said`Send ${moneyText(amount, 'XLM', context)} to ${whom}, which opens the account`,
    fields: [...amountFields('Amount', { amount, asset: 'XLM' }, context), addressField('To', operation.destination)],
    outflows: [{ asset: 'XLM', amount }],
    counterparty: 'named',
    brings: [],
    // Else the new account bears them itself, out of what it is sent.
    reserves: context.sponsors ? RESERVES_OF_ACCOUNT : 0,
    destinations: othersOf([operation.destination], context),
  };
};

const pathPaymentStrictSend: Row<'pathPaymentStrictSend'> = (operation, context) => {
  const [asset, arriving] = [assetOf(operation.sendAsset), assetOf(operation.destAsset)];
  const [amount, least] = [toStroops(operation.sendAmount), toStroops(operation.destMin)];
  const burns = burned([operation.destination], { asset: arriving, amount: least }, context);
  const whom = said`${addressName(operation.destination, context)}${burnWords(burns)}`;
  return {
    name: 'Path payment',
    burns,
    intent: said`Spend ${moneyText(amount, asset, context)} so that at least ${moneyText(least, arriving, context)} reaches ${whom}`,
    fields: [
      ...amountFields('Pays', { amount, asset }, context),
      ...amountFields('At least arrives', { amount: least, asset: arriving }, context, 'Issuer of what arrives'),
      ...routeFields(operation),
      ...burnFields(burns, context),
    ],
    outflows: [{ asset, amount }],
    ...trade(operation, { asset, amount }, { asset: arriving, amount: least }, context),
    destinations: othersOf([operation.destination], context),
  };
};

const pathPaymentStrictReceive: Row<'pathPaymentStrictReceive'> = (operation, context) => {
  const [asset, arriving] = [assetOf(operation.sendAsset), assetOf(operation.destAsset)];
  const [most, amount] = [toStroops(operation.sendMax), toStroops(operation.destAmount)];
  const burns = burned([operation.destination], { asset: arriving, amount }, context);
  const whom = said`${addressName(operation.destination, context)}${burnWords(burns)}`;
  return {
    name: 'Path payment',
    burns,
    intent: said`Spend up to ${moneyText(most, asset, context)} so that ${moneyText(amount, arriving, context)} reaches ${whom}`,
    fields: [
      ...amountFields('Pays at most', { amount: most, asset }, context),
      ...amountFields('Arrives', { amount, asset: arriving }, context, 'Issuer of what arrives'),
      ...routeFields(operation),
      ...burnFields(burns, context),
    ],
    outflows: [{ asset, amount: most }],
    ...trade(operation, { asset, amount: most }, { asset: arriving, amount }, context),
    destinations: othersOf([operation.destination], context),
  };
};

/** Whoever offers the best price on the way gets the money, and what arrives is all that bounds that price. */
const trade = ({ destination, path }: Route, pays: Amount, least: Amount, context: SizingContext) => ({
  counterparty: {
    market: { pays: [pays], least: [least], assets: [pays.asset, ...path.map(assetOf), least.asset], stays: false },
  },
  brings: comesBack(destination, [least], context),
  reserves: 0,
});

type Route = { destination: string; path: Parameters<typeof assetOf>[0][] };
const routeFields = ({ destination, path }: Route): DecodedField[] => [
  ...(path.length > 0 ? [textField('By way of', path.map(assetOf).join(', '))] : []),
  addressField('To', destination),
];

export const paymentRows: Rows<'payment' | 'createAccount' | 'pathPaymentStrictSend' | 'pathPaymentStrictReceive'> = {
  payment,
  createAccount,
  pathPaymentStrictSend,
  pathPaymentStrictReceive,
};
