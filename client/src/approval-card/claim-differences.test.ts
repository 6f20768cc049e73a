import { describe, expect, it } from 'vitest';
import { claimDifferences } from './claim-differences.js';

const outflows = [{ code: 'USDC', amount: '1200', fee: '0' }];

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

  it('leaves the network fee out of what lumens were named, and names it to nobody', () => {
    const lumens = [{ code: 'XLM', amount: '25.00001', fee: '0.00001' }];
    for (const words of ['Sends 25 XLM.', 'It takes 25.00001 XLM.', 'The fee is 0.00001 XLM.'])
      expect(claimDifferences(words, lumens)).toEqual([]);
    expect(claimDifferences('Sends 2.5 XLM.', lumens)).toEqual([
      'The agent said 2.5 XLM; the transaction sends 25.0000000 XLM.',
    ]);
  });

  it('says who said it', () => {
    expect(claimDifferences('25 USDC', outflows, 'API_KEY')[0]).toMatch(/^The program said 25 USDC;/);
    expect(claimDifferences('25 USDC', outflows, 'PERSON')[0]).toMatch(/^You wrote 25 USDC;/);
  });

  it('does not take a longer code for the asset', () => {
    expect(claimDifferences('25 USDCX', outflows)).toEqual([]);
  });

  it('takes the code as text, not as a pattern', () => {
    expect(() => claimDifferences('1 A(', [{ code: 'A(', amount: '1', fee: '0' }])).not.toThrow();
  });
});
