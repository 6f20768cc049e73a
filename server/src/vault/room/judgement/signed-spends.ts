import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { mostUnasked } from '../../../rulebook/facts/unasked.js';
import { BUMPS_MAX, type RaisedFee } from '../../../rulebook/fee-bump.js';
import type { PersonState, Spend } from '../../contract/person-state.js';
import type { Judgement } from './judge.js';
import type { UnsignedEnvelope } from './signing-rules.js';

/** What a signature adds to a person's spending. */
export const spendOf = (
  { source, hash, sequence, validUntil }: UnsignedEnvelope,
  { transactionId, apiKeyId, byAgent, outflows, unasked }: Judgement,
  { network, now, approvalId }: { network: string; now: Date; approvalId?: string | undefined },
): Spend => ({
  transactionId,
  hashes: [Buffer.from(hash).toString('hex')],
  network,
  source,
  sequence: sequence.toString(),
  outflows: outflows.map(({ asset, amount }) => ({ asset, amount: amount.toString() })),
  ...(apiKeyId !== null && { apiKeyId }),
  ...(approvalId !== undefined ? { approvalId } : unasked && { unasked }),
  ...(byAgent && { byAgent }),
  at: now.toISOString(),
  validUntil: validUntil.toISOString(),
  state: 'OPEN',
  bumped: false,
});

const isSameNumber = (one: Spend, other: Spend): boolean =>
  one.network === other.network && one.source === other.source && one.sequence === other.sequence;

const isSameCause = (one: Spend, other: Spend): boolean =>
  one.transactionId === other.transactionId || (other.approvalId !== undefined && one.approvalId === other.approvalId);

/**
 * One signature for each proposal, and for each word of a person: whoever seals proposals could seal another one of the
 * same bytes. A second one is given only over the same account's number, for then no ledger takes
 * both: the first may have been lost before anybody stored it.
 */
export const withSpend = ({ spends }: PersonState, spend: Spend): Spend[] => {
  const earlier = spends.filter((one) => one.state !== 'GONE' && isSameCause(one, spend));
  if (earlier.some((one) => one.state === 'SPENT'))
    throw new DomainError(
      ErrorCode.ALREADY_DECIDED,
      'The ledger has this transaction already; it is not signed again.',
    );
  if (earlier.some((one) => !isSameNumber(one, spend)))
    throw new DomainError(
      ErrorCode.CONFLICT,
      'This was signed already and may still apply. Try again when its time is over.',
    );
  // Every hash that was ever signed is kept, because any of them may be the one that the ledger takes.
  const hashes = [...new Set([...spend.hashes, ...earlier.flatMap((one) => one.hashes)])];
  // And so long as the longest of them may apply, whatever end the newest was given.
  const validUntil = [spend, ...earlier].map((one) => one.validUntil).reduce((a, b) => (a > b ? a : b));
  return [...spends.filter((one) => !earlier.includes(one)), { ...earlier.reduce(mostOf, spend), hashes, validUntil }];
};

// Any of them may be the one that the ledger takes, so of each asset the most counts.
const mostOf = (spend: Spend, earlier: Spend): Spend => {
  const unasked = mostUnasked(spend.unasked, earlier.unasked);
  const [outflows, others] = [summed(spend), summed(earlier)];
  for (const [asset, amount] of others) if (amount > (outflows.get(asset) ?? 0n)) outflows.set(asset, amount);
  return {
    ...spend,
    ...(unasked && { unasked }),
    outflows: [...outflows].map(([asset, amount]) => ({ asset, amount: `${amount}` })),
  };
};

const summed = ({ outflows }: Spend): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of outflows) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  return sums;
};

/** What is open under this hash, as it was before `fee` was signed for it: that may have been lost before it was stored. */
export const toRaise = ({ spends }: PersonState, innerHash: string, fee: bigint): { spends: Spend[]; open: Spend } => {
  const found = spends.find(({ state, hashes }) => state === 'OPEN' && hashes.includes(innerHash));
  const raised = found?.raised ?? [];
  const isLost = raised.at(-1) === fee.toString();
  if (!found || (found.bumped && !found.raised) || (raised.length >= BUMPS_MAX && !isLost))
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      `The vault raises the fee of what it has signed itself, at most ${BUMPS_MAX} times.`,
    );
  const open = isLost ? { ...found, raised: raised.slice(0, -1), outflows: found.outflows.slice(0, -1) } : found;
  return { spends: spends.map((spend) => (spend === found ? open : spend)), open };
};

/** By how much a fee is above the highest that is counted for it already. */
export const raiseOver = ({ raised = [] }: Spend, fee: bigint, innerFee: bigint): RaisedFee => {
  const by = fee - BigInt(raised.at(-1) ?? innerFee);
  if (by > 0n) return { fee, by };
  throw new DomainError(ErrorCode.PERMISSION_DENIED, 'A higher fee was signed for this already.');
};

/** A higher fee for what is open, counted like any spending. */
export const withBump = (spends: Spend[], open: Spend, hash: string, { fee, by }: RaisedFee): Spend[] => {
  const outflows = [...open.outflows, { asset: 'XLM', amount: by.toString() }];
  const raised = [...(open.raised ?? []), fee.toString()];
  const hashes = [...new Set([...open.hashes, hash])];
  return spends.map((spend) => (spend === open ? { ...open, outflows, raised, bumped: true, hashes } : spend));
};
