import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromStroops, fromStroops7, MAX_STROOPS, toStroops } from './amount.js';

const amount = fc.bigInt({ min: 0n, max: MAX_STROOPS });

describe('an amount', () => {
  it('survives the way out and in again, in both forms', () => {
    fc.assert(
      fc.property(amount, (stroops) => {
        expect(toStroops(fromStroops(stroops))).toBe(stroops);
        expect(toStroops(fromStroops7(stroops))).toBe(stroops);
      }),
    );
  });

  it('has exactly 7 places for the network and no needless zero for a person', () => {
    fc.assert(
      fc.property(amount, (stroops) => {
        expect(fromStroops7(stroops)).toMatch(/^\d+\.\d{7}$/);
        expect(fromStroops(stroops)).toMatch(/^\d+(\.\d*[1-9])?$/);
      }),
    );
  });

  it.each([
    ['0', 0n],
    ['0.0000001', 1n],
    ['1', 10_000_000n],
    ['100', 1_000_000_000n],
    ['12.5000000', 125_000_000n],
    ['922337203685.4775807', MAX_STROOPS],
  ])('reads %s exactly', (decimal, stroops) => {
    expect(toStroops(decimal)).toBe(stroops);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '-1',
    '+1',
    '-0',
    '1e3',
    '1E-7',
    '.5',
    '5.',
    '01',
    '0.00000001',
    '1,5',
    '1_000',
    '0x10',
    'NaN',
    'Infinity',
    '١',
    '1\n',
    '922337203685.4775808',
    '9223372036854775807',
    '9'.repeat(400),
  ])('refuses %j', (decimal) => {
    expect(() => toStroops(decimal)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  it('never takes text that is not one plain decimal number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^(0|[1-9]\d*)(\.\d+)?$/.test(text));
        expect(() => toStroops(text)).toThrow(/decimal number/);
      }),
    );
  });

  it.each([
    [0n, '0'],
    [-15_000_000n, '-1.5'],
    [1_000_000_000n, '100'],
  ])('writes %s as a person would', (stroops, text) => {
    expect(fromStroops(stroops)).toBe(text);
  });
});
