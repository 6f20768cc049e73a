// createAccount: a new account with a starting balance out of the source's.
import { xdr } from '@stellar/stellar-sdk/base';
import { findAccount, minimumBalance, newAccount, putAccount, withAddedBalance } from '../ledger/account-rules.js';
import { accountIdOf } from '../ledger/addresses.js';
import {
  failed,
  type OperationContext,
  type OperationOutcome,
  type OperationRule,
  succeeded,
} from './operation-rule.js';

export function createAccountRule(op: xdr.CreateAccountOp): OperationRule {
  const destinationId = accountIdOf(op.destination);
  return {
    threshold: 'medium',
    success: results.success,
    check: (sourceId) => (op.startingBalance < 0n || destinationId === sourceId ? results.malformed : null),
    apply: (context) => createAccount(context, destinationId, op.startingBalance),
  };
}

function createAccount(
  { layer, sourceId, ledgerSeq }: OperationContext,
  destinationId: string,
  startingBalance: bigint,
): OperationOutcome {
  if (findAccount(layer, destinationId)) return failed(results.alreadyExists);
  // The first sequence number follows from the ledger, so that a merged and re-created account replays nothing.
  const account = newAccount(destinationId, startingBalance, BigInt(ledgerSeq) << 32n);
  if (startingBalance < minimumBalance(account)) return failed(results.lowReserve);
  const payer = withAddedBalance(findAccount(layer, sourceId)!, -startingBalance);
  if (!payer) return failed(results.underfunded);
  putAccount(layer, payer);
  putAccount(layer, account);
  return succeeded(results.success);
}

const wrap = (result: xdr.CreateAccountResult): xdr.OperationResult =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.createAccount(result));

const results = {
  success: wrap(xdr.CreateAccountResult.createAccountSuccess()),
  malformed: wrap(xdr.CreateAccountResult.createAccountMalformed()),
  underfunded: wrap(xdr.CreateAccountResult.createAccountUnderfunded()),
  lowReserve: wrap(xdr.CreateAccountResult.createAccountLowReserve()),
  alreadyExists: wrap(xdr.CreateAccountResult.createAccountAlreadyExist()),
};
