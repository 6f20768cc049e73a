import { ErrorCode } from '../errors.js';

export type Explanation = { code: ErrorCode; message: string };

const { TRANSACTION_FAILED, INSUFFICIENT_BALANCE, ACCOUNT_NOT_FOUND, NO_TRUSTLINE, CONFLICT, PERMISSION_DENIED } =
  ErrorCode;

const explanations: Record<string, [ErrorCode, string]> = {
  op_malformed: [
    TRANSACTION_FAILED,
    'The network found an operation that makes no sense. Check amount, asset and limit.',
  ],
  op_underfunded: [
    INSUFFICIENT_BALANCE,
    'The account does not hold enough to spend: part of a balance may be kept as reserve or by open offers. Send less, or add funds.',
  ],
  op_low_reserve: [
    INSUFFICIENT_BALANCE,
    'Not enough XLM for the reserve: a new account needs at least 1 XLM, and each trust line 0.5 XLM more.',
  ],
  op_already_exists: [TRANSACTION_FAILED, 'That account exists already. Send it a payment instead.'],
  op_src_no_trust: [NO_TRUSTLINE, 'The paying account does not hold this asset. Add a trust line and get some first.'],
  op_src_not_authorized: [PERMISSION_DENIED, 'The issuer does not allow the paying account to send this asset.'],
  op_no_destination: [
    ACCOUNT_NOT_FOUND,
    'The destination is not on the network yet. It must be funded with XLM first.',
  ],
  op_no_trust: [
    NO_TRUSTLINE,
    'The destination does not accept this asset. Ask its owner to add a trust line, or send another asset.',
  ],
  op_not_authorized: [PERMISSION_DENIED, 'The issuer does not allow the destination to hold this asset.'],
  op_line_full: [TRANSACTION_FAILED, 'The destination cannot hold that much of this asset. Send less.'],
  op_no_issuer: [ACCOUNT_NOT_FOUND, 'The issuer of this asset is not on the network. Check the asset.'],
  op_invalid_limit: [
    TRANSACTION_FAILED,
    'The limit is below what the account holds, so the trust line cannot be lowered or removed. Send the balance away first.',
  ],
  op_self_not_allowed: [TRANSACTION_FAILED, 'An issuer cannot trust its own asset.'],
  op_trust_line_missing: [NO_TRUSTLINE, 'There is no such trust line to change.'],
  op_cannot_delete: [TRANSACTION_FAILED, 'The trust line is still used by a liquidity pool. Leave the pool first.'],
  op_not_aut_maintain_liabilities: [
    PERMISSION_DENIED,
    'The issuer does not allow this trust line to keep its open offers.',
  ],
  op_bad_auth: [PERMISSION_DENIED, 'The signature is not enough for this operation: the account needs other signers.'],
  op_no_source_account: [ACCOUNT_NOT_FOUND, 'The account is not on the network yet. Fund it first.'],
  op_not_supported: [TRANSACTION_FAILED, 'The network does not support this operation.'],
  op_too_many_subentries: [
    TRANSACTION_FAILED,
    'The account has 1000 trust lines, offers and signers. Remove one first.',
  ],
  op_exceeded_work_limit: [TRANSACTION_FAILED, 'The operation is too much work for one ledger. Make it smaller.'],
  op_too_many_sponsoring: [TRANSACTION_FAILED, 'The account sponsors too many entries. Remove one first.'],

  tx_failed: [TRANSACTION_FAILED, 'The network refused the transaction. Nothing but the fee was charged.'],
  tx_fee_bump_inner_failed: [
    TRANSACTION_FAILED,
    'The network refused the inner transaction. Only the fee was charged.',
  ],
  tx_too_early: [TRANSACTION_FAILED, 'The transaction is not valid yet. Check the clock of the server.'],
  tx_too_late: [TRANSACTION_FAILED, 'The transaction came after its time bounds. Propose it again.'],
  tx_missing_operation: [TRANSACTION_FAILED, 'The transaction has no operation.'],
  tx_bad_seq: [CONFLICT, 'Another transaction of this account came first. Propose it again.'],
  tx_bad_auth: [PERMISSION_DENIED, 'The signature is not enough for this account, or was made for another network.'],
  tx_bad_auth_extra: [PERMISSION_DENIED, 'The transaction carries a signature that is not needed.'],
  tx_insufficient_balance: [INSUFFICIENT_BALANCE, 'The account has too little XLM above its reserve to pay the fee.'],
  tx_no_source_account: [ACCOUNT_NOT_FOUND, 'The account is not on the network yet. Fund it first.'],
  tx_insufficient_fee: [TRANSACTION_FAILED, 'The network is busy and the fee was too low. Propose it again.'],
  tx_internal_error: [TRANSACTION_FAILED, 'The network had an error of its own. Propose it again later.'],
  tx_not_supported: [TRANSACTION_FAILED, 'The network does not support this kind of transaction.'],
  tx_bad_sponsorship: [TRANSACTION_FAILED, 'A sponsorship within the transaction was not closed.'],
  tx_bad_minseq_age_or_gap: [
    TRANSACTION_FAILED,
    'The transaction asks for an older sequence number than the account has.',
  ],
  tx_malformed: [TRANSACTION_FAILED, 'The network could not read the transaction.'],
  tx_soroban_invalid: [TRANSACTION_FAILED, 'The contract call asks for resources the network does not grant.'],
  tx_frozen_key_accessed: [TRANSACTION_FAILED, 'The network has frozen an entry which the transaction uses.'],
};

const isSuccess = (code: string): boolean => code.endsWith('_success');

/**
 * One sentence for a refused transaction, from Horizon's codes with the transaction's first. The first operation that
 * failed says most; `tx_failed` alone says nothing.
 */
export const explainResultCodes = (codes: string[]): Explanation => {
  const failed = codes.filter((code) => !isSuccess(code));
  const telling = failed.find((code) => !code.startsWith('tx_')) ?? failed.at(-1);
  const known = telling === undefined ? undefined : explanations[telling];
  if (known) return { code: known[0], message: known[1] };
  return {
    code: TRANSACTION_FAILED,
    message: `The network refused the transaction (${codes.join(', ') || 'no code'}).`,
  };
};
