import { describe, expect, it } from 'vitest';
import { LENIENT, PARTY, PASSPHRASES } from '../../../test/support/app/vault-case.js';
import type { PriceQuote, PriceQuoter } from '../../rulebook/facts/price-quote.js';
import { EmbeddedVault } from '../../vault/room/embedded-vault.js';
import { PriceService } from './price.service.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const ONE = 10_000_000n;

/** Knows a price for whatever is not ODD, and remembers what it was asked. */
class Quoter implements PriceQuoter {
  readonly asked: [string, string, bigint][] = [];
  usd = 1_000_000n;
  async quote(asset: string, network: string, amount: bigint): Promise<PriceQuote> {
    this.asked.push([asset, network, amount]);
    if (asset.startsWith('ODD')) return { price: null, problem: 'Nobody knows what it is worth.' };
    return { price: { usd: this.usd, source: 'order book', at: NOW, demo: false }, problem: null };
  }
}

const open = () => {
  let now = NOW;
  const quoter = new Quoter();
  const vault = new EmbeddedVault(new Uint8Array(32).fill(7), {
    ...PARTY,
    ...LENIENT,
    quoter,
    networkPassphrases: PASSPHRASES,
    now: () => now,
  });
  const later = (ms: number) => (now = new Date(now.getTime() + ms));
  return { quoter, vault, later, prices: new PriceService(vault, () => now) };
};

describe('the server', () => {
  it('asks with what can be told to another process, whatever else its callers know of an outflow', async () => {
    const asked: unknown[] = [];
    const quotePrices = async (request: unknown) => {
      asked.push(JSON.parse(JSON.stringify(request)));
      return [{ row: null, problem: 'None.' } as const, { row: null, problem: 'None.' } as const];
    };
    const outflow = { asset: 'XLM', amount: 7n, fee: 3n, reserve: 2n };
    await new PriceService({ quotePrices }).prices([outflow], 'TESTNET', [{ asset: 'ODD:G', amount: 5n }]);
    const outflows = [
      { asset: 'XLM', amount: '7' },
      { asset: 'ODD:G', amount: '5', side: 'SELL' },
    ];
    expect(asked).toEqual([{ network: 'TESTNET', outflows }]);
  });

  it('has prices from the vault alone, for the amounts that are to be spent, with the seals to show', async () => {
    const { quoter, vault, prices } = open();
    const outflows = [
      { asset: 'XLM', amount: 123n },
      { asset: 'ODD:G', amount: 5n },
    ];
    const known = await prices.prices(outflows, 'TESTNET');
    expect(quoter.asked).toEqual([
      ['XLM', 'TESTNET', 123n],
      ['ODD:G', 'TESTNET', 5n],
    ]);
    expect([...known]).toEqual([
      ['XLM', { usd: 1_000_000n, source: 'order book', at: NOW, demo: false }],
      ['ODD:G', null],
    ]);
    expect([...known.problems!]).toEqual([['ODD:G', 'Nobody knows what it is worth.']]);
    expect(known.quotes!.map(({ record }) => record)).toMatchObject([{ asset: 'XLM', amount: '123', usd: '0.1' }]);
    expect(await vault.checkSeals(known.quotes!)).toEqual([true]);
  });

  it('asks once in ten seconds for what is only shown, and every time for what is judged', async () => {
    const { quoter, prices, later } = open();
    await Promise.all([1, 2, 3].map(() => prices.price('XLM', 'TESTNET')));
    later(9_000);
    expect(await prices.price('XLM', 'TESTNET')).toMatchObject({ usd: 1_000_000n });
    expect(quoter.asked).toEqual([['XLM', 'TESTNET', ONE]]);
    quoter.usd = 9n;
    expect((await prices.prices([{ asset: 'XLM', amount: ONE }], 'TESTNET')).get('XLM')).toMatchObject({ usd: 9n });
    await prices.price('XLM', 'MAINNET');
    later(1_000);
    expect(await prices.price('XLM', 'TESTNET')).toMatchObject({ usd: 9n });
    expect(quoter.asked).toHaveLength(4);
  });

  it('knows no price where the vault does not answer, and says so', async () => {
    const gone = new EmbeddedVault({} as never, { ...PARTY, ...LENIENT, networkPassphrases: PASSPHRASES });
    const prices = new PriceService(gone);
    const known = await prices.prices([{ asset: 'XLM', amount: ONE }], 'TESTNET');
    expect(known.get('XLM')).toBeNull();
    expect(known.problems!.get('XLM')).toBe('The vault could not be asked for the price of XLM.');
    expect(known.quotes).toEqual([]);
    expect(await prices.price('XLM', 'TESTNET')).toBeNull();
  });
});
