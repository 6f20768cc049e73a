import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LENIENT, NOW, PARTY, PASSPHRASES } from '../../../../test/support/app/vault-case.js';
import type { PriceQuoter, QuotedPrice } from '../../../rulebook/facts/price-quote.js';
import { methodsOf, remoteVault } from '../../channel/remote-vault.js';
import { VaultClient } from '../../channel/vault-client.js';
import { VaultServer } from '../../channel/vault-server.js';
import type { VaultApi } from '../../contract/vault-api.js';
import { EmbeddedVault } from '../embedded-vault.js';

const HOLDER = 'G'.padEnd(56, 'A');
const quoter: PriceQuoter = {
  quote: async (asset) =>
    asset === 'XLM'
      ? { price: null, problem: 'The order book has no price for that much XLM.' }
      : { price: { usd: 1_000_001n, source: 'order book', at: NOW, demo: false }, problem: null },
};
const vaultOf = (key: number) =>
  new EmbeddedVault(new Uint8Array(32).fill(key), {
    ...PARTY,
    ...LENIENT,
    quoter,
    networkPassphrases: PASSPHRASES,
    now: () => NOW,
  });

let server: VaultServer;
let client: VaultClient;
beforeAll(async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'tuxedo-quotes-')), 'vault.sock');
  server = await VaultServer.listen(path, methodsOf(vaultOf(7) as unknown as VaultApi), { error: () => undefined });
  client = new VaultClient(path);
});
afterAll(async () => {
  client.close();
  await server.close();
});
const assets = Array.from({ length: 255 }, (_, n) => `ASSET${n}:${HOLDER}`);
const ask = (): Promise<QuotedPrice[]> => {
  const outflows = [...assets, 'XLM'].map((asset, n) => ({ asset, amount: `${10n ** 18n + BigInt(n)}` }));
  return remoteVault(client).quotePrices({ network: 'TESTNET', outflows });
};

describe('quotes from a vault in another process', () => {
  it('come in the order of the question, with all that was asked for under the seal', async () => {
    const quoted = await ask();
    expect(quoted.slice(0, -1).map(({ row }) => row?.record.asset)).toEqual(assets);
    expect(quoted[3]!.row!.record).toEqual({
      kind: 'price',
      network: 'TESTNET',
      asset: assets[3],
      amount: '1000000000000000003',
      usd: '0.1000001',
      source: 'order book',
      at: NOW.toISOString(),
      demo: false,
      quotedAt: NOW.toISOString(),
    });
    expect(quoted.at(-1)).toEqual({ row: null, problem: 'The order book has no price for that much XLM.' });
  });

  it('say which side they are for, whatever else is asked for', async () => {
    const outflows = [
      { asset: 'A:G', amount: '7', side: 'SELL' as const },
      { asset: 'A:G', amount: '7', side: 'x' as never },
    ];
    const quoted = await remoteVault(client).quotePrices({ network: 'TESTNET', outflows });
    expect(quoted.map(({ row }) => row?.record.side)).toEqual(['SELL', undefined]);
  });

  it('count for every vault with the same root, and for no other', async () => {
    const rows = (await ask()).flatMap(({ row }) => row ?? []);
    expect(new Set(await vaultOf(7).checkSeals(rows))).toEqual(new Set([true]));
    expect(new Set(await vaultOf(8).checkSeals(rows))).toEqual(new Set([false]));
  });
});
