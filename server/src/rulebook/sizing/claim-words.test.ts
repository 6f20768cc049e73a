import { Claimant, Operation, xdr } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import {
  decodeAll,
  decodeEnvelope,
  envelopeWith,
  OTHER,
  tampered,
  usdc,
} from '../../../test/support/app/operation-samples.js';

const { predicateBeforeAbsoluteTime: before, predicateBeforeRelativeTime: within, predicateNot: not } = Claimant;
const { predicateAnd: and, predicateOr: or, predicateUnconditional: always } = Claimant;
const aside = (predicate: xdr.ClaimPredicate) =>
  Operation.createClaimableBalance({ asset: usdc, amount: '5', claimants: [new Claimant(OTHER, predicate)] });
const when = (predicate: xdr.ClaimPredicate): string =>
  decodeAll([aside(predicate)]).operations[0]!.fields.find(({ label }) => label === 'When')!.value;

describe('when something may be claimed', () => {
  it.each<[xdr.ClaimPredicate, string]>([
    [always(), 'at any time'],
    [not(always()), 'never'],
    [not(not(always())), 'at any time'],
    [before('1800000000'), 'before 2027-01-15 08:00:00 UTC'],
    [not(before('1800000000')), 'from 2027-01-15 08:00:00 UTC on'],
    [within('0'), 'within 0 seconds after it is set aside'],
    [within('86461'), 'within 1 day 1 minute 1 second after it is set aside'],
    [not(within('7200')), 'from 2 hours after it is set aside on'],
    [before('8640000000001'), 'before second 8640000000001 after 1970, later than any date'],
    [
      or(and(not(before('1800000000')), within('60')), not(or(always(), always()))),
      '(from 2027-01-15 08:00:00 UTC on and within 1 minute after it is set aside) or not (at any time or at any time)',
    ],
  ])('is said whole (%#)', (predicate, words) => {
    expect(when(predicate)).toBe(words);
  });

  const { ClaimPredicate } = xdr;
  it.each<[string, xdr.ClaimPredicate]>([
    ['nested deeper than the network takes it', not(not(not(not(always()))))],
    ['of one condition that should be two', ClaimPredicate.claimPredicateAnd([always()])],
    ['of none', ClaimPredicate.claimPredicateOr([])],
    ['the opposite of nothing', ClaimPredicate.claimPredicateNot(null)],
    ['below 0', ClaimPredicate.claimPredicateBeforeAbsoluteTime(-1n)],
    ['below 0 from then', ClaimPredicate.claimPredicateBeforeRelativeTime(-1n)],
  ])('cannot be read where it is %s', (_what, predicate) => {
    const envelope = tampered(envelopeWith([aside(always())]), ({ operations }) => {
      const { value } = operations[0]!.body as { value: xdr.CreateClaimableBalanceOp };
      const [claimant] = value.claimants as unknown as [{ value: xdr.ClaimantV0 }];
      const claimants = [xdr.Claimant.claimantTypeV0(new xdr.ClaimantV0({ ...claimant.value, predicate }))];
      const body = xdr.OperationBody.createClaimableBalance(new xdr.CreateClaimableBalanceOp({ ...value, claimants }));
      return { operations: [new xdr.Operation({ sourceAccount: null, body })] };
    });
    expect(decodeEnvelope(envelope).unreadable).toHaveLength(1);
  });
});
