import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactAmount, fromStroops, percentOf, shortAmount, toStroops, usd } from './format-amount.js';

const stroops = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('an amount', () => {
  it('goes to stroops and back without losing one', () => {
    fc.assert(
      fc.property(stroops, (value) => {
        expect(toStroops(fromStroops(value))).toBe(value);
      }),
    );
  });

  it('is shown with all seven decimals, whatever its size', () => {
    fc.assert(
      fc.property(stroops, (value) => {
        const shown = exactAmount(fromStroops(value));
        expect(shown).toMatch(/^-?\d{1,3}(,\d{3})*\.\d{7}$/);
        expect(toStroops(shown.replaceAll(',', ''))).toBe(value);
      }),
    );
  });

  it('keeps digits that a float would lose', () => {
    expect(exactAmount('922337203685.4775807')).toBe('922,337,203,685.4775807');
    expect(shortAmount('922337203685.4775807')).toBe('922,337,203,685.4775807');
  });

  it.each([
    ['1200', '1,200.00'],
    ['1200.5', '1,200.50'],
    ['0.0000001', '0.0000001'],
    ['9974.99999', '9,974.99999'],
  ])('is short without rounding: %s', (amount, shown) => {
    expect(shortAmount(amount)).toBe(shown);
  });

  it('shows what is no amount as it came, and takes no part of it for money', () => {
    for (const text of ['', 'many', '1e9', '1.23456789', '0x10', '1,200']) {
      expect(toStroops(text)).toBeNull();
      expect(exactAmount(text)).toBe(text);
    }
  });
});

describe('an estimate in dollars', () => {
  it.each([
    ['1200', '1,200.00 USD'],
    ['249.925', '249.93 USD'],
    ['0.004', '0.00 USD'],
    ['0.005', '0.01 USD'],
    ['999.999', '1,000.00 USD'],
  ])('rounds %s to the cent', (amount, shown) => {
    expect(usd(amount)).toBe(shown);
  });
});

describe('a part of a limit', () => {
  it('stays between nothing and all of it', () => {
    fc.assert(
      fc.property(stroops, stroops, (part, whole) => {
        const percent = percentOf(part, whole);
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      }),
    );
    expect(percentOf(64n, 500n)).toBe(12.8);
  });
});
