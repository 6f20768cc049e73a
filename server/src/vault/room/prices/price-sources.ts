import type { Config, NetworkName } from '../../../kernel/config.js';
import type { PriceSource } from '../../../rulebook/facts/price.js';
import type { StellarNetworks } from '../../../stellar/networks/stellar-networks.js';
import { ConfiguredSource } from './configured.source.js';
import { DemoSource } from './demo.source.js';
import { OrderBookSource } from './order-book.source.js';

export type PriceSources = (network: NetworkName) => readonly PriceSource[];

/** Whom to ask: a table for test money on LOCAL; elsewhere the network's order book, then what the operator set. */
export const priceSources = ({ priceUrl }: Pick<Config, 'priceUrl'>, networks: StellarNetworks): PriceSources => {
  const local = [new DemoSource()];
  const real = [new OrderBookSource(networks), ...(priceUrl ? [new ConfiguredSource(priceUrl)] : [])];
  return (network) => (network === 'LOCAL' ? local : real);
};
