import { describe, expect, it } from 'vitest';
import { loosening } from '../testing/policy-changes.js';
import { backtestSentences, ruleName, ruleValue } from './rule-words.js';

const ISSUER = 'GBUQWP3BOUZX34TOND2QV7QQ7K7VJTG6VSE7WMLBTMDJLLAW7YKGU6EP';
const { backtest } = loosening();
const none = { count: 0, sumUsd: '0', sums: [] };

describe('a rule in words', () => {
  it.each([
    [`cap USDC:${ISSUER} LOCAL a transaction`, 'USDC (GBUQ…U6EP) on LOCAL, in one transaction'],
    ['cap XLM TESTNET', 'XLM on TESTNET'],
    ['ask above', 'Ask above this worth'],
    ['something new', 'something new'],
  ])('%s', (rule, words) => {
    expect(ruleName(rule)).toBe(words);
  });

  it('groups its digits and names its choices', () => {
    expect(ruleValue('2000 USDC')).toBe('2,000 USDC');
    expect(ruleValue('REFUSE')).toBe('is refused');
    expect(ruleValue('Mon Tue 09:00-17:00 UTC')).toBe('Mon Tue 09:00-17:00 UTC');
  });
});

describe('what a change would have done', () => {
  it('begins with what would have left without a question', () => {
    expect(backtestSentences(backtest)[0]).toBe(
      'In the last 90 days this would have let through 3 transactions worth 3,600.00 USD at the prices of then (3,600.00 USDC) without asking you.',
    );
  });

  it('says when nothing would have', () => {
    expect(backtestSentences({ ...backtest, wouldAllow: none })[0]).toContain('let through no transaction');
    expect(backtestSentences({ ...backtest, considered: 0, wouldAllow: none })).toEqual([
      'Nothing was decided in the last 90 days, so there is nothing to compare with.',
    ]);
  });

  it('names what it would have asked about or judged more strictly', () => {
    const sentences = backtestSentences({
      ...backtest,
      wouldAsk: { count: 1, sumUsd: '9', sums: [] },
      wouldStop: { count: 2, sumUsd: '5', sums: [] },
    });
    expect(sentences.join(' ')).toContain('asked you about 1 transaction worth 9.00 USD at the prices of then instead');
    expect(sentences.join(' ')).toContain('judged 2 transactions worth 5.00 USD at the prices of then more strictly');
  });
});
