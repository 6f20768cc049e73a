import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupAmounts, groupNumbers, readableSummary } from './group-amounts.js';

describe('digits of an amount', () => {
  it.each([
    ['1200 USDC', '1,200 USDC'],
    ['999 XLM', '999 XLM'],
    ['1234567.0000001 XLM', '1,234,567.0000001 XLM'],
    ['500 a transaction, else ASK; 10000 a day', '500 a transaction, else ASK; 10,000 a day'],
  ])('stand in threes: %s', (amount, shown) => {
    expect(groupNumbers(amount)).toBe(shown);
  });

  it.each(['INV-2291', '2026-11-22', 'USDC:GBUQ2345', 'a1234', '1,2345', '12:3456'])(
    'stay where they are no amount: %s',
    (text) => {
      expect(groupNumbers(text)).toBe(text);
    },
  );

  it('lose and gain nothing but commas', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (value) => {
        const shown = groupNumbers(`${value} XLM`);
        expect(shown).toMatch(/^\d{1,3}(,\d{3})* XLM$/);
        expect(shown.replaceAll(',', '')).toBe(`${value} XLM`);
      }),
    );
  });
});

describe('a sentence of the server', () => {
  const operation = (...values: string[]) => ({ fields: values.map((value) => ({ kind: 'AMOUNT', value })) });

  it('is read with the amounts that it names grouped', () => {
    expect(readableSummary('Send 1200 USDC to Acme Supplies', [operation('1200 USDC')])).toBe(
      'Send 1,200 USDC to Acme Supplies',
    );
    expect(
      readableSummary('Spend 5000 XLM so that at least 1200 USDC reaches Acme', [operation('5000 XLM', '1200 USDC')]),
    ).toBe('Spend 5,000 XLM so that at least 1,200 USDC reaches Acme');
  });

  it('keeps the name that somebody chose, even where it looks like the amount', () => {
    expect(readableSummary('Send 1200 USDC to 1200 USDC', [operation('1200 USDC')])).toBe(
      'Send 1,200 USDC to 1200 USDC',
    );
    expect(readableSummary('Send 25 XLM to Shop 2000 EUR', [operation('25 XLM')])).toBe('Send 25 XLM to Shop 2000 EUR');
  });

  it('takes no part of a larger number for an amount', () => {
    expect(groupAmounts('Send 51200 USDC', ['1200 USDC'])).toBe('Send 51200 USDC');
    expect(groupAmounts('Nothing of this is named', ['1200 USDC'])).toBe('Nothing of this is named');
  });
});
