import { Arg, Directive, Query, Resolver } from 'type-graphql';
import { Network } from '../../kernel/networks.js';
import type { LedgerViewService } from './ledger-view.service.js';
import { NetworkStatus } from './network-status.type.js';

/** How the networks are. */
@Resolver(() => NetworkStatus)
export class NetworkResolver {
  constructor(private readonly ledger: LedgerViewService) {}

  @Directive('@auth(scope: READ)')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 20)')
  @Query(() => NetworkStatus, {
    description: 'Whether a network answers, its latest ledger, and what transactions cost there.',
  })
  networkStatus(
    @Arg('network', () => Network, { nullable: true, defaultValue: Network.LOCAL }) network: Network | null,
  ): Promise<NetworkStatus> {
    return this.ledger.status(network ?? 'LOCAL');
  }
}
