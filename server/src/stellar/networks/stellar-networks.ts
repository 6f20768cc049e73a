import { badInput } from '../../kernel/errors.js';
import type { Network, NetworkDefinition } from '../../kernel/networks.js';
import type { StellarGateway } from '../gateway.js';
import { NetworkShares, type ShareOptions } from './network-shares.js';
import { sharedGateway } from './shared-gateway.js';

/** The networks this server was configured for, with one gateway each. */
export class StellarNetworks {
  private readonly gatewayByNetwork: ReadonlyMap<Network, StellarGateway>;

  constructor(
    gateways: StellarGateway[],
    private readonly shares: ReadonlyMap<string, NetworkShares> = new Map(),
  ) {
    this.gatewayByNetwork = new Map(gateways.map((gateway) => [gateway.definition.network, gateway]));
  }

  /** As callers reach them: each has a share of its own of each network. */
  static shared(gateways: StellarGateway[], options: ShareOptions = {}): StellarNetworks {
    const shares = new Map(
      gateways.map(({ definition }) => [definition.network as string, new NetworkShares(options)]),
    );
    const shared = gateways.map((gateway) => sharedGateway(gateway, shares.get(gateway.definition.network)!));
    return new StellarNetworks(shared, shares);
  }

  get(network: Network): StellarGateway {
    const gateway = this.gatewayByNetwork.get(network);
    if (gateway) return gateway;
    const names = [...this.gatewayByNetwork.keys()].join(', ');
    throw badInput(`This server does not serve ${network}. It serves ${names}.`);
  }

  /** What the vault asks over a connection of its own, because somebody asks it to, is one call of theirs. */
  withinShare<T>(network: string, work: () => Promise<T>): Promise<T> {
    return this.shares.get(network)?.ask(null, work) ?? work();
  }

  definitions(): NetworkDefinition[] {
    return [...this.gatewayByNetwork.values()].map((gateway) => gateway.definition);
  }
}
