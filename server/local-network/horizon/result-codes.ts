// The names Horizon gives to result codes. Most follow from the XDR names; the exceptions are Horizon's own spelling.
import type { xdr } from '@stellar/stellar-sdk/base';

const EXCEPTIONS: Record<string, string> = {
  txNoAccount: 'tx_no_source_account',
  txBadMinSeqAgeOrGap: 'tx_bad_minseq_age_or_gap',
  opNoAccount: 'op_no_source_account',
  createAccountAlreadyExist: 'op_already_exists',
  pathPaymentStrictReceiveOfferCrossSelf: 'op_cross_self',
  pathPaymentStrictReceiveOverSendmax: 'op_over_source_max',
  pathPaymentStrictSendOfferCrossSelf: 'op_cross_self',
  pathPaymentStrictSendUnderDestmin: 'op_under_dest_min',
  manageSellOfferSellNotAuthorized: 'sell_not_authorized',
  manageSellOfferBuyNotAuthorized: 'buy_not_authorized',
  manageSellOfferBuyNoIssuer: 'buy_no_issuer',
  manageSellOfferNotFound: 'op_offer_not_found',
  manageBuyOfferSellNotAuthorized: 'sell_not_authorized',
  manageBuyOfferBuyNotAuthorized: 'buy_not_authorized',
  manageBuyOfferBuyNoIssuer: 'buy_no_issuer',
  manageBuyOfferNotFound: 'op_offer_not_found',
  changeTrustNotAuthMaintainLiabilities: 'op_not_aut_maintain_liabilities',
  allowTrustNoTrustLine: 'op_no_trust',
  allowTrustTrustNotRequired: 'op_not_required',
  setTrustLineFlagsNoTrustLine: 'op_no_trust',
  accountMergeSeqnumTooFar: 'op_seq_num_too_far',
  manageDataNameNotFound: 'op_data_name_not_found',
  manageDataInvalidName: 'op_data_invalid_name',
  clawbackClaimableBalanceNotIssuer: 'op_no_issuer',
  invokeHostFunctionTrapped: 'function_trapped',
  invokeHostFunctionResourceLimitExceeded: 'resource_limit_exceeded',
  invokeHostFunctionEntryArchived: 'entry_archived',
  invokeHostFunctionInsufficientRefundableFee: 'insufficient_refundable_fee',
  extendFootprintTtlResourceLimitExceeded: 'resource_limit_exceeded',
  extendFootprintTtlInsufficientRefundableFee: 'insufficient_refundable_fee',
  restoreFootprintResourceLimitExceeded: 'resource_limit_exceeded',
  restoreFootprintInsufficientRefundableFee: 'insufficient_refundable_fee',
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
  return EXCEPTIONS[name] ?? snakeCase(name);
}

function operationCode(result: xdr.OperationResult): string {
  if (result.type !== 'opInner') return EXCEPTIONS[result.type] ?? snakeCase(result.type);
  const { type: kind, value } = result.tr;
  // A passive offer answers with the codes of an offer to sell.
  const prefix = kind === 'createPassiveSellOffer' ? 'manageSellOffer' : kind;
  return EXCEPTIONS[value.type] ?? `op_${snakeCase(value.type.slice(prefix.length))}`;
}

function snakeCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
