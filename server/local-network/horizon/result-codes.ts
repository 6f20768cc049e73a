// The names Horizon gives to result codes. Most follow from the XDR names; the exceptions are Horizon's own spelling.
import type { xdr } from '@stellar/stellar-sdk/base';

const TRANSACTION_EXCEPTIONS: Record<string, string> = {
  txNoAccount: 'tx_no_source_account',
  txBadMinSeqAgeOrGap: 'tx_bad_minseq_age_or_gap',
};

const OUTER_OPERATION_EXCEPTIONS: Record<string, string> = {
  opNoAccount: 'op_no_source_account',
};

const OPERATION_EXCEPTIONS: Record<string, string> = {
  createAccountAlreadyExist: 'op_already_exists',
  changeTrustNotAuthMaintainLiabilities: 'op_not_aut_maintain_liabilities',
};

export type ResultCodes = { transaction: string; inner_transaction?: string; operations?: string[] };

export function resultCodesOf({ result }: xdr.TransactionResult): ResultCodes {
  if (result.type !== 'txFeeBumpInnerFailed' && result.type !== 'txFeeBumpInnerSuccess') return codesOf(result);
  const { transaction, operations } = codesOf(result.value.result.result);
  return {
    transaction: transactionCode(result.type),
    inner_transaction: transaction,
    ...(operations && { operations }),
  };
}

function codesOf(result: xdr.TransactionResultResult | xdr.InnerTransactionResultResult): ResultCodes {
  const transaction = transactionCode(result.type);
  if (result.type !== 'txSuccess' && result.type !== 'txFailed') return { transaction };
  return { transaction, operations: result.value.map(operationCode) };
}

function transactionCode(name: string): string {
  return TRANSACTION_EXCEPTIONS[name] ?? snakeCase(name);
}

function operationCode(result: xdr.OperationResult): string {
  if (result.type !== 'opInner') return OUTER_OPERATION_EXCEPTIONS[result.type] ?? snakeCase(result.type);
  const { type: kind, value } = result.tr;
  const code = value.type;
  return OPERATION_EXCEPTIONS[code] ?? `op_${snakeCase(code.slice(kind.length))}`;
}

function snakeCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
