// Accounts found by a signer or by an asset they hold, and the assets that anybody holds.
import { StrKey, type xdr } from '@stellar/stellar-sdk/base';
import { findAccount } from '../ledger/account-rules.js';
import { type AssetParts, accountIdOf, assetPartsOf, isCredit } from '../ledger/addresses.js';
import { AUTHORIZED_FLAG, MAINTAIN_LIABILITIES_FLAG } from '../ledger/trust-lines.js';
import type { Network } from '../network/network.js';
import { signersOf } from '../transactions/signature-checker.js';
import { type Collection, type Row, stateCollection } from './collection.js';
import { formatStroops } from './links.js';
import { badRequest } from './problem.js';
import { renderAccount, renderAsset, renderFlags } from './render-account.js';
import { renderSignerKey } from './signer-key.js';

type Json = Record<string, unknown>;
type Credit = Extract<AssetParts, { code: string }>;
type Holding = { line: xdr.TrustLineEntry; accountId: string; asset: Credit };

export function accountCollection(network: Network, params: URLSearchParams): Collection {
  const signer = params.get('signer');
  const asset = params.get('asset');
  if ((signer === null) === (asset === null)) {
    throw badRequest('filters', 'Use exactly one filter: signer or asset. The local network knows no other.');
  }
  const find = signer === null ? () => holdersOf(network, asset!) : () => accountsSignedBy(network, signer);
  const rows = () => find().map((id): Row => ({ token: id, render: (base) => renderAccount(network, id, base) }));
  return stateCollection(rows, (cursor) => StrKey.isValidEd25519PublicKey(cursor));
}

export function assetCollection(network: Network, params: URLSearchParams): Collection {
  const code = params.get('asset_code');
  const issuer = params.get('asset_issuer');
  const rows = () =>
    [...groupByAsset(network)]
      .filter(([, [{ asset }]]) => (!code || asset.code === code) && (!issuer || asset.issuer === issuer))
      .map(
        ([token, holdings]): Row => ({ token, render: (base) => renderAssetRecord(network, token, holdings, base) }),
      );
  return stateCollection(rows, (cursor) => /^\w{1,12}_G[A-Z2-7]{55}_credit_alphanum(4|12)$/.test(cursor));
}

function accountsSignedBy({ entries }: Network, signer: string): string[] {
  return [...entries.all()].flatMap(({ data }) => {
    if (data.type !== 'account') return [];
    const keys = signersOf(data.value).map(({ key }) => renderSignerKey(key).key);
    return keys.includes(signer) ? [accountIdOf(data.value.accountId)] : [];
  });
}

function holdersOf(network: Network, asset: string): string[] {
  if (!/^[a-zA-Z0-9]{1,12}:G[A-Z2-7]{55}$/.test(asset)) {
    throw badRequest('asset', 'The asset must be written as CODE:ISSUER.');
  }
  const holds = holdingsOf(network).filter((holding) => `${holding.asset.code}:${holding.asset.issuer}` === asset);
  return holds.map(({ accountId }) => accountId);
}

function holdingsOf({ entries }: Network): Holding[] {
  return [...entries.all()].flatMap(({ data }) => {
    if (data.type !== 'trustline' || !isCredit(data.value.asset)) return [];
    const asset = assetPartsOf(data.value.asset) as Credit;
    return [{ line: data.value, accountId: accountIdOf(data.value.accountId), asset }];
  });
}

function groupByAsset(network: Network): Map<string, [Holding, ...Holding[]]> {
  const groups = new Map<string, [Holding, ...Holding[]]>();
  for (const holding of holdingsOf(network)) {
    const token = `${holding.asset.code}_${holding.asset.issuer}_${holding.asset.type}`;
    const group = groups.get(token);
    if (group) group.push(holding);
    else groups.set(token, [holding]);
  }
  return groups;
}

function renderAssetRecord(network: Network, token: string, holdings: [Holding, ...Holding[]], base: string): Json {
  const [{ asset }] = holdings;
  const issuer = findAccount(network.entries, asset.issuer);
  const by = (wanted: (flags: number) => boolean) => holdings.filter(({ line }) => wanted(line.flags));
  const groups = {
    authorized: by((flags) => (flags & AUTHORIZED_FLAG) !== 0),
    authorized_to_maintain_liabilities: by(
      (flags) => (flags & AUTHORIZED_FLAG) === 0 && (flags & MAINTAIN_LIABILITIES_FLAG) !== 0,
    ),
    unauthorized: by((flags) => (flags & (AUTHORIZED_FLAG | MAINTAIN_LIABILITIES_FLAG)) === 0),
  };
  const each = <T>(of: (group: Holding[]) => T) =>
    Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, of(group)]));
  return {
    _links: {
      toml: { href: '' },
      self: { href: `${base}/assets?asset_code=${asset.code}&asset_issuer=${asset.issuer}` },
    },
    ...renderAsset(asset),
    paging_token: token,
    accounts: each((group) => group.length),
    balances: each((group) => formatStroops(group.reduce((sum, { line }) => sum + line.balance, 0n))),
    num_claimable_balances: 0,
    num_liquidity_pools: 0,
    num_contracts: 0,
    claimable_balances_amount: formatStroops(0n),
    liquidity_pools_amount: formatStroops(0n),
    contracts_amount: formatStroops(0n),
    flags: renderFlags(issuer?.flags ?? 0),
  };
}
