import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeGateway } from '../../../../test/support/fakes/fake-gateway.js';
import { canonicalAsset } from '../../../kernel/assets.js';
import { StellarNetworks } from '../../../stellar/networks/stellar-networks.js';
import { bookCost, OrderBookSource, proceedsOf } from './order-book.source.js';

const ONE = 10_000_000n;
const USDC = canonicalAsset('USDC', 'TESTNET');
const level = (n: bigint, d: bigint, amount: bigint) => ({ price: { n, d }, amount: amount * ONE });

const open = (...asks: ReturnType<typeof level>[]) => {
  const gateway = new FakeGateway('TESTNET');
  gateway.books.set(`XLM ${USDC}`, { asks, bids: [] });
  let now = new Date('2026-11-22T12:00:00Z');
  const later = (ms: number) => (now = new Date(now.getTime() + ms));
  return { gateway, later, source: new OrderBookSource(new StellarNetworks([gateway]), () => now) };
};

describe('the order book', () => {
  const levels = [level(1n, 10n, 100n), level(2n, 10n, 100n)];

  it.each([
    [100n, '0.1'],
    [150n, '0.1333334'],
    [200n, '0.15'],
  ])('gives %s XLM the average price for as many', async (amount, usd) => {
    expect((await open(...levels).source.quote('XLM', 'TESTNET', amount * ONE))?.usd).toBe(usd);
  });

  const bids = [level(1n, 10n, 10n), level(1n, 20n, 5n)];

  it.each([
    [100n, '0.1'],
    [200n, '0.075'],
  ])('gives %s XLM that are sold the average of the bids, never of the asks', async (amount, usd) => {
    const { gateway, source } = open(...levels);
    gateway.books.set(`XLM ${USDC}`, { asks: levels, bids });
    expect((await source.quote('XLM', 'TESTNET', amount * ONE, 'SELL'))?.usd).toBe(usd);
    expect(await source.quote('XLM', 'TESTNET', 200n * ONE + 1n, 'SELL')).toBeNull();
  });

  it('has no price for selling where nobody buys, whatever is asked for it', async () => {
    expect(await open(...levels).source.quote('XLM', 'TESTNET', ONE, 'SELL')).toBeNull();
  });

  it('never makes more of selling than the best bid, nor of more a unit', () => {
    const book = fc.array(
      fc.record({
        price: fc.record({ n: fc.bigInt(1n, 10n ** 9n), d: fc.bigInt(1n, 10n ** 9n) }),
        amount: fc.bigInt(1n, 10n ** 15n),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(book, fc.bigInt(1n, 10n ** 15n), (some, amount) => {
        const sorted = some.toSorted((a, b) => Number(b.price.n * a.price.d - a.price.n * b.price.d));
        const proceeds = proceedsOf(sorted, amount);
        const [best] = sorted;
        if (proceeds !== null) expect(proceeds * best!.price.d).toBeLessThanOrEqual(amount * best!.price.n);
      }),
    );
  });

  it('has no price for more than is offered, nor for what nobody offers', async () => {
    const { source } = open(...levels);
    expect(await source.quote('XLM', 'TESTNET', 200n * ONE + 1n)).toBeNull();
    expect(await source.quote(`ODD:${USDC.split(':')[1]}`, 'TESTNET', 1n)).toBeNull();
  });

  it('never makes the average of more cheaper, nor the whole cheaper than its parts', () => {
    const book = fc.array(
      fc.record({
        price: fc.record({ n: fc.bigInt(1n, 10n ** 9n), d: fc.bigInt(1n, 10n ** 9n) }),
        amount: fc.bigInt(1n, 10n ** 15n),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(book, fc.bigInt(1n, 10n ** 15n), fc.bigInt(1n, 10n ** 15n), (asks, small, more) => {
        const sorted = asks.toSorted((a, b) => Number(a.price.n * b.price.d - b.price.n * a.price.d));
        const [one, both] = [bookCost(sorted, small), bookCost(sorted, small + more)];
        if (both === null) return;
        expect(one).not.toBeNull();
        expect(both).toBeGreaterThanOrEqual(one!);
        // Six levels are rounded up once each.
        expect(both * small + 6n * (small + more)).toBeGreaterThanOrEqual(one! * (small + more));
      }),
    );
  });

  it('counts a dollar for USDC itself, without asking', async () => {
    const { gateway, source } = open();
    gateway.down = true;
    expect(await source.quote(USDC, 'TESTNET', ONE)).toMatchObject({ usd: '1' });
  });

  it('is read again after 10 seconds, and carries the time it was read', async () => {
    const { gateway, source, later } = open(level(1n, 10n, 100n));
    const first = await source.quote('XLM', 'TESTNET', ONE);
    gateway.books.set(`XLM ${USDC}`, { asks: [level(3n, 10n, 100n)], bids: [] });
    later(9_000);
    expect(await source.quote('XLM', 'TESTNET', ONE)).toEqual(first);
    later(1_000);
    expect((await source.quote('XLM', 'TESTNET', ONE))?.usd).toBe('0.3');
  });

  it('that cannot be reached is an error, and is asked again soon', async () => {
    const { gateway, source, later } = open(level(1n, 10n, 100n));
    gateway.down = true;
    await expect(source.quote('XLM', 'TESTNET', ONE)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    gateway.down = false;
    later(5_000);
    expect((await source.quote('XLM', 'TESTNET', ONE))?.usd).toBe('0.1');
  });
});
