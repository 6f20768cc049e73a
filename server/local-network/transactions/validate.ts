// The checks a transaction passes before it may enter a ledger, in stellar-core's order: the first fault is the answer.
import type { xdr } from '@stellar/stellar-sdk/base';
import { availableBalance, extensionsOf, findAccount, thresholdOf } from '../ledger/account-rules.js';
import { baseAccountIdOf, publicKeyOf } from '../ledger/addresses.js';
import { BASE_FEE_STROOPS } from '../ledger/closed-ledger.js';
import type { EntryReader } from '../ledger/entry-store.js';
import { ruleOf } from '../operations/rule-of.js';
import { opBadAuth, opNoAccount, opNotSupported, pendingResults } from './operation-results.js';
import type { BareCode, Outcome } from './outcome.js';
import { masterSigner, SignatureChecker, signersOf } from './signature-checker.js';
import { feeUnits, type TransactionFrame } from './transaction-frame.js';

/** The ledger a transaction would enter. */
export type LedgerMoment = { seq: number; closeTime: bigint };

/** Fees were taken already when a transaction is checked for the second time, as it is applied. */
export type Stage = 'submission' | 'apply';

export type Fault = { code: BareCode; consumesSequence: boolean };

const BASE_FEE = BigInt(BASE_FEE_STROOPS);

export function minimumFee(frame: TransactionFrame): bigint {
  return feeUnits(frame) * BASE_FEE;
}

/** The outcome that keeps a submitted transaction out, or null if it may wait for the next ledger. */
export function checkSubmission(frame: TransactionFrame, reader: EntryReader, at: LedgerMoment): Outcome | null {
  const bumpCode = frame.feeBump && findBumpFault(frame, reader, 'submission');
  if (bumpCode) return { bumpCode };

  const checker = new SignatureChecker(frame.contentHash, frame.signatures);
  const fault = findFault(frame, reader, { at, checker, stage: 'submission' });
  if (fault) return { code: fault.code };

  const results = pendingResults(frame.tx.operations);
  for (const [index, operation] of frame.tx.operations.entries()) {
    const problem = checkOperation(operation, frame, reader, checker);
    if (!problem) continue;
    results[index] = problem;
    return { code: 'txFailed', operations: results };
  }
  return checker.allUsed() ? null : { code: 'txBadAuthExtra' };
}

/** Faults of the fee bump around a transaction. */
export function findBumpFault(frame: TransactionFrame, reader: EntryReader, stage: Stage): BareCode | null {
  const bump = frame.feeBump!;
  const innerUnits = BigInt(Math.max(1, frame.tx.operations.length));
  if (stage === 'submission') {
    if (bump.fee < minimumFee(frame)) return 'txInsufficientFee';
    if (bump.fee * innerUnits < BigInt(frame.tx.fee) * feeUnits(frame)) return 'txInsufficientFee';
  }
  const payer = findAccount(reader, frame.feeSourceId);
  if (!payer) return 'txNoAccount';
  const checker = new SignatureChecker(bump.hash, bump.signatures);
  if (!checker.check(signersOf(payer), thresholdOf(payer, 'low'))) return 'txBadAuth';
  if (stage === 'submission' && availableBalance(payer) < bump.fee) return 'txInsufficientBalance';
  return checker.allUsed() ? null : 'txBadAuthExtra';
}

/** Faults of the transaction itself, apart from its operations. */
export function findFault(
  frame: TransactionFrame,
  reader: EntryReader,
  { at, checker, stage }: { at: LedgerMoment; checker: SignatureChecker; stage: Stage },
): Fault | null {
  const paysItself = stage === 'submission' && !frame.feeBump;
  const early = findFaultWithoutAccount(frame, at, paysItself);
  if (early) return { code: early, consumesSequence: false };
  const account = findAccount(reader, frame.sourceId);
  if (!account) return { code: 'txNoAccount', consumesSequence: false };
  if (isBadSequence(frame, account, at)) return { code: 'txBadSeq', consumesSequence: false };

  const code = findFaultOfAccount(frame, account, { at, checker, paysItself });
  return code && { code, consumesSequence: true };
}

function findFaultWithoutAccount(frame: TransactionFrame, at: LedgerMoment, paysItself: boolean): BareCode | null {
  const { tx } = frame;
  const { timeBounds, ledgerBounds, extraSigners } = conditionsOf(tx);
  if (tx.ext.type !== 'v0' || hasRepeats(extraSigners)) return 'txMalformed';
  if (tx.operations.length === 0) return 'txMissingOperation';
  if (timeBounds && timeBounds.minTime > at.closeTime) return 'txTooEarly';
  if (ledgerBounds && ledgerBounds.minLedger > at.seq) return 'txTooEarly';
  if (timeBounds && timeBounds.maxTime !== 0n && timeBounds.maxTime < at.closeTime) return 'txTooLate';
  if (ledgerBounds && ledgerBounds.maxLedger !== 0 && ledgerBounds.maxLedger <= at.seq) return 'txTooLate';
  if (paysItself && frame.feeBid < minimumFee(frame)) return 'txInsufficientFee';
  return null;
}

function isBadSequence({ tx }: TransactionFrame, account: xdr.AccountEntry, at: LedgerMoment): boolean {
  const { minSeqNum } = conditionsOf(tx);
  // An account made in that ledger would start at this very number.
  if (tx.seqNum === BigInt(at.seq) << 32n) return true;
  if (minSeqNum !== null) return account.seqNum < minSeqNum || account.seqNum >= tx.seqNum;
  return account.seqNum + 1n !== tx.seqNum;
}

function findFaultOfAccount(
  frame: TransactionFrame,
  account: xdr.AccountEntry,
  { at, checker, paysItself }: { at: LedgerMoment; checker: SignatureChecker; paysItself: boolean },
): BareCode | null {
  const { minSeqAge, minSeqLedgerGap, extraSigners } = conditionsOf(frame.tx);
  const { seqTime, seqLedger } = extensionsOf(account);
  if (at.closeTime - seqTime < minSeqAge || at.seq - seqLedger < minSeqLedgerGap) return 'txBadMinSeqAgeOrGap';
  if (!checker.check(signersOf(account), thresholdOf(account, 'low'))) return 'txBadAuth';
  const extra = extraSigners.map((key) => ({ key, weight: 1 }) as xdr.Signer);
  if (extra.length > 0 && !checker.check(extra, extra.length)) return 'txBadAuth';
  if (paysItself && availableBalance(account) < frame.feeBid) return 'txInsufficientBalance';
  return null;
}

function checkOperation(
  operation: xdr.Operation,
  frame: TransactionFrame,
  reader: EntryReader,
  checker: SignatureChecker,
): xdr.OperationResult | null {
  const rule = ruleOf(operation.body);
  if (!rule) return opNotSupported;
  return checkOperationSignature(operation, frame, reader, checker) ?? rule.check(sourceOf(operation, frame));
}

/** An operation's own account must have signed with the weight the operation needs. */
export function checkOperationSignature(
  operation: xdr.Operation,
  frame: TransactionFrame,
  reader: EntryReader,
  checker: SignatureChecker,
): xdr.OperationResult | null {
  const sourceId = sourceOf(operation, frame);
  const account = findAccount(reader, sourceId);
  if (account) {
    const needed = thresholdOf(account, ruleOf(operation.body)?.threshold ?? 'medium');
    return checker.check(signersOf(account), needed) ? null : opBadAuth;
  }
  // An earlier operation of the same transaction may create it: until then its own key has to sign.
  if (!operation.sourceAccount) return opNoAccount;
  return checker.check([masterSigner(publicKeyOf(sourceId), 1)], 0) ? null : opBadAuth;
}

export function sourceOf(operation: xdr.Operation, frame: TransactionFrame): string {
  return operation.sourceAccount ? baseAccountIdOf(operation.sourceAccount) : frame.sourceId;
}

type Conditions = Pick<
  xdr.PreconditionsV2,
  'timeBounds' | 'ledgerBounds' | 'minSeqNum' | 'minSeqAge' | 'minSeqLedgerGap' | 'extraSigners'
>;

function conditionsOf({ cond }: xdr.Transaction): Conditions {
  if (cond.type === 'precondV2') return cond.value;
  const timeBounds = cond.type === 'precondTime' ? cond.value : null;
  return { timeBounds, ledgerBounds: null, minSeqNum: null, minSeqAge: 0n, minSeqLedgerGap: 0, extraSigners: [] };
}

function hasRepeats(keys: readonly xdr.SignerKey[]): boolean {
  return new Set(keys.map((key) => key.toXdr('base64'))).size !== keys.length;
}
