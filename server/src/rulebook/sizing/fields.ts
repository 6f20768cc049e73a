import { baseAddress } from '../../kernel/address.js';
import { fromStroops } from '../../kernel/amount.js';
import { assetCode, assetIssuer, isWellKnown } from '../../kernel/assets.js';
import type { DecodedField } from '../facts/decoded.js';
import type { Amount, Labels, Sentence, Sized, SizingContext } from './sized.js';
import { visible } from './visible.js';

/** Moves nothing: for rows that leave every balance as it is. */
export const STILL = { counterparty: 'named', brings: [], reserves: 0 } satisfies Partial<Sized>;

export const textField = (label: string, value: string): DecodedField => ({
  label,
  value: visible(value),
  kind: 'TEXT',
});
export const addressField = (label: string, value: string): DecodedField => ({ label, value, kind: 'ADDRESS' });
export const assetField = (label: string, value: string): DecodedField => ({ label, value, kind: 'ASSET' });

/** A code alone names only what is well known; anybody can issue another USDC. */
export const assetName = (asset: string, { network }: Pick<SizingContext, 'network'>): string => {
  const issuer = assetIssuer(asset);
  const code = visible(assetCode(asset));
  return issuer === null || isWellKnown(asset, network) ? code : `${code} of ${short(issuer)}`;
};

export const moneyText = (amount: bigint, asset: string, context: Pick<SizingContext, 'network'>): string =>
  `${fromStroops(amount)} ${assetName(asset, context)}`;

/** An amount of an asset, and its issuer, so that an asset is never shown without. */
export const amountFields = (
  label: string,
  { amount, asset }: Amount,
  context: Pick<SizingContext, 'network'>,
  issuerLabel = 'Issuer',
): DecodedField[] => {
  const issuer = assetIssuer(asset);
  const value: DecodedField = { label, value: moneyText(amount, asset, context), kind: 'AMOUNT' };
  return issuer === null ? [value] : [value, addressField(issuerLabel, issuer)];
};

const short = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`;

/** Who receives: nobody else where the money comes back to the account itself. */
export const othersOf = (addresses: string[], { account }: Pick<SizingContext, 'account'>): string[] => [
  ...new Set(addresses.filter((address) => baseAddress(address) !== account)),
];

/** What is destroyed because it reaches whoever issued it; what the account itself issues only comes back. */
export const burned = (
  destinations: string[],
  { asset, amount }: Amount,
  { account }: Pick<SizingContext, 'account'>,
): Amount[] => {
  const issuer = assetIssuer(asset);
  const isBack =
    issuer !== null && issuer !== account && destinations.some((address) => baseAddress(address) === issuer);
  return isBack ? [{ asset, amount }] : [];
};

/** How a sentence and a field say so. */
export const burnWords = (burns: Amount[]): string => (burns.length > 0 ? ', its issuer, which destroys it' : '');
export const burnFields = (burns: Amount[], context: Pick<SizingContext, 'network'>): DecodedField[] =>
  burns.map(({ asset, amount }) =>
    textField('Destroys', `${moneyText(amount, asset, context)}: sent back to its issuer`),
  );

/** What arrives, where it arrives at this account. */
export const comesBack = (
  destination: string,
  amounts: Amount[],
  { account }: Pick<SizingContext, 'account'>,
): Amount[] => (baseAddress(destination) === account ? amounts : []);

/** For a sentence: the name of a receiver, or that it is this account. */
export const addressName = (address: string, { account }: Pick<SizingContext, 'account'>): Sentence => {
  const isThis = baseAddress(address) === account;
  return (labels) => (isThis ? 'this account' : visible(labels(address)));
};

/** A sentence with the names of addresses left open. */
export const said =
  (texts: TemplateStringsArray, ...values: (string | Sentence)[]): Sentence =>
  (labels) =>
    String.raw({ raw: texts }, ...values.map((value) => inWords(value, labels)));

export const inWords = (sentence: string | Sentence, labels: Labels): string =>
  typeof sentence === 'string' ? sentence : sentence(labels);
