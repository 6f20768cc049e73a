import { Transaction as Envelope } from '@stellar/stellar-sdk/base';
import type { TransactionFacts } from '../policy/policy.js';
import { NATIVE } from '../stellar/assets.js';
import { passphraseOf } from '../stellar/networks.js';
import { FEE_PER_OPERATION_MAX } from '../vault/fee-bump.js';
import { TransactionStatus } from './life.js';
import type { Transaction } from './transaction.entity.js';

/** Core takes the place of what is queued only for ten times the fee. */
const RATE_MIN = 10n;

const SENT: readonly TransactionStatus[] = [TransactionStatus.SUBMITTED, TransactionStatus.UNKNOWN];

/** Sent, refused for its fee, and not raised yet: at most once in a transaction's life. */
export const isBumpDue = ({ status, feeBump }: Transaction): boolean =>
  SENT.includes(status) && feeBump != null && feeBump.envelope === null && !feeBump.refused;

/**
 * The whole fee of the bump in stroops: what most pay now, at least ten times the old one, within the vault's bound.
 * Null where the old one stands at that bound already.
 */
export const raisedFee = (
  { envelope, network }: Pick<Transaction, 'envelope' | 'network'>,
  p95: bigint,
): bigint | null => {
  const { fee, operations } = new Envelope(envelope!, passphraseOf(network));
  const old = BigInt(fee) / BigInt(operations.length);
  const wanted = old * RATE_MIN > p95 ? old * RATE_MIN : p95;
  const rate = wanted < FEE_PER_OPERATION_MAX ? wanted : FEE_PER_OPERATION_MAX;
  return rate > old ? rate * BigInt(operations.length + 1) : null;
};

/** The bump as the policy sees it: the account pays so much more XLM, and nothing else happens. */
export const bumpFacts = (facts: TransactionFacts, extra: bigint): TransactionFacts => ({
  ...facts,
  outflows: [{ asset: NATIVE, amount: extra, fee: extra }],
  destinations: [],
  trades: [],
  amountTyped: true,
  unknownTrusts: [],
  controlChanges: [],
  unsized: [],
});
