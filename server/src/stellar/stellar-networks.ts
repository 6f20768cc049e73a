import { DomainError, ErrorCode } from '../errors.js';
import type { StellarGateway } from './gateway.js';
import type { Network, NetworkDefinition } from './networks.js';

/** The networks this server was configured for, with one gateway each. */
export class StellarNetworks {
  private readonly gatewayByNetwork: ReadonlyMap<Network, StellarGateway>;

  constructor(gateways: StellarGateway[]) {
    this.gatewayByNetwork = new Map(gateways.map((gateway) => [gateway.definition.network, gateway]));
  }

  get(network: Network): StellarGateway {
    const gateway = this.gatewayByNetwork.get(network);
    if (gateway) return gateway;
    const names = [...this.gatewayByNetwork.keys()].join(', ');
    throw new DomainError(ErrorCode.BAD_USER_INPUT, `This server does not serve ${network}. It serves ${names}.`);
  }

  definitions(): NetworkDefinition[] {
    return [...this.gatewayByNetwork.values()].map((gateway) => gateway.definition);
  }
}
