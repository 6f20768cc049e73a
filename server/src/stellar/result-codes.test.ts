import { xdr } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import { explainResultCodes } from './result-codes.js';
import { resultCodesOf } from './result-xdr.js';

// Horizon's spellings, from its internal/codes.
const operation =
  'op_bad_auth op_no_source_account op_not_supported op_too_many_subentries op_exceeded_work_limit op_too_many_sponsoring';
const payment =
  'op_malformed op_underfunded op_src_no_trust op_src_not_authorized op_no_destination op_no_trust op_not_authorized op_line_full op_no_issuer';
const createAccount = 'op_malformed op_underfunded op_low_reserve op_already_exists';
const changeTrust =
  'op_malformed op_no_issuer op_invalid_limit op_low_reserve op_self_not_allowed op_trust_line_missing op_cannot_delete op_not_aut_maintain_liabilities';
const transaction =
  'tx_fee_bump_inner_failed tx_not_supported tx_failed tx_too_early tx_too_late tx_missing_operation tx_bad_seq tx_bad_auth tx_insufficient_balance tx_no_source_account tx_insufficient_fee tx_bad_auth_extra tx_internal_error tx_bad_sponsorship tx_bad_minseq_age_or_gap tx_malformed tx_soroban_invalid tx_frozen_key_accessed';
const all = [operation, payment, createAccount, changeTrust, transaction].flatMap((line) => line.split(' '));

const { OperationResult, OperationResultTr, TransactionResultResult } = xdr;
const resultXdr = (result: xdr.TransactionResultResult): string =>
  new xdr.TransactionResult({ feeCharged: 100n, result, ext: xdr.TransactionResultExt.v0() }).toXdr('base64');

describe('a result code of the network', () => {
  it.each([...new Set(all)])('%s has a sentence of its own', (code) => {
    expect(explainResultCodes([code]).message).not.toContain(code);
  });

  it.each([
    [['tx_failed', 'op_success', 'op_underfunded'], 'INSUFFICIENT_BALANCE'],
    [['tx_failed', 'op_no_trust'], 'NO_TRUSTLINE'],
    [['tx_failed', 'op_no_destination'], 'ACCOUNT_NOT_FOUND'],
    [['tx_fee_bump_inner_failed', 'tx_failed', 'op_low_reserve'], 'INSUFFICIENT_BALANCE'],
    [['tx_fee_bump_inner_failed', 'tx_bad_seq'], 'CONFLICT'],
    [['tx_insufficient_balance'], 'INSUFFICIENT_BALANCE'],
    [['tx_failed', 'function_trapped'], 'TRANSACTION_FAILED'],
    [[], 'TRANSACTION_FAILED'],
  ])('%j becomes %s', (codes, code) => {
    expect(explainResultCodes(codes).code).toBe(code);
  });

  it('names a code that it does not know', () => {
    expect(explainResultCodes(['tx_failed', 'function_trapped']).message).toContain('function_trapped');
  });
});

describe('the codes of a result in XDR', () => {
  const failedBy = (...results: xdr.OperationResult[]): string => resultXdr(TransactionResultResult.txFailed(results));
  const inner = (tr: xdr.OperationResultTr): xdr.OperationResult => OperationResult.opInner(tr);

  it.each([
    ['tx_success', resultXdr(TransactionResultResult.txSuccess([])), []],
    ['tx_bad_seq', resultXdr(TransactionResultResult.txBadSeq()), []],
    ['tx_no_source_account', resultXdr(TransactionResultResult.txNoAccount()), []],
    ['tx_bad_minseq_age_or_gap', resultXdr(TransactionResultResult.txBadMinSeqAgeOrGap()), []],
    [
      'tx_failed',
      failedBy(
        inner(OperationResultTr.payment(xdr.PaymentResult.paymentSuccess())),
        inner(OperationResultTr.payment(xdr.PaymentResult.paymentSrcNoTrust())),
        inner(OperationResultTr.createAccount(xdr.CreateAccountResult.createAccountAlreadyExist())),
        inner(OperationResultTr.changeTrust(xdr.ChangeTrustResult.changeTrustNotAuthMaintainLiabilities())),
        inner(OperationResultTr.changeTrust(xdr.ChangeTrustResult.changeTrustTrustLineMissing())),
        OperationResult.opNoAccount(),
        OperationResult.opBadAuth(),
      ),
      [
        'op_success',
        'op_src_no_trust',
        'op_already_exists',
        'op_not_aut_maintain_liabilities',
        'op_trust_line_missing',
        'op_no_source_account',
        'op_bad_auth',
      ],
    ],
  ])('are spelled as Horizon spells them: %s', (code, encoded, operations) => {
    expect(resultCodesOf(encoded)).toEqual([code, ...operations]);
  });

  it('are the very codes that have sentences, for payments, new accounts and trust lines', () => {
    const variants = (of: object): (() => never)[] =>
      Object.getOwnPropertyNames(of)
        .filter((name) => /^(payment|createAccount|changeTrust)[A-Z]/.test(name))
        .map((name) => (of as Record<string, () => never>)[name]!);
    const results = [
      ...variants(xdr.PaymentResult).map((make) => OperationResultTr.payment(make())),
      ...variants(xdr.CreateAccountResult).map((make) => OperationResultTr.createAccount(make())),
      ...variants(xdr.ChangeTrustResult).map((make) => OperationResultTr.changeTrust(make())),
    ];
    const codes = results.map((tr) => resultCodesOf(failedBy(inner(tr)))[1]!);
    expect([...new Set(codes)].sort()).toEqual(
      [
        ...new Set([...payment.split(' '), ...createAccount.split(' '), ...changeTrust.split(' '), 'op_success']),
      ].sort(),
    );
  });
});
