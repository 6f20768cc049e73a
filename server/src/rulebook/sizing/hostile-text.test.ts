import { Memo, Operation, xdr } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAll,
  decodeEnvelope,
  envelopeWith,
  OTHER,
  SAMPLES,
  tampered,
  XLM,
} from '../../../test/support/app/operation-samples.js';

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const hostile = [
  ['turned round', 'pay\u202Eecneics', 'pay[U+202E]ecneics'],
  ['of no width', 'a\u200Bb\uFEFFc', 'a[U+200B]b[U+FEFF]c'],
  ['of control', 'a\u0000\u001B[2J', 'a[U+0000][U+001B][2J'],
  ['on two lines', 'a\nAmount: 0', 'a[U+000A]Amount: 0'],
] as const;
const shownIn = (operation: xdr.Operation): string => {
  const { operations, summary } = decodeAll([operation]);
  return [summary, ...operations[0]!.fields.flatMap(({ label, value }) => [label, value])].join('|');
};

const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 28 });
const controls = fc.uint8Array({ minLength: 20, maxLength: 28, max: 31 });

describe('text of a stranger', () => {
  it.each(hostile)('%s is written out in a memo', (_what, text, shown) => {
    const payment = Operation.payment({ destination: OTHER, asset: XLM, amount: '1' });
    expect(decodeAll([payment], { memo: Memo.text(text) }).memo).toBe(shown);
  });

  it.each(hostile)('%s is written out in a home domain', (_what, text, shown) => {
    expect(shownIn(Operation.setOptions({ homeDomain: text }))).toContain(`Home domain|${shown}`);
  });

  it.each(hostile)('%s is written out in the name and the value of a data entry', (_what, text, shown) => {
    const told = shownIn(Operation.manageData({ name: text, value: text }));
    expect(told).toContain(`Set the data entry "${shown}"|Name|${shown}|Value|${shown}`);
    expect(told).not.toMatch(HIDDEN);
    expect(shownIn(Operation.revokeDataSponsorship({ account: OTHER, name: text }))).toContain(`Name|${shown}`);
  });

  it('is written out in an asset code that an issuer names, and in the function of a contract', () => {
    const { value } = SAMPLES.allowTrust.body as { value: xdr.AllowTrustOp };
    const asset = xdr.AssetCode.assetTypeCreditAlphanum4(new xdr.AssetCode4(new Uint8Array([0x55, 0x1b, 0x5b, 0x41])));
    const body = xdr.OperationBody.allowTrust(new xdr.AllowTrustOp({ ...value, asset }));
    const operation = new xdr.Operation({ sourceAccount: null, body });
    expect(shownIn(operation)).toContain('your U[U+001B][A: one account becomes allowed');
    const call = Operation.invokeContractFunction({ contract: XLM.contractId('x'), function: 'a\u202Eb', args: [] });
    expect(shownIn(call)).toContain('Call "a[U+202E]b" of a contract');
  });

  it('never hides anything, whatever the bytes are, and a memo always fits where it is kept', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, controls), (bytes) => {
        const { memo } = decodeEnvelope(
          tampered(envelopeWith([SAMPLES.payment]), () => ({ memo: xdr.Memo.memoText(bytes) })),
        );
        expect(memo).not.toMatch(HIDDEN);
        expect(memo!.length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 500 },
    );
  });

  it('in two different memos never reads the same', () => {
    const read = (bytes: number[]) => decodeAll([SAMPLES.payment], { memo: Memo.text(new Uint8Array(bytes)) }).memo;
    expect(read([0xff])).not.toBe(read([0xfe]));
    expect(decodeAll([SAMPLES.payment], { memo: Memo.id('42') }).memo).toBe('42');
    expect(decodeAll([SAMPLES.payment], { memo: Memo.hash('ab'.repeat(32)) }).memo).toBe('ab'.repeat(32));
    expect(decodeAll([SAMPLES.payment]).memo).toBeNull();
  });
});
