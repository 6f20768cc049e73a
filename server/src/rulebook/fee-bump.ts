import { Transaction as Envelope } from '@stellar/stellar-sdk/base';
import { NATIVE } from '../kernel/assets.js';
import { type Network, passphraseOf } from '../kernel/networks.js';
import type { TransactionFacts } from './facts/policy.js';
import { TransactionStatus } from './life.js';

/** The same bytes under a higher whole fee, in stroops, with the vault's word for it. */
export type SignedFeeBump<Proof = unknown> = { fee: string; envelope: string; verdictProof?: Proof };
/** Wanted since the network refused the fee; `envelope` is there once it is signed. `earlier` came before, oldest first. */
export type StoredFeeBump<Proof = unknown> = Omit<SignedFeeBump<Proof>, 'envelope'> & {
  envelope: string | null;
  refused?: true;
  earlier?: SignedFeeBump<Proof>[];
};
/** A whole fee in stroops, and by how much it is above the highest that was signed for these bytes before. */
export type RaisedFee = { fee: bigint; by: bigint };
/** What is bid beside the resources of a contract call, for so many units; a bump counts as one operation more. */
export type Bid = { inclusion: bigint; units: bigint; resources: bigint };

type Bumped = { feeBump?: StoredFeeBump | null | undefined };

/** So often the fee of one transaction is raised: from the least that the network takes to a hundred thousand times that. */
export const BUMPS_MAX = 5;

/** Core takes the place of what is queued only for ten times the fee. */
const RATE_MIN = 10n;

const SENT: readonly TransactionStatus[] = [TransactionStatus.SUBMITTED, TransactionStatus.UNKNOWN];

/** Sent, refused for its fee, and the higher one not signed yet. */
export const isBumpDue = ({ status, feeBump }: Bumped & { status: TransactionStatus }): boolean =>
  SENT.includes(status) && feeBump != null && feeBump.envelope === null && !feeBump.refused;

/** Every bump that was signed, oldest first; any of them may be what a ledger takes. */
export const signedBumps = <Proof>(feeBump: StoredFeeBump<Proof> | null | undefined): SignedFeeBump<Proof>[] => {
  if (feeBump == null) return [];
  const { envelope, earlier = [], ...rest } = feeBump;
  return envelope === null ? earlier : [...earlier, { ...rest, envelope }];
};

/** The bump that is wanted next; with null none any more. What was signed stays. */
export const wantedBump = <Proof>(feeBump: StoredFeeBump<Proof> | null, fee: bigint | null): StoredFeeBump<Proof> => {
  const earlier = signedBumps(feeBump);
  const wanted = fee === null ? { fee: '0', refused: true as const } : { fee: fee.toString() };
  return { ...wanted, envelope: null, ...(earlier.length > 0 && { earlier }) };
};

export const bidOf = ({ fee, operations, tx }: Envelope): Bid => {
  const resources = 'ext' in tx && tx.ext.type === 'sorobanData' ? tx.ext.sorobanData.resourceFee : 0n;
  return { inclusion: BigInt(fee) - resources, units: BigInt(operations.length), resources };
};

/**
 * The whole fee of the next bump in stroops: what it takes now, at least ten times the old one, within the policy's limit.
 * Null where the old one stands at that limit already, or was raised often enough.
 */
export const raisedFee = (
  { envelope, network, feeBump }: Bumped & { envelope?: string | null | undefined; network: Network },
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
export const raiseOf = ({ feeBump, feeMax }: Bumped & { feeMax: bigint }): RaisedFee => {
  const fee = BigInt(feeBump!.fee);
  return { fee, by: fee - BigInt(signedBumps(feeBump).at(-1)?.fee ?? feeMax) };
};

/** The bump as the policy sees it: the account pays so much more XLM, and nothing else happens. */
export const bumpFacts = (facts: TransactionFacts, { fee, by }: RaisedFee): TransactionFacts => {
  const { resources } = facts.fee;
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
