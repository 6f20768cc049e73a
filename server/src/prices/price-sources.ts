import type { Config, NetworkName } from '../config.js';
import type { StellarNetworks } from '../stellar/stellar-networks.js';
import { ConfiguredSource } from './configured.source.js';
import { DemoSource } from './demo.source.js';
import { OrderBookSource } from './order-book.source.js';
import type { PriceSource } from './price.js';

export type PriceSources = (network: NetworkName) => readonly PriceSource[];

/** Whom to ask: a table for test money on LOCAL; elsewhere the network's order book, then what the operator set. */
export const priceSources = ({ priceUrl }: Pick<Config, 'priceUrl'>, networks: StellarNetworks): PriceSources => {
  const local = [new DemoSource()];
  const real = [new OrderBookSource(networks), ...(priceUrl ? [new ConfiguredSource(priceUrl)] : [])];
  return (network) => (network === 'LOCAL' ? local : real);
};
