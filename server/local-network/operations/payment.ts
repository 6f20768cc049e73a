// payment: an amount of XLM or of an issued asset from one account to another. The destination is looked at first, as
// stellar-core does, so a payment with several faults reports the same one as on the real network.
import { xdr } from '@stellar/stellar-sdk/base';
import { findAccount, putAccount, withAddedBalance } from '../ledger/account-rules.js';
import { baseAccountIdOf, isCredit, issuerOf, isValidCode } from '../ledger/addresses.js';
import { addToHolding, findHolding, isAuthorized } from '../ledger/trust-lines.js';
import {
  failed,
  type OperationContext,
  type OperationOutcome,
  type OperationRule,
  succeeded,
} from './operation-rule.js';

export function paymentRule(op: xdr.PaymentOp): OperationRule {
  return {
    threshold: 'medium',
    success: results.success,
    check: () => (op.amount <= 0n || (isCredit(op.asset) && !isValidCode(op.asset)) ? results.malformed : null),
    apply: (context) => pay(context, op),
  };
}

function pay(context: OperationContext, op: xdr.PaymentOp): OperationOutcome {
  const destinationId = baseAccountIdOf(op.destination);
  if (!isCredit(op.asset)) return payNative(context, destinationId, op.amount);

  // Whoever returns an asset to its issuer destroys it; that works even after the issuer's account is gone.
  const returnsToIssuer = issuerOf(op.asset) === destinationId;
  if (!returnsToIssuer && !findAccount(context.layer, destinationId)) return failed(results.noDestination);
  return payCredit(context, destinationId, op.asset, op.amount);
}

function payNative({ layer, sourceId }: OperationContext, destinationId: string, amount: bigint): OperationOutcome {
  if (destinationId === sourceId) return succeeded(results.success);
  const destination = findAccount(layer, destinationId);
  if (!destination) return failed(results.noDestination);
  const credited = withAddedBalance(destination, amount);
  if (!credited) return failed(results.lineFull);
  const debited = withAddedBalance(findAccount(layer, sourceId)!, -amount);
  if (!debited) return failed(results.underfunded);
  putAccount(layer, credited);
  putAccount(layer, debited);
  return succeeded(results.success);
}

function payCredit(
  { layer, sourceId }: OperationContext,
  destinationId: string,
  asset: Parameters<typeof findHolding>[2],
  amount: bigint,
): OperationOutcome {
  const to = findHolding(layer, destinationId, asset);
  if (!to) return failed(results.noTrust);
  if (!isAuthorized(to)) return failed(results.notAuthorized);
  if (!addToHolding(layer, to, amount)) return failed(results.lineFull);

  // Read after the credit, so that paying oneself leaves the balance as it was.
  const from = findHolding(layer, sourceId, asset);
  if (!from) return failed(results.sourceNoTrust);
  if (!isAuthorized(from)) return failed(results.sourceNotAuthorized);
  if (!addToHolding(layer, from, -amount)) return failed(results.underfunded);
  return succeeded(results.success);
}

const wrap = (result: xdr.PaymentResult): xdr.OperationResult =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.payment(result));

const results = {
  success: wrap(xdr.PaymentResult.paymentSuccess()),
  malformed: wrap(xdr.PaymentResult.paymentMalformed()),
  underfunded: wrap(xdr.PaymentResult.paymentUnderfunded()),
  sourceNoTrust: wrap(xdr.PaymentResult.paymentSrcNoTrust()),
  sourceNotAuthorized: wrap(xdr.PaymentResult.paymentSrcNotAuthorized()),
  noDestination: wrap(xdr.PaymentResult.paymentNoDestination()),
  noTrust: wrap(xdr.PaymentResult.paymentNoTrust()),
  notAuthorized: wrap(xdr.PaymentResult.paymentNotAuthorized()),
  lineFull: wrap(xdr.PaymentResult.paymentLineFull()),
};
