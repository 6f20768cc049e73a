// Turns the XDR forms of accounts and assets into the strings the rest of the network works with, and back.
import { StrKey, xdr } from '@stellar/stellar-sdk/base';

export function publicKeyOf(accountId: string): xdr.PublicKey {
  return xdr.PublicKey.publicKeyTypeEd25519(StrKey.decodeEd25519PublicKey(accountId));
}

export function accountIdOf(key: xdr.PublicKey): string {
  return StrKey.encodeEd25519PublicKey(key.ed25519.toBytes());
}

/** The account behind a plain or multiplexed address: balances belong to the account, never to the sub-address. */
export function baseAccountIdOf(account: xdr.MuxedAccount): string {
  const key = account.type === 'keyTypeEd25519' ? account.ed25519 : account.med25519.ed25519;
  return StrKey.encodeEd25519PublicKey(key.toBytes());
}

/** The M... address and its number, or null for a plain account. */
export function muxedPartsOf(account: xdr.MuxedAccount): { address: string; id: string } | null {
  if (account.type === 'keyTypeEd25519') return null;
  const { id, ed25519 } = account.med25519;
  const idBytes = new Uint8Array(8);
  new DataView(idBytes.buffer).setBigUint64(0, id);
  const address = StrKey.encodeMed25519PublicKey(Uint8Array.from([...ed25519.toBytes(), ...idBytes]));
  return { address, id: id.toString() };
}

type AnyAsset = xdr.Asset | xdr.TrustLineAsset | xdr.ChangeTrustAsset;
type CreditAsset = Extract<AnyAsset, { type: 'assetTypeCreditAlphanum4' | 'assetTypeCreditAlphanum12' }>;

export type AssetParts =
  | { type: 'native' }
  | { type: 'credit_alphanum4' | 'credit_alphanum12'; code: string; issuer: string };

export function isCredit(asset: AnyAsset): asset is CreditAsset {
  return asset.type === 'assetTypeCreditAlphanum4' || asset.type === 'assetTypeCreditAlphanum12';
}

export function assetPartsOf(asset: xdr.Asset | CreditAsset): AssetParts {
  if (!isCredit(asset)) return { type: 'native' };
  const code = Buffer.from(asset.value.assetCode.toBytes()).toString('latin1').replace(/\0+$/, '');
  const type = asset.type === 'assetTypeCreditAlphanum4' ? 'credit_alphanum4' : 'credit_alphanum12';
  return { type, code, issuer: accountIdOf(asset.value.issuer) };
}

export function issuerOf(asset: CreditAsset): string {
  return accountIdOf(asset.value.issuer);
}

/** A code is letters and digits, then only zero bytes; the long form must not hold a code that fits the short one. */
export function isValidCode(asset: CreditAsset): boolean {
  const text = Buffer.from(asset.value.assetCode.toBytes()).toString('latin1');
  return asset.type === 'assetTypeCreditAlphanum4'
    ? /^[a-zA-Z0-9]{1,4}\0*$/.test(text)
    : /^[a-zA-Z0-9]{5,12}\0*$/.test(text);
}

export function trustLineAssetOf(asset: CreditAsset): xdr.TrustLineAsset {
  return asset.type === 'assetTypeCreditAlphanum4'
    ? xdr.TrustLineAsset.assetTypeCreditAlphanum4(asset.value as xdr.AlphaNum4)
    : xdr.TrustLineAsset.assetTypeCreditAlphanum12(asset.value as xdr.AlphaNum12);
}
