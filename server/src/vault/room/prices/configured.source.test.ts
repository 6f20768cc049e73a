import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfiguredSource } from './configured.source.js';
import { SourceQuoter } from './source-quoter.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Answer = { status?: number; body?: string; headers?: Record<string, string>; hang?: boolean };

/** A source over real HTTP that answers as it is told. */
const serve = async (answer: Answer) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    if (answer.hang) return;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  let now = new Date();
  const later = (ms: number) => (now = new Date(now.getTime() + ms));
  const source = new ConfiguredSource(`http://127.0.0.1:${port}/{network}?of={asset}`, () => now, 500);
  return { asked, source, later, host: `127.0.0.1:${port}` };
};
const at = new Date().toISOString();

describe('a configured source of prices', () => {
  it('is asked by network and asset, and named by its host', async () => {
    const { asked, source, host } = await serve({ body: JSON.stringify({ usd: '0.25', at }) });
    expect(await source.quote('ODD:GABC', 'TESTNET')).toEqual({ usd: '0.25', at: new Date(at) });
    expect(asked).toEqual(['/TESTNET?of=ODD%3AGABC']);
    expect(source.name).toBe(host);
  });

  it('is asked once a minute for each asset, however many ask at once', async () => {
    const { asked, source, later } = await serve({ body: JSON.stringify({ usd: '0.25', at }) });
    await Promise.all([1, 2, 3].map(() => source.quote('XLM', 'TESTNET')));
    later(59_000);
    await source.quote('XLM', 'TESTNET');
    expect(asked).toHaveLength(1);
    await source.quote('XLM', 'MAINNET');
    later(1_000);
    await source.quote('XLM', 'TESTNET');
    expect(asked).toHaveLength(3);
  });

  it('knows no price where it answers 404', async () => {
    const { source } = await serve({ status: 404 });
    expect(await source.quote('XLM', 'TESTNET')).toBeNull();
  });

  it('is left alone for as long as it asks, whatever asset is wanted meanwhile', async () => {
    const { asked, source } = await serve({ status: 429, headers: { 'retry-after': '60' } });
    await expect(source.quote('XLM', 'TESTNET')).rejects.toThrow('answered 429');
    await expect(source.quote('USDC:GABC', 'TESTNET')).rejects.toThrow('asked to be left alone');
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['an error', { status: 500, body: '{}' }],
    ['no JSON', { body: '<html>' }],
    ['no price', { body: JSON.stringify({ at }) }],
    ['no time', { body: JSON.stringify({ usd: '1' }) }],
    ['a time in words', { body: JSON.stringify({ usd: '1', at: 'now' }) }],
    ['more than anybody needs', { body: `${' '.repeat(20_000)}${JSON.stringify({ usd: '1', at })}` }],
    ['another address', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
    ['nothing in time', { hang: true }],
    ['1e308', { body: `{"usd":1e308,"at":"${at}"}` }],
    ['1e999, which is no number any more', { body: `{"usd":1e999,"at":"${at}"}` }],
    ['0', { body: `{"usd":0,"at":"${at}"}` }],
    ['"NaN"', { body: `{"usd":"NaN","at":"${at}"}` }],
  ])('that answers %s gives no price, and nothing of what it said', async (_what, answer) => {
    const { source } = await serve(answer);
    const service = new SourceQuoter(() => [source]);
    const { price, problem } = await service.quote('XLM', 'TESTNET', 1n);
    expect(price).toBeNull();
    expect(problem).toMatch(/could not be asked|no usable price/);
    expect(problem).not.toContain('html');
  });
});
