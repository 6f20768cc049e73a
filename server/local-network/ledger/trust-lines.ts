// What an account holds of an issued asset. An issuer needs no line for its own asset: it can pay and take any amount.
import { xdr } from '@stellar/stellar-sdk/base';
import { issuerOf, publicKeyOf, trustLineAssetOf } from './addresses.js';
import type { EntryLayer, EntryReader } from './entry-store.js';
import { trustLineKey } from './ledger-key.js';

export const AUTHORIZED_FLAG = 1;
export const MAINTAIN_LIABILITIES_FLAG = 2;
export const CLAWBACK_FLAG = 4;

type CreditAsset = Parameters<typeof issuerOf>[0];
export type Holding = { kind: 'issuer' } | { kind: 'line'; line: xdr.TrustLineEntry };

export function findTrustLine(
  reader: EntryReader,
  accountId: string,
  asset: CreditAsset,
): xdr.TrustLineEntry | undefined {
  const data = reader.get(trustLineKey(accountId, trustLineAssetOf(asset)))?.data;
  return data?.type === 'trustline' ? data.value : undefined;
}

export function findHolding(reader: EntryReader, accountId: string, asset: CreditAsset): Holding | undefined {
  if (issuerOf(asset) === accountId) return { kind: 'issuer' };
  const line = findTrustLine(reader, accountId, asset);
  return line && { kind: 'line', line };
}

export function isAuthorized(holding: Holding): boolean {
  return holding.kind === 'issuer' || (holding.line.flags & AUTHORIZED_FLAG) !== 0;
}

/** Adds to a holding; false if the line's limit or balance does not allow it. */
export function addToHolding(layer: EntryLayer, holding: Holding, delta: bigint): boolean {
  if (holding.kind === 'issuer') return true;
  const { line } = holding;
  const balance = line.balance + delta;
  const { buying, selling } = lineLiabilitiesOf(line);
  if (balance > line.limit - buying || balance < selling) return false;
  putTrustLine(layer, new xdr.TrustLineEntry({ ...line, balance }));
  return true;
}

export function lineLiabilitiesOf(line: xdr.TrustLineEntry): { buying: bigint; selling: bigint } {
  return line.ext.type === 'v1' ? line.ext.v1.liabilities : { buying: 0n, selling: 0n };
}

export function newTrustLine(accountId: string, asset: CreditAsset, limit: bigint, flags: number): xdr.TrustLineEntry {
  return new xdr.TrustLineEntry({
    accountId: publicKeyOf(accountId),
    asset: trustLineAssetOf(asset),
    balance: 0n,
    limit,
    flags,
    ext: xdr.TrustLineEntryExt.v0(),
  });
}

export function putTrustLine(layer: EntryLayer, line: xdr.TrustLineEntry): void {
  layer.put(xdr.LedgerEntryData.trustline(line));
}

export function removeTrustLine(layer: EntryLayer, accountId: string, asset: CreditAsset): void {
  layer.set(trustLineKey(accountId, trustLineAssetOf(asset)), null);
}
