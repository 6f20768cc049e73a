import type { NetworkName } from '../config.js';
import { toStroops } from '../stellar/amount.js';
import { assetCode, isWellKnown } from '../stellar/assets.js';
import type { Prices, Usd } from './policy.js';

const DEMO_USD: Record<string, string> = { XLM: '0.10', USDC: '1.00', EURC: '1.10' };

/** What an asset is worth in USD. Unknown is null, never 0: the policy then asks. */
export class PriceService {
  constructor(private readonly now: () => Date = () => new Date()) {}

  /** LOCAL has a table of demo prices for its own assets; other networks have no source yet. */
  async price(asset: string, network: NetworkName): Promise<Usd | null> {
    const usd = network === 'LOCAL' && isWellKnown(asset, network) ? DEMO_USD[assetCode(asset)] : undefined;
    return usd ? { usd: toStroops(usd), source: 'demo price', at: this.now(), demo: true } : null;
  }

  async prices(assets: string[], network: NetworkName): Promise<Prices> {
    const known = await Promise.all(assets.map(async (asset) => [asset, await this.price(asset, network)] as const));
    return new Map(known);
  }
}
