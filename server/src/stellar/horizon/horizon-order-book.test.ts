import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalAsset } from '../../kernel/assets.js';
import { networkDefinition } from '../../kernel/networks.js';
import { HorizonGateway } from './horizon-gateway.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const horizon = async (status: number, body: unknown) => {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url!, 'http://horizon'));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, gateway: new HorizonGateway(networkDefinition('LOCAL', url)) };
};
const USDC = canonicalAsset('USDC', 'LOCAL');
const offer = (n: number, d: number, amount: string) => ({ price_r: { n, d }, price: String(n / d), amount });

describe('an order book of Horizon', () => {
  it('is asked for the base against the counter, and read with exact fractions', async () => {
    const { asked, gateway } = await horizon(200, {
      asks: [offer(1, 3, '100.0000000'), offer(1, 2, '0.0000001')],
      bids: [offer(3, 10, '25.5000000')],
    });
    expect(await gateway.orderBook('XLM', USDC, 50)).toEqual({
      asks: [
        { price: { n: 1n, d: 3n }, amount: 1_000_000_000n },
        { price: { n: 1n, d: 2n }, amount: 1n },
      ],
      bids: [{ price: { n: 3n, d: 10n }, amount: 255_000_000n }],
    });
    expect(asked[0]!.pathname).toBe('/order_book');
    expect(Object.fromEntries(asked[0]!.searchParams)).toMatchObject({
      selling_asset_type: 'native',
      buying_asset_code: 'USDC',
      buying_asset_issuer: USDC.split(':')[1],
      limit: '50',
    });
  });

  it.each<[string, number, unknown]>([
    ['an error', 500, {}],
    ['a price of nothing', 200, { asks: [offer(0, 1, '1')], bids: [] }],
    ['a fraction by nothing', 200, { asks: [{ ...offer(1, 1, '1'), price_r: { n: 1, d: 0 } }], bids: [] }],
    ['an amount that is none', 200, { asks: [offer(1, 1, '1e3')], bids: [] }],
    ['no book', 200, { hello: 'world' }],
  ])('that is %s is an error', async (_what, status, body) => {
    const { gateway } = await horizon(status, body);
    await expect(gateway.orderBook('XLM', USDC, 50)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });
});
