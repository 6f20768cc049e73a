import { describe, expect, it } from 'vitest';
import { claimDifferences } from './claim-differences.js';

const outflows = [{ code: 'USDC', amount: '1200' }];

describe('the agent’s words against the facts', () => {
  it.each(['I send 1,200 USDC.', 'It is 1200.0000000 usdc', 'No amount here', 'It costs 3 XLM'])(
    'has nothing to say about: %s',
    (words) => {
      expect(claimDifferences(words, outflows)).toEqual([]);
    },
  );

  it('names the amount that was said and the one that leaves', () => {
    expect(claimDifferences('Only 25 USDC as you asked.', outflows)).toEqual([
      'The agent said 25 USDC; the transaction sends 1,200.0000000 USDC.',
    ]);
  });

  it('does not take a longer code for the asset', () => {
    expect(claimDifferences('25 USDCX', outflows)).toEqual([]);
  });

  it('takes the code as text, not as a pattern', () => {
    expect(() => claimDifferences('1 A(', [{ code: 'A(', amount: '1' }])).not.toThrow();
  });
});
