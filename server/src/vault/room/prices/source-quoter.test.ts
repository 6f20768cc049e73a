import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../kernel/durations.js';
import type { PriceSource, Sample } from '../../../rulebook/facts/price.js';
import { SourceQuoter } from './source-quoter.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

/** Says what it is told, and remembers how much it was asked about. */
class Oracle implements PriceSource {
  readonly asked: bigint[] = [];
  constructor(
    readonly name: string,
    private readonly answer: Sample | null | Error,
  ) {}
  async quote(_asset: string, _network: string, amount: bigint): Promise<Sample | null> {
    this.asked.push(amount);
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }
}
const good = (usd: string, at = NOW): Sample => ({ usd, at });
const quote = (...answers: (Sample | null | Error)[]) => {
  const oracles = answers.map((answer, index) => new Oracle(['order book', 'prices.example'][index]!, answer));
  return new SourceQuoter(
    () => oracles,
    () => NOW,
  ).quote('XLM', 'TESTNET', 7n);
};

describe('a price', () => {
  it('is the word of the first source, where all agree within 10 percent', async () => {
    expect(await quote(good('0.10'), good('0.11', ago(MINUTE_MS)))).toEqual({
      price: { usd: 1_000_000n, source: 'order book', at: NOW, demo: false },
      problem: null,
    });
  });

  it('is rounded against whoever is asked about: up for what leaves, down for what comes in', async () => {
    const source = new Oracle('prices.example', good('0.12345671'));
    const quoter = new SourceQuoter(
      () => [source],
      () => NOW,
    );
    expect((await quoter.quote('XLM', 'TESTNET', 7n, 'BUY')).price?.usd).toBe(1_234_568n);
    expect((await quoter.quote('XLM', 'TESTNET', 7n, 'SELL')).price?.usd).toBe(1_234_567n);
  });

  it.each<[string, (Sample | null | Error)[], string]>([
    ['stale', [good('0.10', ago(10 * MINUTE_MS + 1))], 'older than 10 minutes'],
    ['stale in the second source', [good('0.10'), good('0.10', ago(11 * MINUTE_MS))], 'older than 10 minutes'],
    ['missing', [null], 'has no price'],
    ['missing in one of two', [good('0.10'), null], 'prices.example has no price'],
    ['missing in the other of two', [null, good('0.10')], 'order book has no price'],
    ['not to be had', [new Error('connect ECONNREFUSED 10.0.0.1:443')], 'could not be asked'],
    ['30 percent apart', [good('0.10'), good('0.13')], 'more than 10 percent apart: 0.1 USD (order book) and 0.13 USD'],
    ['30 percent apart the other way', [good('0.13'), good('0.10')], 'more than 10 percent apart'],
    ['one stroop more than 10 percent apart', [good('1'), good('1.1000001')], 'more than 10 percent apart'],
    ['with swapped decimals', [good('0.10'), good('1000000')], 'more than 10 percent apart'],
    ['zero', [good('0')], 'no usable price'],
    ['zero in seven places', [good('0.0000000')], 'no usable price'],
    ['NaN', [good('NaN')], 'no usable price'],
    ['Infinity', [good('Infinity')], 'no usable price'],
    ['negative', [good('-1')], 'no usable price'],
    ['1e308', [good('1e308')], 'no usable price'],
    ['1e+308', [good(String(1e308))], 'no usable price'],
    ['more than anything is worth', [good('1000000001')], 'no usable price'],
    ['empty', [good('')], 'no usable price'],
    ['of no time', [good('1', new Date(Number.NaN))], 'no usable price'],
    ['of tomorrow', [good('1', ago(-DAY_MS))], 'no usable price'],
  ])('%s is none, and says so', async (_what, answers, words) => {
    const { price, problem } = await quote(...answers);
    expect(price).toBeNull();
    expect(problem).toContain(words);
    expect(problem).not.toContain('10.0.0.1');
  });

  it('is good at exactly 10 minutes, and at exactly 10 percent', async () => {
    expect((await quote(good('1', ago(10 * MINUTE_MS)), good('1.1'))).problem).toBeNull();
  });

  it('that is smaller than what can be counted is rounded up, never to 0', async () => {
    expect((await quote(good('0.00000000001'))).price?.usd).toBe(1n);
    expect((await quote(good('0.12345671'))).price?.usd).toBe(1_234_568n);
  });

  it('is asked for the amount that is to be spent', async () => {
    const oracle = new Oracle('order book', good('1'));
    const quoter = new SourceQuoter(
      () => [oracle],
      () => NOW,
    );
    await Promise.all([quoter.quote('XLM', 'TESTNET', 123n), quoter.quote('ODD:G', 'TESTNET', 5n)]);
    expect(oracle.asked).toEqual([123n, 5n]);
  });

  it('that does not come in time is none, and keeps nobody waiting', async () => {
    const silent: PriceSource = { name: 'order book', quote: () => new Promise(() => undefined) };
    const quoter = new SourceQuoter(
      () => [silent],
      () => NOW,
      20,
    );
    expect((await quoter.quote('XLM', 'TESTNET', 1n)).problem).toContain('could not be asked');
  });

  it('has no source on a network without one', async () => {
    expect((await new SourceQuoter(() => []).quote('XLM', 'MAINNET', 1n)).problem).toContain('No source');
  });
});
