// Results of operations that say nothing about a particular kind of operation.
import { xdr } from '@stellar/stellar-sdk/base';
import { ruleOf } from '../operations/rule-of.js';

export const opBadAuth = xdr.OperationResult.opBadAuth();
export const opNoAccount = xdr.OperationResult.opNoAccount();
export const opNotSupported = xdr.OperationResult.opNotSupported();

/** stellar-core starts from success for every operation and overwrites the ones that fail. */
export function pendingResults(operations: readonly xdr.Operation[]): xdr.OperationResult[] {
  return operations.map(({ body }) => ruleOf(body)?.success ?? opNotSupported);
}
