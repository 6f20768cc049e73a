import type { xdr } from '@stellar/stellar-sdk/base';
import { toStroops } from '../../kernel/amount.js';
import { assetOf } from '../../kernel/assets.js';
import type { DecodedField } from '../facts/decoded.js';
import { amountFields, assetField, assetName, moneyText, textField } from './fields.js';
import type { Amount, Row, RowOutcome, Rows, SizingContext } from './sized.js';

type Selling = {
  name: string;
  offerId?: string;
  selling: string;
  buying: string;
  amount: bigint;
  least: bigint;
  price: string;
};

// The whole amount may go at once, so an offer counts in full when it is made.
const sell = (
  { name, offerId = '0', selling, buying, amount, least, price }: Selling,
  context: SizingContext,
): RowOutcome => {
  if (amount === 0n && name !== PASSIVE) return cancel(name, offerId, selling, buying);
  const offered = `${moneyText(amount, selling, context)} for ${assetName(buying, context)} at ${price} or better`;
  return {
    name,
    intent: offerId === '0' ? `Offer ${offered}` : `Change offer ${offerId} to ${offered}`,
    fields: [
      ...amountFields('Sells', { amount, asset: selling }, context),
      assetField('Buys', buying),
      ...amountFields('Brings at least', { amount: least, asset: buying }, context, 'Issuer of what comes in'),
      textField('Price', `${price} for each unit sold`),
      ...offerField(offerId),
    ],
    outflows: [{ asset: selling, amount }],
    ...trade({ asset: selling, amount }, { asset: buying, amount: least }, offerId),
  };
};

/** It stays open until somebody takes it, and by then its price may be one that nobody would agree to any more. */
const trade = (pays: Amount, least: Amount, offerId: string) => ({
  counterparty: { market: { pays: [pays], least: [least], assets: [pays.asset, least.asset], stays: true } },
  brings: [least],
  reserves: offerId === '0' ? 1 : 0,
});

const cancel = (name: string, offerId: string, selling: string, buying: string): RowOutcome => ({
  name,
  intent: `Cancel offer ${offerId}`,
  fields: [textField('Offer', offerId), assetField('Sold', selling), assetField('Bought', buying)],
  counterparty: 'named',
  brings: [],
  reserves: -1,
});

const offerField = (offerId: string): DecodedField[] => (offerId === '0' ? [] : [textField('Offer', offerId)]);

const PASSIVE = 'Passive sell offer';

const manageSellOffer: Row<'manageSellOffer'> = ({ amount, price, offerId, ...assets }, context, body) => {
  const sold = toStroops(amount);
  const least = worthOf(sold, (body.value as xdr.ManageSellOfferOp).price);
  const [selling, buying] = [assetOf(assets.selling), assetOf(assets.buying)];
  return sell({ name: 'Sell offer', offerId, selling, buying, amount: sold, least, price }, context);
};

const createPassiveSellOffer: Row<'createPassiveSellOffer'> = ({ amount, price, ...assets }, context, body) => {
  const sold = toStroops(amount);
  const least = worthOf(sold, (body.value as xdr.CreatePassiveSellOfferOp).price);
  const [selling, buying] = [assetOf(assets.selling), assetOf(assets.buying)];
  return sell({ name: PASSIVE, selling, buying, amount: sold, least, price }, context);
};

const manageBuyOffer: Row<'manageBuyOffer'> = ({ offerId, price, ...operation }, context, body) => {
  const name = 'Buy offer';
  const [selling, buying] = [assetOf(operation.selling), assetOf(operation.buying)];
  const bought = toStroops(operation.buyAmount);
  if (bought === 0n) return cancel(name, offerId, selling, buying);
  const most = costOf(bought, (body.value as xdr.ManageBuyOfferOp).price);
  const offered = `${moneyText(bought, buying, context)} for up to ${moneyText(most, selling, context)}`;
  return {
    name,
    intent: offerId === '0' ? `Offer to buy ${offered}` : `Change offer ${offerId} to buy ${offered}`,
    fields: [
      ...amountFields('Buys', { amount: bought, asset: buying }, context, 'Issuer of what is bought'),
      ...amountFields('Pays at most', { amount: most, asset: selling }, context),
      textField('Price', `${price} for each unit bought`),
      ...offerField(offerId),
    ],
    outflows: [{ asset: selling, amount: most }],
    ...trade({ asset: selling, amount: most }, { asset: buying, amount: bought }, offerId),
  };
};

/** The most that buying can cost at a price of n/d, rounded up. From the fraction: the SDK's decimal price is rounded. */
export const costOf = (bought: bigint, { n, d }: Price): bigint => {
  assertPrice({ n, d });
  return (bought * BigInt(n) + BigInt(d) - 1n) / BigInt(d);
};

/** The least that selling brings at a price of n/d, rounded down. */
const worthOf = (sold: bigint, { n, d }: Price): bigint => {
  assertPrice({ n, d });
  return (sold * BigInt(n)) / BigInt(d);
};

type Price = Pick<xdr.Price, 'n' | 'd'>;
const assertPrice = ({ n, d }: Price): void => {
  if (n <= 0 || d <= 0) throw new RangeError('A price must be greater than 0.');
};

export const offerRows: Rows<'manageSellOffer' | 'createPassiveSellOffer' | 'manageBuyOffer'> = {
  manageSellOffer,
  createPassiveSellOffer,
  manageBuyOffer,
};
