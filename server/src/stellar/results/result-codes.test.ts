import { xdr } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import { HORIZON_NAMES } from '../../../test/support/fakes/horizon-names.js';
import { explainResultCodes } from './result-codes.js';
import { explanations } from './result-sentences.js';
import { resultCodesOf } from './result-xdr.js';

const all = Object.values(HORIZON_NAMES).flatMap((names) => names.split(' '));
// What never refuses anything, and `op_inner`, which no answer ever lists.
const refusals = [...new Set(all)].filter((name) => !name.endsWith('_success') && name !== 'op_inner');

const { OperationResult, OperationResultTr, TransactionResultResult } = xdr;
const resultXdr = (result: xdr.TransactionResultResult): string =>
  new xdr.TransactionResult({ feeCharged: 100n, result, ext: xdr.TransactionResultExt.v0() }).toXdr('base64');

describe('a result code of the network', () => {
  it.each(refusals)('%s has a sentence of its own', (code) => {
    const { message } = explainResultCodes(['tx_failed', code]);
    expect(message).not.toContain(code);
    if (code !== 'tx_failed') expect(message).not.toBe(explainResultCodes(['tx_failed']).message);
    expect(message).toMatch(/^[A-Z].*\.$/);
  });

  it('has no sentence under a name that Horizon never gives', () => {
    expect(Object.keys(explanations).sort()).toEqual([...refusals].sort());
  });

  it.each([
    ['op_invalid_limit', /open offers still buy.*Cancel those offers/],
    ['op_cannot_delete', /pool shares use it.*liquidity pool/],
  ])('%s says what holds a trust line', (code, sentence) => {
    expect(explainResultCodes(['tx_failed', code]).message).toMatch(sentence);
  });

  it.each([
    [['tx_failed', 'op_success', 'op_underfunded'], 'INSUFFICIENT_BALANCE'],
    [['tx_failed', 'op_no_trust'], 'NO_TRUSTLINE'],
    [['tx_failed', 'op_no_destination'], 'ACCOUNT_NOT_FOUND'],
    [['tx_fee_bump_inner_failed', 'tx_failed', 'op_low_reserve'], 'INSUFFICIENT_BALANCE'],
    [['tx_fee_bump_inner_failed', 'tx_bad_seq'], 'CONFLICT'],
    [['tx_insufficient_balance'], 'INSUFFICIENT_BALANCE'],
    [['tx_failed', 'op_of_tomorrow'], 'TRANSACTION_FAILED'],
    [[], 'TRANSACTION_FAILED'],
  ])('%j becomes %s', (codes, code) => {
    expect(explainResultCodes(codes).code).toBe(code);
  });

  it('names a code that it does not know', () => {
    expect(explainResultCodes(['tx_failed', 'op_of_tomorrow']).message).toContain('op_of_tomorrow');
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
});
