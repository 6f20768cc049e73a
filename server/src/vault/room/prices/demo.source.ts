import { assetCode, isWellKnown } from '../../../kernel/assets.js';
import type { NetworkName } from '../../../kernel/config.js';
import type { PriceSource, Sample } from '../../../rulebook/facts/price.js';

const USD: Record<string, string> = { XLM: '0.10', USDC: '1.00', EURC: '1.10' };

/** Made-up prices for the test assets of the local network. */
export class DemoSource implements PriceSource {
  readonly name = 'demo price';
  readonly demo = true;

  constructor(private readonly now: () => Date = () => new Date()) {}

  async quote(asset: string, network: NetworkName): Promise<Sample | null> {
    const usd = isWellKnown(asset, network) ? USD[assetCode(asset)] : undefined;
    return usd ? { usd, at: this.now() } : null;
  }
}
