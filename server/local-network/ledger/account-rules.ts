// What an account entry allows: reserves, spendable balance, thresholds, and how its parts change.
import { xdr } from '@stellar/stellar-sdk/base';
import { publicKeyOf } from './addresses.js';
import type { EntryLayer, EntryReader } from './entry-store.js';
import { accountKey } from './ledger-key.js';

export const BASE_RESERVE_STROOPS = 5_000_000n;
export const MAX_INT64 = 2n ** 63n - 1n;
export const MAX_SUBENTRIES = 1000;

export const ACCOUNT_FLAG = { required: 1, revocable: 2, immutable: 4, clawbackEnabled: 8 } as const;
export const KNOWN_ACCOUNT_FLAGS = 15;

export function findAccount(reader: EntryReader, accountId: string): xdr.AccountEntry | undefined {
  const data = reader.get(accountKey(accountId))?.data;
  return data?.type === 'account' ? data.value : undefined;
}

export function putAccount(layer: EntryLayer, account: xdr.AccountEntry): void {
  layer.put(xdr.LedgerEntryData.account(account));
}

export function withFields(
  account: xdr.AccountEntry,
  fields: Partial<Omit<xdr.AccountEntry, 'toXdr' | 'toXdrObject'>>,
): xdr.AccountEntry {
  return new xdr.AccountEntry({ ...account, ...fields });
}

export function newAccount(accountId: string, balance: bigint, seqNum: bigint, numSubEntries = 0): xdr.AccountEntry {
  return new xdr.AccountEntry({
    accountId: publicKeyOf(accountId),
    balance,
    seqNum,
    numSubEntries,
    inflationDest: null,
    flags: 0,
    homeDomain: '',
    thresholds: Uint8Array.of(1, 0, 0, 0),
    signers: [],
    ext: xdr.AccountEntryExt.v0(),
  });
}

/** Counts of sponsored and sponsoring reserves, and the sequence's age, wherever the nested extensions hold them. */
export function extensionsOf(account: xdr.AccountEntry): {
  buying: bigint;
  selling: bigint;
  sponsored: number;
  sponsoring: number;
  signerSponsors: (xdr.PublicKey | null)[];
  seqLedger: number;
  seqTime: bigint;
} {
  const v1 = account.ext.type === 'v1' ? account.ext.v1 : null;
  const v2 = v1?.ext.type === 'v2' ? v1.ext.v2 : null;
  const v3 = v2?.ext.type === 'v3' ? v2.ext.v3 : null;
  return {
    buying: v1?.liabilities.buying ?? 0n,
    selling: v1?.liabilities.selling ?? 0n,
    sponsored: v2?.numSponsored ?? 0,
    sponsoring: v2?.numSponsoring ?? 0,
    signerSponsors: v2?.signerSponsoringIDs ?? account.signers.map(() => null),
    seqLedger: v3?.seqLedger ?? 0,
    seqTime: v3?.seqTime ?? 0n,
  };
}

export function withSequence(account: xdr.AccountEntry, seqNum: bigint, seqLedger: number, seqTime: bigint) {
  return withFields(account, { seqNum, ext: extensionOf({ ...extensionsOf(account), seqLedger, seqTime }) });
}

/** Each signer is a sub-entry. Nobody sponsors any here, and the extension names a sponsor for each of them. */
export function withSigners(account: xdr.AccountEntry, signers: xdr.Signer[]): xdr.AccountEntry {
  const numSubEntries = account.numSubEntries + signers.length - account.signers.length;
  const signerSponsors = signers.map(() => null);
  const isPlain = account.ext.type === 'v0';
  const ext = isPlain ? account.ext : extensionOf({ ...extensionsOf(account), signerSponsors });
  return withFields(account, { signers, numSubEntries, ext });
}

function extensionOf(known: ReturnType<typeof extensionsOf>): xdr.AccountEntryExt {
  const { seqLedger, seqTime } = known;
  const v3 = new xdr.AccountEntryExtensionV3({ ext: xdr.ExtensionPoint.v0(), seqLedger, seqTime });
  const v2 = new xdr.AccountEntryExtensionV2({
    numSponsored: known.sponsored,
    numSponsoring: known.sponsoring,
    signerSponsoringIDs: known.signerSponsors,
    ext: xdr.AccountEntryExtensionV2Ext.v3(v3),
  });
  const v1 = new xdr.AccountEntryExtensionV1({
    liabilities: new xdr.Liabilities({ buying: known.buying, selling: known.selling }),
    ext: xdr.AccountEntryExtensionV1Ext.v2(v2),
  });
  return xdr.AccountEntryExt.v1(v1);
}

export function minimumBalance(account: xdr.AccountEntry, moreSubentries = 0): bigint {
  const { sponsored, sponsoring } = extensionsOf(account);
  return BigInt(2 + account.numSubEntries + moreSubentries + sponsoring - sponsored) * BASE_RESERVE_STROOPS;
}

/** What may be spent: the balance without the reserve and without what open offers have promised. */
export function availableBalance(account: xdr.AccountEntry): bigint {
  return account.balance - minimumBalance(account) - extensionsOf(account).selling;
}

/** The account with a changed balance, or null if that would break the reserve or overflow. */
export function withAddedBalance(account: xdr.AccountEntry, delta: bigint): xdr.AccountEntry | null {
  const balance = account.balance + delta;
  const { buying } = extensionsOf(account);
  if (delta < 0n && availableBalance(account) + delta < 0n) return null;
  if (balance < 0n || balance > MAX_INT64 - buying) return null;
  return withFields(account, { balance });
}

export type Threshold = 'low' | 'medium' | 'high';
const THRESHOLD_INDEX: Record<Threshold, number> = { low: 1, medium: 2, high: 3 };

export function masterWeightOf(account: xdr.AccountEntry): number {
  return account.thresholds.toBytes()[0]!;
}

export function thresholdOf(account: xdr.AccountEntry, level: Threshold): number {
  return account.thresholds.toBytes()[THRESHOLD_INDEX[level]]!;
}

export function requiresAuthorization(account: xdr.AccountEntry): boolean {
  return (account.flags & ACCOUNT_FLAG.required) !== 0;
}

export function allowsClawback(account: xdr.AccountEntry): boolean {
  return (account.flags & ACCOUNT_FLAG.clawbackEnabled) !== 0;
}
