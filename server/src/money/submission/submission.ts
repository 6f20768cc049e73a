import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { ErrorCode } from '../../kernel/errors.js';
import { signedBumps } from '../../rulebook/fee-bump.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { askFate, type Depth, type Fate, type SentEnvelope } from '../../stellar/fate.js';
import type { FoundTransaction, StellarGateway, SubmitResult } from '../../stellar/gateway.js';
import { explainResultCodes } from '../../stellar/results/result-codes.js';
import type { StoredFailure, Transaction } from '../proposals/transaction.entity.js';
import type { SubmissionOutcome } from './outcome.service.js';

type Sent = Pick<Transaction, 'envelope' | 'hash' | 'sequence' | 'validUntil' | 'feeBump'> & {
  failure?: StoredFailure | null | undefined;
};

/** Not taken for its fee alone: the same bytes may go again inside a fee bump. */
export const FEE_TOO_LOW = 'FEE_TOO_LOW';

/** FIRST: nobody has sent these bytes before. AGAIN: somebody may have. LOOK: only its end is looked for. */
export type Turn = 'FIRST' | 'AGAIN' | 'LOOK';

type Attempted = SubmissionOutcome | typeof FEE_TOO_LOW;

/**
 * One attempt to learn or bring about the end of a signed transaction: the hash first, then the same bytes again.
 * Null means: not decided yet, ask later.
 */
export const attempt = async (gateway: StellarGateway, sent: Sent, turn: Turn): Promise<Attempted | null> => {
  const fate = turn === 'FIRST' ? null : await fateOfSent(gateway, sent);
  if (fate && fate.kind !== 'OPEN') return endOf(fate, sent);
  if (turn === 'LOOK' || fate?.isOver) return null;
  const newest = signedBumps(sent.feeBump).at(-1)?.envelope ?? sent.envelope!;
  return outcomeOf(gateway, sent, await gateway.submit(newest));
};

export const fateOfSent = (gateway: StellarGateway, sent: Sent, depth?: Depth): Promise<Fate> =>
  askFate(gateway, envelopeOf(gateway, sent), depth);

const envelopeOf = (gateway: StellarGateway, sent: Sent): SentEnvelope => {
  const { passphrase } = gateway.definition;
  const { source } = TransactionBuilder.fromXdr(sent.envelope!, passphrase) as { source: string };
  // Under the hash of what is inside, or of any fee bump around it: not every network knows each of them by the other.
  const outer = signedBumps(sent.feeBump).map(({ envelope }) =>
    TransactionBuilder.fromXdr(envelope, passphrase).hash(),
  );
  const hashes = [sent.hash!, ...outer.map((bytes) => Buffer.from(bytes).toString('hex'))];
  return { source, sequence: sent.sequence!, hashes, validUntil: sent.validUntil! };
};

/** What the ledger holds, in the words of an outcome. */
export const included = ({ successful, ledger, feeCharged, resultCodes }: FoundTransaction): SubmissionOutcome =>
  successful
    ? { status: TransactionStatus.CONFIRMED, ledger, feeCharged }
    : { status: TransactionStatus.FAILED, failure: failureOf(resultCodes), ledger, feeCharged };

const endOf = (fate: Exclude<Fate, { kind: 'OPEN' }>, { failure }: Sent): SubmissionOutcome => {
  if (fate.kind === 'INCLUDED') return included(fate.found);
  const codes = failure?.resultCodes;
  if (codes) return { status: TransactionStatus.FAILED, failure: failureOf(codes) };
  return fate.because === 'NUMBER'
    ? { status: TransactionStatus.FAILED, failure: { ...explainResultCodes(['tx_bad_seq']), resultCodes: null } }
    : EXPIRED;
};

const outcomeOf = async (gateway: StellarGateway, sent: Sent, result: SubmitResult): Promise<Attempted | null> => {
  if (result.kind === 'CONFIRMED')
    return { status: TransactionStatus.CONFIRMED, ledger: result.ledger, feeCharged: result.feeCharged };
  if (result.kind === 'TRY_AGAIN') return null;
  if (result.kind === 'UNKNOWN') return { status: TransactionStatus.UNKNOWN };
  const { resultCodes, feeCharged } = result;
  if (feeCharged !== undefined)
    return { status: TransactionStatus.FAILED, failure: failureOf(resultCodes), feeCharged };
  return refused(gateway, sent, resultCodes);
};

/**
 * No ledger holds what was only refused, and any may still take it: another signer may add what is missing, the balance
 * or the number may come, the node that refused may lag behind. Only a number that another transaction has proves more.
 */
const refused = async (gateway: StellarGateway, sent: Sent, codes: string[]): Promise<Attempted> => {
  const fate = await fateOfSent(gateway, sent, codes[0] === 'tx_bad_seq' ? 'EVERYTHING' : 'WHEN_OVER');
  const isTold = codes[0] !== 'tx_too_late';
  if (fate.kind !== 'OPEN') return endOf(fate, isTold ? { ...sent, failure: failureOf(codes) } : sent);
  if (codes[0] === 'tx_insufficient_fee' && !sent.feeBump?.refused) return FEE_TOO_LOW;
  return { status: TransactionStatus.UNKNOWN, ...(isTold && { refusal: refusalOf(codes, sent.validUntil!) }) };
};

/** What is said at once of something that no ledger has taken and that may still apply. */
export const refusalOf = (codes: string[], validUntil: Date): StoredFailure => {
  const { code, message } = explainResultCodes(codes);
  // The advice is for afterwards: whoever follows it now may pay twice.
  const cause = message.replace(/ Propose it again[^.]*\.$/, '');
  const until = `${validUntil.toISOString().slice(11, 19)} UTC`;
  const rest = `It may still apply until ${until}, so do not make it again before it has ended here.`;
  return { code, message: `The ledger did not take it yet: ${cause} ${rest}`, resultCodes: codes };
};

const failureOf = (resultCodes: string[]): StoredFailure => ({
  ...explainResultCodes(resultCodes),
  resultCodes,
});

const EXPIRED: SubmissionOutcome = {
  status: TransactionStatus.EXPIRED,
  failure: {
    code: ErrorCode.TRANSACTION_FAILED,
    message: 'The network did not take it in time, and can take it no more. Nothing was paid; propose it again.',
    resultCodes: null,
  },
};
