import { xdr } from '@stellar/stellar-sdk/base';

// Horizon's own spellings where they do not follow from the names in the XDR.
const exceptions: Record<string, string> = {
  txNoAccount: 'tx_no_source_account',
  txBadMinSeqAgeOrGap: 'tx_bad_minseq_age_or_gap',
  opNoAccount: 'op_no_source_account',
  createAccountAlreadyExist: 'op_already_exists',
  changeTrustNotAuthMaintainLiabilities: 'op_not_aut_maintain_liabilities',
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const operationCode = (result: xdr.OperationResult): string => {
  if (result.type !== 'opInner') return exceptions[result.type] ?? snake(result.type);
  const operation = result.tr.type as string;
  const outcome = result.tr.value.type as string;
  // `paymentNoTrust` of `payment` is `op_no_trust`.
  const rest = outcome.startsWith(operation) ? outcome.slice(operation.length) : `_${outcome}`;
  return exceptions[outcome] ?? `op${snake(rest)}`;
};

type AnyResult = xdr.TransactionResult['result'] | xdr.InnerTransactionResult['result'];

const codesOf = (result: AnyResult): string[] => {
  const code = exceptions[result.type] ?? snake(result.type);
  if (result.type === 'txSuccess' || result.type === 'txFailed')
    return [code, ...result.results.map((operation) => operationCode(operation))];
  if (result.type === 'txFeeBumpInnerSuccess' || result.type === 'txFeeBumpInnerFailed')
    return [code, ...codesOf(result.innerResultPair.result.result)];
  return [code];
};

/** The codes Horizon would list for a result it gives only as XDR: the transaction's first, then its operations'. */
export const resultCodesOf = (resultXdr: string): string[] =>
  codesOf(xdr.TransactionResult.fromXdr(resultXdr, 'base64').result);
