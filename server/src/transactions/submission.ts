import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { ErrorCode } from '../errors.js';
import type { FoundTransaction, StellarGateway, SubmitResult } from '../stellar/gateway.js';
import { explainResultCodes } from '../stellar/result-codes.js';
import { signedBumps } from './fee-bump.js';
import { TransactionStatus } from './life.js';
import type { Outcome, Proof } from './outcome.service.js';
import type { StoredFailure, Transaction } from './transaction.entity.js';

type Sent = Pick<Transaction, 'envelope' | 'hash' | 'sequence' | 'validUntil' | 'feeBump'>;

/** Not taken for its fee alone: the same bytes may go again inside a fee bump. */
export const FEE_TOO_LOW = 'FEE_TOO_LOW';

/**
 * FIRST: nobody has sent these bytes before. AGAIN: somebody may have, so a refusal proves nothing. LOOK: another
 * process is sending them, and only its end is looked for.
 */
export type Turn = 'FIRST' | 'AGAIN' | 'LOOK';

type Attempted = Outcome | typeof FEE_TOO_LOW;

/**
 * One attempt to learn or bring about the end of a signed transaction: the hash first, then the same bytes again.
 * Null means: not decided yet, ask later.
 */
export const attempt = async (gateway: StellarGateway, sent: Sent, turn: Turn): Promise<Attempted | null> => {
  const known = turn === 'FIRST' ? null : await ended(gateway, sent);
  if (known || turn === 'LOOK') return known;
  const newest = signedBumps(sent.feeBump).at(-1)?.envelope ?? sent.envelope!;
  return outcomeOf(gateway, sent, await gateway.submit(newest), turn);
};

const ended = async (gateway: StellarGateway, sent: Sent): Promise<Outcome | null> => {
  const known = await lookUp(gateway, sent);
  if (known || !(await isOver(gateway, sent))) return known;
  // Asked for once more, because the last ledger that could hold it may have closed between the two questions.
  return (await lookUp(gateway, sent)) ?? expired();
};

/** What is proved of an envelope that was given up; null while it could still apply. */
export const proofOf = async (gateway: StellarGateway, sent: Sent): Promise<Proof | null> => {
  const over = await isOver(gateway, sent);
  const found = await find(gateway, sent);
  if (found) return found.successful ? 'APPLIED' : 'GONE';
  return over ? 'GONE' : null;
};

const isOver = async (gateway: StellarGateway, { validUntil }: Sent): Promise<boolean> =>
  (await gateway.latestLedger()).closedAt > validUntil!;

const lookUp = async (gateway: StellarGateway, sent: Sent): Promise<Outcome | null> => {
  const found = await find(gateway, sent);
  return found && included(found);
};

/** Under the hash of what is inside, or of any fee bump around it: not every network knows each of them by the other. */
const find = async (gateway: StellarGateway, { hash, feeBump }: Sent): Promise<FoundTransaction | null> => {
  const { passphrase } = gateway.definition;
  const outer = signedBumps(feeBump).map(({ envelope }) => TransactionBuilder.fromXdr(envelope, passphrase).hash());
  for (const one of [hash!, ...outer.map((bytes) => Buffer.from(bytes).toString('hex'))]) {
    const found = await gateway.findTransaction(one);
    if (found) return found;
  }
  return null;
};

const included = ({ successful, ledger, feeCharged, resultCodes }: FoundTransaction): Outcome =>
  successful
    ? { status: TransactionStatus.CONFIRMED, ledger, feeCharged }
    : { status: TransactionStatus.FAILED, failure: failureOf(resultCodes), gone: true, ledger, feeCharged };

const outcomeOf = async (
  gateway: StellarGateway,
  sent: Sent,
  result: SubmitResult,
  turn: Turn,
): Promise<Attempted | null> => {
  if (result.kind === 'CONFIRMED')
    return { status: TransactionStatus.CONFIRMED, ledger: result.ledger, feeCharged: result.feeCharged };
  if (result.kind === 'TRY_AGAIN') return null;
  if (result.kind === 'UNKNOWN') return { status: TransactionStatus.UNKNOWN };
  const { resultCodes, feeCharged } = result;
  if (feeCharged !== undefined)
    return { status: TransactionStatus.FAILED, failure: failureOf(resultCodes), gone: true, feeCharged };
  return refused(gateway, sent, resultCodes, turn);
};

const refused = async (gateway: StellarGateway, sent: Sent, codes: string[], turn: Turn): Promise<Attempted> => {
  const isUsedUp = codes[0] !== 'tx_bad_seq' || (await sequenceOf(gateway, sent)) >= sent.sequence!;
  // These very bytes may be what used the number up, in a ledger that was not seen when they were refused.
  const found = await lookUp(gateway, sent);
  if (found) return found;
  if (codes[0] === 'tx_insufficient_fee' && !sent.feeBump?.refused) return FEE_TOO_LOW;
  return turn === 'FIRST' && isUsedUp && codes[0] !== 'tx_too_late'
    ? { status: TransactionStatus.FAILED, failure: failureOf(codes), gone: false }
    : { status: TransactionStatus.UNKNOWN };
};

const sequenceOf = async (gateway: StellarGateway, { envelope }: Sent): Promise<bigint> => {
  const transaction = TransactionBuilder.fromXdr(envelope!, gateway.definition.passphrase);
  const { source } = 'innerTransaction' in transaction ? transaction.innerTransaction : transaction;
  return (await gateway.loadAccount(source))?.sequence ?? 0n;
};

export const failureOf = (resultCodes: string[]): StoredFailure => ({
  ...explainResultCodes(resultCodes),
  resultCodes,
});

const expired = (): Outcome => ({
  status: TransactionStatus.EXPIRED,
  failure: {
    code: ErrorCode.TRANSACTION_FAILED,
    message: 'The network did not take it in time. Nothing was sent; propose it again.',
    resultCodes: null,
  },
  gone: true,
});
