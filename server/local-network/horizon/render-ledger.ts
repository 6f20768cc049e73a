// A ledger, the network's front page and the fee statistics as Horizon shows them.
import type { LedgerRecord, TransactionRecord } from '../history/history.js';
import { BASE_FEE_STROOPS, MAX_OPERATIONS_A_LEDGER, PROTOCOL_VERSION } from '../ledger/closed-ledger.js';
import { LOCAL_PASSPHRASE } from '../ledger/passphrase.js';
import type { Network } from '../network/network.js';
import { feeUnits } from '../transactions/transaction-frame.js';
import { formatStroops, formatTime, link, pagedLink } from './links.js';

type Json = Record<string, unknown>;

const SOFTWARE = 'tuxedo-local-network';
const FEE_WINDOW_LEDGERS = 5;
const PERCENTILES = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99];

export function renderLedger({ id, ledger, transactions }: LedgerRecord, base: string): Json {
  const { header } = ledger;
  const good = transactions.filter(({ successful }) => successful);
  const path = `/ledgers/${ledger.seq}`;
  const paged = ['transactions', 'operations', 'payments', 'effects'];
  return {
    _links: {
      self: link(base, path),
      ...Object.fromEntries(paged.map((name) => [name, pagedLink(base, `${path}/${name}`)])),
    },
    id: ledger.hash,
    paging_token: id.toString(),
    hash: ledger.hash,
    ...(ledger.seq > 1 && { prev_hash: Buffer.from(header.previousLedgerHash.toBytes()).toString('hex') }),
    sequence: ledger.seq,
    successful_transaction_count: good.length,
    failed_transaction_count: transactions.length - good.length,
    operation_count: countOperations(good),
    tx_set_operation_count: countOperations(transactions),
    closed_at: formatTime(header.scpValue.closeTime),
    total_coins: formatStroops(header.totalCoins),
    fee_pool: formatStroops(header.feePool),
    base_fee_in_stroops: header.baseFee,
    base_reserve_in_stroops: header.baseReserve,
    max_tx_set_size: header.maxTxSetSize,
    protocol_version: header.ledgerVersion,
    header_xdr: header.toXdr('base64'),
  };
}

export function renderRoot({ lastClosed }: Network, base: string): Json {
  const paths = ['accounts', 'assets', 'ledgers', 'operations', 'payments', 'transactions'];
  return {
    _links: {
      self: link(base, '/'),
      ...Object.fromEntries(paths.map((name) => [name, pagedLink(base, `/${name}`)])),
      account: { href: `${base}/accounts/{account_id}`, templated: true },
      ledger: { href: `${base}/ledgers/{sequence}`, templated: true },
      transaction: { href: `${base}/transactions/{hash}`, templated: true },
      fee_stats: link(base, '/fee_stats'),
      friendbot: { href: `${base}/friendbot{?addr}`, templated: true },
    },
    horizon_version: SOFTWARE,
    core_version: SOFTWARE,
    ingest_latest_ledger: lastClosed.seq,
    history_latest_ledger: lastClosed.seq,
    history_latest_ledger_closed_at: formatTime(lastClosed.header.scpValue.closeTime),
    history_elder_ledger: 1,
    core_latest_ledger: lastClosed.seq,
    network_passphrase: LOCAL_PASSPHRASE,
    current_protocol_version: PROTOCOL_VERSION,
    supported_protocol_version: PROTOCOL_VERSION,
    core_supported_protocol_version: PROTOCOL_VERSION,
  };
}

export function renderFeeStats({ history, lastClosed }: Network): Json {
  const ledgers = history.ledgers.slice(-FEE_WINDOW_LEDGERS);
  const transactions = ledgers.flatMap((record) => record.transactions);
  const used = ledgers.reduce((sum, record) => sum + countOperations(record.transactions), 0);
  return {
    last_ledger: lastClosed.seq.toString(),
    last_ledger_base_fee: BASE_FEE_STROOPS.toString(),
    ledger_capacity_usage: (used / (MAX_OPERATIONS_A_LEDGER * ledgers.length)).toFixed(2),
    fee_charged: statisticsOf(transactions.map(({ frame, result }) => result.feeCharged / feeUnits(frame))),
    max_fee: statisticsOf(transactions.map(({ frame }) => frame.feeBid / feeUnits(frame))),
  };
}

function statisticsOf(feesPerOperation: bigint[]): Json {
  const sorted = feesPerOperation.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (sorted.length === 0) sorted.push(BigInt(BASE_FEE_STROOPS));
  const at = (percent: number): string => sorted[Math.ceil((percent / 100) * sorted.length) - 1]!.toString();
  return {
    max: sorted.at(-1)!.toString(),
    min: sorted[0]!.toString(),
    mode: modeOf(sorted).toString(),
    ...Object.fromEntries(PERCENTILES.map((percent) => [`p${percent}`, at(percent)])),
  };
}

function modeOf(values: readonly bigint[]): bigint {
  const counts = new Map<bigint, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

function countOperations(transactions: readonly TransactionRecord[]): number {
  return transactions.reduce((sum, { frame }) => sum + frame.tx.operations.length, 0);
}
