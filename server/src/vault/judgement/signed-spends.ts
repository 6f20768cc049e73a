import { DomainError, ErrorCode } from '../../errors.js';
import type { ToSign } from '../signing-rules.js';
import type { Judgement } from './judge.js';
import type { PersonState, Spend } from './person-state.js';

/** What a signature adds to a person's spending. */
export const spendOf = (
  { source, hash, sequence, validUntil }: ToSign,
  { transactionId, apiKeyId, byAgent, outflows }: Judgement,
  network: string,
  now: Date,
  approvalId?: string,
): Spend => ({
  transactionId,
  hashes: [Buffer.from(hash).toString('hex')],
  network,
  source,
  sequence: sequence.toString(),
  outflows: outflows.map(({ asset, amount }) => ({ asset, amount: amount.toString() })),
  ...(apiKeyId !== null && { apiKeyId }),
  ...(approvalId !== undefined && { approvalId }),
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
  return [...spends.filter((one) => !earlier.includes(one)), { ...spend, hashes, validUntil }];
};

/** A higher fee for what is open; once, and counted like any spending. */
export const withBump = ({ spends }: PersonState, innerHash: string, bumpHash: string, extra: bigint): Spend[] => {
  const open = spends.find(({ state, bumped, hashes }) => state === 'OPEN' && !bumped && hashes.includes(innerHash));
  if (!open)
    throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault raises the fee once, of what it has signed itself.');
  const outflows = [...open.outflows, { asset: 'XLM', amount: extra.toString() }];
  const bumped = { ...open, outflows, bumped: true, hashes: [...open.hashes, bumpHash] };
  return spends.map((spend) => (spend === open ? bumped : spend));
};
