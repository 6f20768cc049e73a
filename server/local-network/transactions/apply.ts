// Carries out the transactions of one ledger: first every fee, then each transaction, whole or not at all.
import { xdr } from '@stellar/stellar-sdk/base';
import { findAccount, putAccount, withFields, withSequence } from '../ledger/account-rules.js';
import { BASE_FEE_STROOPS, type ClosedTransaction } from '../ledger/closed-ledger.js';
import type { EntryLayer } from '../ledger/entry-store.js';
import { failed, type OperationOutcome } from '../operations/operation-rule.js';
import { ruleOf } from '../operations/rule-of.js';
import { opNoAccount, opNotSupported, pendingResults } from './operation-results.js';
import { type InnerOutcome, type Outcome, resultOf } from './outcome.js';
import { SignatureChecker } from './signature-checker.js';
import { feeUnits, type TransactionFrame } from './transaction-frame.js';
import { checkOperationSignature, findBumpFault, findFault, type LedgerMoment, sourceOf } from './validate.js';

type Applied = { outcome: Outcome; before: xdr.LedgerEntryChange[]; operations: xdr.LedgerEntryChange[][] };

/** Applies in the given order and returns what the ledger keeps of each, with the fees taken in all. */
export function applyAll(
  frames: readonly TransactionFrame[],
  layer: EntryLayer,
  at: LedgerMoment,
): { transactions: ClosedTransaction[]; fees: bigint } {
  const charges = frames.map((frame) => chargeFee(frame, layer));
  const transactions = frames.map((frame, index) => {
    const { outcome, before, operations } = applyOne(frame, layer, at);
    return {
      envelope: frame.envelopeXdr,
      result: resultOf(frame, outcome, charges[index]!.fee).toXdr('base64'),
      feeMeta: xdr.encodeArray(xdr.LedgerEntryChange, charges[index]!.changes, 'base64'),
      meta: metaOf(before, operations).toXdr('base64'),
    };
  });
  return { transactions, fees: charges.reduce((sum, { fee }) => sum + fee, 0n) };
}

/** The fee is due even if the transaction then fails, and never more than the payer has left. */
function chargeFee(frame: TransactionFrame, under: EntryLayer): { fee: bigint; changes: xdr.LedgerEntryChange[] } {
  const payer = findAccount(under, frame.feeSourceId);
  if (!payer) return { fee: 0n, changes: [] };
  const due = feeUnits(frame) * BigInt(BASE_FEE_STROOPS);
  const fee = [due, frame.feeBid, payer.balance].reduce((least, value) => (value < least ? value : least));
  const layer = under.over();
  putAccount(layer, withFields(payer, { balance: payer.balance - fee }));
  const changes = layer.changes();
  layer.mergeInto(under);
  return { fee, changes };
}

function applyOne(frame: TransactionFrame, under: EntryLayer, at: LedgerMoment): Applied {
  const nothing = { before: [], operations: [] };
  const bumpCode = frame.feeBump && findBumpFault(frame, under, 'apply');
  if (bumpCode) return { outcome: { bumpCode }, ...nothing };

  const checker = new SignatureChecker(frame.contentHash, frame.signatures);
  const fault = findFault(frame, under, { at, checker, stage: 'apply' });
  if (fault && !fault.consumesSequence) return { outcome: { code: fault.code }, ...nothing };

  const before = consumeSequence(frame, under, at);
  if (fault) return { outcome: { code: fault.code }, before, operations: [] };

  const unsigned = findUnsigned(frame, under, checker);
  if (unsigned) return { outcome: unsigned, before, operations: [] };
  return { ...applyOperations(frame, under, at), before };
}

function consumeSequence(frame: TransactionFrame, under: EntryLayer, at: LedgerMoment): xdr.LedgerEntryChange[] {
  const layer = under.over();
  putAccount(layer, withSequence(findAccount(layer, frame.sourceId)!, frame.tx.seqNum, at.seq, at.closeTime));
  const changes = layer.changes();
  layer.mergeInto(under);
  return changes;
}

/** Signatures are weighed again: an earlier transaction of the same ledger may have changed the signers. */
function findUnsigned(frame: TransactionFrame, under: EntryLayer, checker: SignatureChecker): InnerOutcome | null {
  const results = pendingResults(frame.tx.operations);
  let bad = false;
  for (const [index, operation] of frame.tx.operations.entries()) {
    const problem = checkOperationSignature(operation, frame, under, checker);
    if (!problem) continue;
    results[index] = problem;
    bad = true;
  }
  if (bad) return { code: 'txFailed', operations: results };
  return checker.allUsed() ? null : { code: 'txBadAuthExtra' };
}

function applyOperations(
  frame: TransactionFrame,
  under: EntryLayer,
  at: LedgerMoment,
): { outcome: InnerOutcome; operations: xdr.LedgerEntryChange[][] } {
  const whole = under.over();
  const changes: xdr.LedgerEntryChange[][] = [];
  // All operations run even after one has failed, so that the result tells about each of them.
  const outcomes = frame.tx.operations.map((operation) => {
    const layer = whole.over();
    const outcome = applyOperation(operation, frame, layer, at);
    changes.push(layer.changes());
    if (outcome.ok) layer.mergeInto(whole);
    return outcome;
  });
  const operations = outcomes.map(({ result }) => result);
  if (outcomes.some(({ ok }) => !ok)) return { outcome: { code: 'txFailed', operations }, operations: [] };
  whole.mergeInto(under);
  return { outcome: { code: 'txSuccess', operations }, operations: changes };
}

function applyOperation(
  operation: xdr.Operation,
  frame: TransactionFrame,
  layer: EntryLayer,
  at: LedgerMoment,
): OperationOutcome {
  const rule = ruleOf(operation.body);
  if (!rule) return failed(opNotSupported);
  const sourceId = sourceOf(operation, frame);
  if (!findAccount(layer, sourceId)) return failed(opNoAccount);
  const problem = rule.check(sourceId);
  return problem ? failed(problem) : rule.apply({ layer, sourceId, ledgerSeq: at.seq });
}

function metaOf(txChangesBefore: xdr.LedgerEntryChange[], operations: xdr.LedgerEntryChange[][]): xdr.TransactionMeta {
  const ext = xdr.ExtensionPoint.v0();
  return xdr.TransactionMeta.v4(
    new xdr.TransactionMetaV4({
      ext,
      txChangesBefore,
      operations: operations.map((changes) => new xdr.OperationMetaV2({ ext, changes, events: [] })),
      txChangesAfter: [],
      sorobanMeta: null,
      events: [],
      diagnosticEvents: [],
    }),
  );
}
