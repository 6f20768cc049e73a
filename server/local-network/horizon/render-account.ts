// An account as Horizon shows it.
import type { xdr } from '@stellar/stellar-sdk/base';
import { extensionsOf, masterWeightOf, thresholdOf } from '../ledger/account-rules.js';
import { accountIdOf, assetPartsOf, isCredit } from '../ledger/addresses.js';
import type { EntryStore } from '../ledger/entry-store.js';
import { accountKey } from '../ledger/ledger-key.js';
import { AUTHORIZED_FLAG, CLAWBACK_FLAG, lineLiabilitiesOf, MAINTAIN_LIABILITIES_FLAG } from '../ledger/trust-lines.js';
import type { Network } from '../network/network.js';
import { formatStroops, formatTime, link, pagedLink } from './links.js';
import { notFound } from './problem.js';
import { renderSignerKey } from './signer-key.js';

type Json = Record<string, unknown>;

export function renderAccount(network: Network, accountId: string, base: string): Json {
  const entry = network.entries.get(accountKey(accountId));
  if (entry?.data.type !== 'account') throw notFound();
  const account = entry.data.value;
  const { seqLedger, seqTime, sponsored, sponsoring } = extensionsOf(account);
  const homeDomain = Buffer.from(account.homeDomain.bytes).toString('utf8');
  const modified = network.history.findLedger(entry.lastModifiedLedgerSeq)!.ledger.header.scpValue.closeTime;
  return {
    _links: accountLinks(base, accountId),
    id: accountId,
    account_id: accountId,
    sequence: account.seqNum.toString(),
    ...(seqLedger > 0 && { sequence_ledger: seqLedger, sequence_time: seqTime.toString() }),
    subentry_count: account.numSubEntries,
    ...(account.inflationDest && { inflation_destination: accountIdOf(account.inflationDest) }),
    ...(homeDomain && { home_domain: homeDomain }),
    last_modified_ledger: entry.lastModifiedLedgerSeq,
    last_modified_time: formatTime(modified),
    thresholds: {
      low_threshold: thresholdOf(account, 'low'),
      med_threshold: thresholdOf(account, 'medium'),
      high_threshold: thresholdOf(account, 'high'),
    },
    flags: renderFlags(account.flags),
    balances: renderBalances(network.entries, account, accountId),
    signers: renderSigners(account, accountId),
    data: {},
    num_sponsoring: sponsoring,
    num_sponsored: sponsored,
    paging_token: accountId,
  };
}

export function renderFlags(flags: number): Json {
  return {
    auth_required: (flags & 1) !== 0,
    auth_revocable: (flags & 2) !== 0,
    auth_immutable: (flags & 4) !== 0,
    auth_clawback_enabled: (flags & 8) !== 0,
  };
}

function renderBalances(entries: EntryStore, account: xdr.AccountEntry, accountId: string): Json[] {
  const { buying, selling } = extensionsOf(account);
  const native = {
    balance: formatStroops(account.balance),
    buying_liabilities: formatStroops(buying),
    selling_liabilities: formatStroops(selling),
    asset_type: 'native',
  };
  const lines = entries.trustLinesOf(accountId).map(renderLine);
  return [...lines.sort((a, b) => String(a.asset_code).localeCompare(String(b.asset_code))), native];
}

function renderLine(entry: xdr.LedgerEntry): Json {
  const line = entry.data.value as xdr.TrustLineEntry;
  if (!isCredit(line.asset)) throw new Error('Only lines for issued assets are kept.');
  const parts = assetPartsOf(line.asset);
  const { buying, selling } = lineLiabilitiesOf(line);
  const authorized = (line.flags & AUTHORIZED_FLAG) !== 0;
  return {
    balance: formatStroops(line.balance),
    limit: formatStroops(line.limit),
    buying_liabilities: formatStroops(buying),
    selling_liabilities: formatStroops(selling),
    last_modified_ledger: entry.lastModifiedLedgerSeq,
    is_authorized: authorized,
    is_authorized_to_maintain_liabilities: authorized || (line.flags & MAINTAIN_LIABILITIES_FLAG) !== 0,
    is_clawback_enabled: (line.flags & CLAWBACK_FLAG) !== 0,
    ...renderAsset(parts),
  };
}

export function renderAsset(parts: ReturnType<typeof assetPartsOf>, prefix = ''): Json {
  if (parts.type === 'native') return { [`${prefix}asset_type`]: 'native' };
  return {
    [`${prefix}asset_type`]: parts.type,
    [`${prefix}asset_code`]: parts.code,
    [`${prefix}asset_issuer`]: parts.issuer,
  };
}

function renderSigners(account: xdr.AccountEntry, accountId: string): Json[] {
  const master = { weight: masterWeightOf(account), key: accountId, type: 'ed25519_public_key' };
  return [...account.signers.map(({ key, weight }) => ({ weight, ...renderSignerKey(key) })), master];
}

function accountLinks(base: string, accountId: string): Json {
  const path = `/accounts/${accountId}`;
  const paged = ['transactions', 'operations', 'payments', 'effects', 'offers', 'trades'];
  return {
    self: link(base, path),
    ...Object.fromEntries(paged.map((name) => [name, pagedLink(base, `${path}/${name}`)])),
    data: { href: `${base}${path}/data/{key}`, templated: true },
  };
}
