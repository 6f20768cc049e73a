import { describe, expect, it } from 'vitest';
import { sameAmount, typedAmount } from './typed-amount.js';

const typed = (text: string) => {
  const form = new FormData();
  form.set('limit', text);
  return typedAmount(form, 'limit');
};

describe('an amount that a person typed', () => {
  it('is sent as it was typed', () => {
    for (const text of ['1200', '0.5', '0.0000001']) expect(typed(` ${text} `)).toBe(text);
  });

  it('is absent where nothing was typed', () => {
    expect(typed('  ')).toBeUndefined();
    expect(typedAmount(new FormData(), 'limit')).toBeUndefined();
  });

  it.each(['1,200', '1.200,50', '-5', '0', '0.00', '1e3', '0.00000001', 'all'])('is none: %s', (text) => {
    expect(typed(text)).toBeNull();
  });
});

describe('two amounts', () => {
  it('are the same money whatever their zeros', () => {
    expect(sameAmount('500', '500.00')).toBe(true);
    expect(sameAmount('500', '500.0000001')).toBe(false);
    expect(sameAmount(null, undefined)).toBe(true);
    expect(sameAmount('500', null)).toBe(false);
  });
});
