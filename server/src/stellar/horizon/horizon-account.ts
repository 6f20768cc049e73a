import type { Horizon } from '@stellar/stellar-sdk';
import { toStroops } from '../../kernel/amount.js';
import { NATIVE } from '../../kernel/assets.js';
import type { LedgerAccount, LedgerBalance } from '../gateway.js';

const RESERVE_STROOPS = 5_000_000n;
const ACCOUNT_RESERVES = 2;
/** SEP-29: the data entry that asks for memos, with `1` in base64. */
const MEMO_REQUIRED = { entry: 'config.memo_required', value: 'MQ==' };

type Account = Horizon.AccountResponse;
type BalanceLine = Account['balances'][number];

const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

/** XLM that the ledger keeps locked as long as the account has its entries. */
const reserveOf = (account: Account): bigint =>
  BigInt(ACCOUNT_RESERVES + account.subentry_count + account.num_sponsoring - account.num_sponsored) * RESERVE_STROOPS;

const nativeBalance = (line: Extract<BalanceLine, { asset_type: 'native' }>, reserve: bigint): LedgerBalance => {
  const amount = toStroops(line.balance);
  const sellingLiabilities = toStroops(line.selling_liabilities);
  return {
    asset: NATIVE,
    amount,
    spendable: atLeastZero(amount - sellingLiabilities - reserve),
    sellingLiabilities,
    buyingLiabilities: toStroops(line.buying_liabilities),
    authorized: true,
  };
};

type CreditLine = Exclude<BalanceLine, { asset_type: 'native' | 'liquidity_pool_shares' }>;

const creditBalance = (line: CreditLine): LedgerBalance => {
  const amount = toStroops(line.balance);
  const sellingLiabilities = toStroops(line.selling_liabilities);
  return {
    asset: `${line.asset_code}:${line.asset_issuer}`,
    amount,
    limit: toStroops(line.limit),
    spendable: line.is_authorized ? atLeastZero(amount - sellingLiabilities) : 0n,
    sellingLiabilities,
    buyingLiabilities: toStroops(line.buying_liabilities),
    authorized: line.is_authorized,
  };
};

/** XLM first, as people look for it. Shares of liquidity pools are no asset that could be paid, so they are left out. */
const balancesOf = (account: Account): LedgerBalance[] => {
  const balances = account.balances.flatMap((line) => {
    if (line.asset_type === 'native') return [nativeBalance(line, reserveOf(account))];
    return line.asset_type === 'liquidity_pool_shares' ? [] : [creditBalance(line)];
  });
  return balances.sort((a, b) => Number(b.asset === NATIVE) - Number(a.asset === NATIVE));
};

/** Horizon's account in our own terms. */
export const readAccount = (account: Account): LedgerAccount => ({
  address: account.account_id,
  sequence: BigInt(account.sequence),
  balances: balancesOf(account),
  subentryCount: account.subentry_count,
  thresholds: {
    low: account.thresholds.low_threshold,
    medium: account.thresholds.med_threshold,
    high: account.thresholds.high_threshold,
  },
  signers: account.signers.map(({ key, weight, type }) => ({ key, weight, type })),
  memoRequired: account.data_attr[MEMO_REQUIRED.entry] === MEMO_REQUIRED.value,
});
