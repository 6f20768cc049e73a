import { Transaction as Envelope } from '@stellar/stellar-sdk/base';
import { NATIVE } from '../kernel/assets.js';
import { passphraseOf } from '../kernel/networks.js';
import type { SignedFeeBump, StoredFeeBump, Transaction } from '../money/proposals/transaction.entity.js';
import { bidOf } from '../vault/room/judgement/fee-bump.js';
import type { RaisedFee } from '../vault/room/judgement/judge.js';
import { BUMPS_MAX } from '../vault/room/judgement/signed-spends.js';
import type { TransactionFacts } from './facts/policy.js';
import { TransactionStatus } from './life.js';

/** Core takes the place of what is queued only for ten times the fee. */
const RATE_MIN = 10n;

const SENT: readonly TransactionStatus[] = [TransactionStatus.SUBMITTED, TransactionStatus.UNKNOWN];

/** Sent, refused for its fee, and the higher one not signed yet. */
export const isBumpDue = ({ status, feeBump }: Pick<Transaction, 'status' | 'feeBump'>): boolean =>
  SENT.includes(status) && feeBump != null && feeBump.envelope === null && !feeBump.refused;

/** Every bump that was signed, oldest first; any of them may be what a ledger takes. */
export const signedBumps = (feeBump: StoredFeeBump | null | undefined): SignedFeeBump[] => {
  if (feeBump == null) return [];
  const { envelope, earlier = [], ...rest } = feeBump;
  return envelope === null ? earlier : [...earlier, { ...rest, envelope }];
};

/** The bump that is wanted next; with null none any more. What was signed stays. */
export const wantedBump = (feeBump: StoredFeeBump | null, fee: bigint | null): StoredFeeBump => {
  const earlier = signedBumps(feeBump);
  const wanted = fee === null ? { fee: '0', refused: true as const } : { fee: fee.toString() };
  return { ...wanted, envelope: null, ...(earlier.length > 0 && { earlier }) };
};

/**
 * The whole fee of the next bump in stroops: what it takes now, at least ten times the old one, within the policy's limit.
 * Null where the old one stands at that limit already, or was raised often enough.
 */
export const raisedFee = (
  { envelope, network, feeBump }: Pick<Transaction, 'envelope' | 'network' | 'feeBump'>,
  { suggested, limit }: { suggested: bigint; limit: bigint },
): bigint | null => {
  const bumps = signedBumps(feeBump);
  const { inclusion, units, resources } = bidOf(new Envelope(envelope!, passphraseOf(network)));
  const last = bumps.at(-1);
  const old = last ? (BigInt(last.fee) - resources) / (units + 1n) : inclusion / units;
  const wanted = old * RATE_MIN > suggested ? old * RATE_MIN : suggested;
  const most = limit / (units + 1n);
  const rate = wanted < most ? wanted : most;
  return bumps.length < BUMPS_MAX && rate > old ? rate * (units + 1n) + resources : null;
};

/** What the wanted bump costs, and how much more that is than what is counted already. */
export const raiseOf = ({ feeBump, feeMax }: Pick<Transaction, 'feeBump' | 'feeMax'>): RaisedFee => {
  const fee = BigInt(feeBump!.fee);
  return { fee, by: fee - BigInt(signedBumps(feeBump).at(-1)?.fee ?? feeMax) };
};

/** The bump as the policy sees it: the account pays so much more XLM, and nothing else happens. */
export const bumpFacts = (facts: TransactionFacts, { fee, by }: RaisedFee): TransactionFacts => {
  const resources = facts.fee?.resources ?? 0n;
  return {
    ...facts,
    outflows: [{ asset: NATIVE, amount: by, fee: by }],
    fee: { bid: fee - resources, resources },
    destinations: [],
    memo: '',
    trades: [],
    claims: [],
    burns: [],
    amountTyped: true,
    unknownTrusts: [],
    controlChanges: [],
    unsized: [],
  };
};
