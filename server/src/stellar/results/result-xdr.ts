import { xdr } from '@stellar/stellar-sdk/base';
import { operationResultName, resultName } from './result-names.js';

const operationCode = (result: xdr.OperationResult): string =>
  result.type === 'opInner' ? operationResultName(result.tr.type, result.tr.value.type) : resultName(result.type);

type AnyResult = xdr.TransactionResult['result'] | xdr.InnerTransactionResult['result'];

const codesOf = (result: AnyResult): string[] => {
  const code = resultName(result.type);
  if (result.type === 'txSuccess' || result.type === 'txFailed')
    return [code, ...result.results.map((operation) => operationCode(operation))];
  if (result.type === 'txFeeBumpInnerSuccess' || result.type === 'txFeeBumpInnerFailed')
    return [code, ...codesOf(result.innerResultPair.result.result)];
  return [code];
};

/** The codes Horizon would list for a result it gives only as XDR: the transaction's first, then its operations'. */
export const resultCodesOf = (resultXdr: string): string[] =>
  codesOf(xdr.TransactionResult.fromXdr(resultXdr, 'base64').result);
